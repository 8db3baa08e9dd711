// From one TOML value to one plain value, with messages that say where, what was expected and what was found.
// Every reader is absent if it has reported a problem.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "config/toml_reader.h"

namespace reeve {

// What is wrong with a file, collected so that a person can correct all of it at once.
class Problems {
 public:
  explicit Problems(std::string source) : source_(std::move(source)) {}
  void add(TomlPosition position, const std::string& message);
  // Throws Error(configuration) if there are any: one a line, in the order of the file.
  void throw_if_any() const;

 private:
  std::string source_;
  std::multimap<TomlPosition, std::string> messages_;  // keeps the order of equal positions
};

// A value together with what messages call it: "'checks' in [gate]".
struct Entry {
  std::string name;
  const TomlValue& value;
  Problems& problems;

  // Adds the problem "<name> <message>" at the value.
  void report(const std::string& message) const { problems.add(value.position, name + " " + message); }
  // Whether the value is of this kind; reports it if not.
  bool is(TomlKind kind) const;
};

// A name from the file on one line, harmless on a terminal; and the same in single quotes.
std::string shown(std::string_view name);
std::string in_quotes(std::string_view name);
// ", did you mean 'checks'?", or empty if no candidate is near.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& candidates);

std::optional<std::string> read_text(const Entry& entry);
// One of these words; `what` is what messages call it: "preset".
std::optional<std::string> read_word(const Entry& entry, const std::string& what,
                                     const std::vector<std::string>& words);
// Reports a name that an agent or a target may not have: 1 to 60 letters, digits, "-", "_" and ".". Names of
// agents stand in refs, commit trailers and tables. `what` is what messages call it: "agent".
void check_name(const TomlMember& member, const std::string& what, Problems& problems);
// One element for each string of an array. No element may be blank.
std::optional<std::vector<std::string>> read_texts(const Entry& entry);
// Like read_texts, and the array must not be empty.
std::optional<std::vector<std::string>> read_command(const Entry& entry);
// Path patterns, normalised.
std::optional<std::vector<std::string>> read_globs(const Entry& entry);
// Names of environment variables.
std::optional<std::vector<std::string>> read_variable_names(const Entry& entry);
// A table of environment variables.
std::optional<std::map<std::string, std::string>> read_environment(const Entry& entry);
// Whether the text may be the name of an environment variable.
bool is_variable_name(std::string_view name);
std::optional<bool> read_boolean(const Entry& entry);
std::optional<std::size_t> read_count(const Entry& entry, std::size_t smallest, std::size_t largest);
// A number of units, more than 0 and at most 30 days.
std::optional<Milliseconds> read_duration(const Entry& entry, Milliseconds unit);
// Minutes, more than 0 and at most ten years: what many agents may run together.
std::optional<Milliseconds> read_long_duration(const Entry& entry);
// A whole number of tokens, 1 … 10^15.
std::optional<std::int64_t> read_tokens(const Entry& entry);
// An amount of money, more than 0 and at most 10^9; and a price, which may be 0.
std::optional<double> read_money(const Entry& entry);
std::optional<double> read_price(const Entry& entry);
// Bytes: a whole number or "20MB".
std::optional<std::uint64_t> read_size(const Entry& entry);

}  // namespace reeve
