// TOML text to a plain tree with positions. It hides toml++, whose header takes seconds to compile.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reeve {

// Both from 1; columns are code points.
struct TomlPosition {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  auto operator<=>(const TomlPosition&) const = default;
};

enum class TomlKind { text, integer, number, boolean, time, array, table };

struct TomlMember;

// One value. Only the fields of its kind are set; of `time` (dates and times of day) a date alone has a
// value, its text "2026-12-24".
struct TomlValue {
  TomlKind kind = TomlKind::table;
  TomlPosition position;
  std::string text;
  std::int64_t integer = 0;
  double number = 0;
  bool boolean = false;
  std::vector<TomlValue> elements;  // of an array
  std::vector<TomlMember> members;  // of a table, in the order of the file
};

struct TomlMember {
  std::string name;
  TomlPosition position;  // of the name
  TomlValue value;
};

// The table that the text is. Throws Error(configuration) "source:line:column: reason" for a syntax error;
// the first one ends the reading.
TomlValue read_toml(std::string_view text, const std::string& source);

// "a string", "a whole number", …, for messages.
std::string_view describe(TomlKind kind);

}  // namespace reeve
