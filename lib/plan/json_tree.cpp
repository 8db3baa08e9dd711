#include "plan/json_tree.h"

#include <fmt/format.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include <optional>

#include "base/error.h"

namespace reeve {

namespace {

constexpr std::size_t deepest_nesting = 64;

// Line and column of offsets that only ever grow, so that the text is gone through once.
class PositionCounter {
 public:
  explicit PositionCounter(std::string_view text) : text_(text) {}

  TomlPosition at(std::size_t offset) {
    for (; offset_ < offset && offset_ < text_.size(); ++offset_) {
      const auto byte = static_cast<unsigned char>(text_[offset_]);
      if (byte == '\n') {
        ++position_.line;
        position_.column = 1;
      } else if ((byte & 0xC0) != 0x80) {  // the first byte of a character
        ++position_.column;
      }
    }
    return position_;
  }

 private:
  std::string_view text_;
  std::size_t offset_ = 0;
  TomlPosition position_{1, 1};
};

// Where the string begins that ends just before `end`: at the nearest quote before which there is an even
// number of backslashes.
std::size_t string_begin(std::string_view text, std::size_t end) {
  std::size_t at = end - 1;
  while (at > 0) {
    --at;
    if (text[at] != '"') continue;
    std::size_t backslashes = 0;
    while (backslashes < at && text[at - backslashes - 1] == '\\') ++backslashes;
    if (backslashes % 2 == 0) break;
  }
  return at;
}

// Takes what the reader finds, one piece at a time. Returning false ends the reading.
class TreeBuilder {
 public:
  TreeBuilder(std::string_view text, const rapidjson::MemoryStream& stream)
      : stream_(stream), text_(text), count_(text) {}

  bool Null() {
    if (open_.empty() || open_.back().value.kind == TomlKind::table) return true;
    problem_ = "null stands in a list";
    return false;
  }
  bool Bool(bool boolean) {
    TomlValue value = make(TomlKind::boolean);
    value.boolean = boolean;
    return put(std::move(value));
  }
  bool Int(int number) { return Int64(number); }
  bool Uint(unsigned number) { return Int64(number); }
  bool Int64(std::int64_t number) {
    TomlValue value = make(TomlKind::integer);
    value.integer = number;
    return put(std::move(value));
  }
  bool Uint64(std::uint64_t number) { return Double(static_cast<double>(number)); }  // larger than any int64
  bool Double(double number) {
    TomlValue value = make(TomlKind::number);
    value.number = number;
    return put(std::move(value));
  }
  bool RawNumber(const char*, rapidjson::SizeType, bool) { return false; }  // not asked for
  bool String(const char* characters, rapidjson::SizeType length, bool) {
    TomlValue value = make(TomlKind::text);
    value.text.assign(characters, length);
    return put(std::move(value));
  }
  bool StartObject() { return begin(TomlKind::table); }
  bool StartArray() { return begin(TomlKind::array); }
  bool Key(const char* characters, rapidjson::SizeType length, bool) {
    open_.back().key = {characters, length};
    open_.back().key_position = count_.at(string_begin(text_, stream_.Tell()));
    return true;
  }
  bool EndObject(rapidjson::SizeType) { return end(); }
  bool EndArray(rapidjson::SizeType) { return end(); }

  const std::string& problem() const { return problem_; }
  TomlPosition position(std::size_t offset) { return count_.at(offset); }
  std::vector<TomlValue> take_values() { return std::move(values_); }

 private:
  struct Open {
    TomlValue value;
    std::string key;
    TomlPosition key_position;
  };

  // A member's value has the place of its name: near enough to find it.
  TomlValue make(TomlKind kind) {
    TomlValue value;
    value.kind = kind;
    value.position = open_.empty() ? count_.at(stream_.Tell() - 1) : open_.back().key_position;
    return value;
  }

  bool begin(TomlKind kind) {
    if (open_.size() == deepest_nesting) {
      problem_ = fmt::format("nested more than {} deep", deepest_nesting);
      return false;
    }
    TomlValue value;
    value.kind = kind;
    value.position = count_.at(stream_.Tell());  // the iterative parser has not taken the bracket yet
    open_.push_back({value, "", value.position});
    return true;
  }

  bool end() {
    TomlValue value = std::move(open_.back().value);
    open_.pop_back();
    return put(std::move(value));
  }

  bool put(TomlValue value) {
    if (open_.empty()) {
      values_.push_back(std::move(value));
    } else if (Open& around = open_.back(); around.value.kind == TomlKind::array) {
      around.value.elements.push_back(std::move(value));
    } else {
      around.value.members.push_back({around.key, around.key_position, std::move(value)});
    }
    return true;
  }

  const rapidjson::MemoryStream& stream_;
  std::string_view text_;
  PositionCounter count_;
  std::vector<Open> open_;
  std::vector<TomlValue> values_;
  std::string problem_;
};

bool only_white_space_left(rapidjson::MemoryStream& stream, std::string_view text) {
  while (stream.Tell() < text.size() &&
         std::string_view(" \t\r\n").find(stream.Peek()) != std::string_view::npos) {
    stream.Take();
  }
  return stream.Tell() >= text.size();
}

std::string without_full_stop(std::string message) {
  if (message.ends_with('.')) message.pop_back();
  return message;
}

}  // namespace

std::vector<TomlValue> read_json_values(std::string_view text, const std::string& source) {
  // Iterative, as the usual parser's recursion could exhaust the stack.
  constexpr unsigned flags = rapidjson::kParseValidateEncodingFlag | rapidjson::kParseFullPrecisionFlag |
                             rapidjson::kParseStopWhenDoneFlag | rapidjson::kParseIterativeFlag;
  rapidjson::MemoryStream stream(text.data(), text.size());
  TreeBuilder builder(text, stream);
  rapidjson::Reader reader;
  while (!only_white_space_left(stream, text)) {
    const rapidjson::ParseResult result = reader.Parse<flags>(stream, builder);
    if (!result.IsError()) continue;
    const std::string reason = builder.problem().empty()
                                   ? without_full_stop(rapidjson::GetParseError_En(result.Code()))
                                   : builder.problem();
    const TomlPosition at = builder.position(result.Offset());
    throw Error(ErrorKind::invalid, fmt::format("{}:{}:{}: {}", source, at.line, at.column, reason));
  }
  return builder.take_values();
}

}  // namespace reeve
