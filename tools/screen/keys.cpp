#include "tools/screen/keys.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/style.h"

namespace reeve::cli {

namespace {

// No key sends more; what is longer is noise, and must not be kept for ever.
constexpr std::size_t longest_sequence = 32;

struct Sequence {
  std::string_view after_escape;
  KeyName name;
};

// As xterm, the Linux console, tmux and screen send them, in both cursor modes.
constexpr std::array sequences{
    Sequence{"[A", KeyName::up},         Sequence{"OA", KeyName::up},    Sequence{"[B", KeyName::down},
    Sequence{"OB", KeyName::down},       Sequence{"[C", KeyName::right}, Sequence{"OC", KeyName::right},
    Sequence{"[D", KeyName::left},       Sequence{"OD", KeyName::left},  Sequence{"[5~", KeyName::page_up},
    Sequence{"[6~", KeyName::page_down}, Sequence{"[H", KeyName::home},  Sequence{"OH", KeyName::home},
    Sequence{"[1~", KeyName::home},      Sequence{"[7~", KeyName::home}, Sequence{"[F", KeyName::end},
    Sequence{"OF", KeyName::end},        Sequence{"[4~", KeyName::end},  Sequence{"[8~", KeyName::end},
    Sequence{"OM", KeyName::enter},
};

struct Read {
  Key key;
  std::size_t bytes = 0;
};

KeyName name_of_sequence(std::string_view after_escape) {
  const auto* const found = std::find_if(sequences.begin(), sequences.end(), [&](const Sequence& sequence) {
    return sequence.after_escape == after_escape;
  });
  return found == sequences.end() ? KeyName::other : found->name;
}

// ECMA-48: "ESC [", parameters, and one final byte; or "ESC O" and one byte. Absent: not all of it is there.
std::optional<Read> read_sequence(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  if (bytes[1] == 'O') {
    if (bytes.size() < 3) return std::nullopt;
    return Read{{name_of_sequence(bytes.substr(1, 2))}, 3};
  }
  if (bytes[1] != '[') return Read{{KeyName::escape}, 1};
  for (std::size_t index = 2; index < bytes.size(); ++index) {
    if (bytes[index] >= '@' && bytes[index] <= '~')
      return Read{{name_of_sequence(bytes.substr(1, index))}, index + 1};
  }
  if (bytes.size() > longest_sequence) return Read{{KeyName::other}, bytes.size()};
  return std::nullopt;
}

Key control_key(char byte) {
  switch (byte) {
    case '\r':
    case '\n':
      return {KeyName::enter};
    case '\t':
      return {KeyName::tab};
    case '\b':
    case '\x7f':
      return {KeyName::backspace};
    default:
      return {KeyName::character, std::string("^") + static_cast<char>(byte + '@')};
  }
}

std::size_t length_of_character(unsigned char first) {
  if (first < 0x80U) return 1;
  if (first < 0xC0U) return 0;
  return first < 0xE0U ? 2 : first < 0xF0U ? 3 : first < 0xF8U ? 4 : 0;
}

// Absent: not all of the character is there. A byte that begins none is a key that nobody asks for.
std::optional<Read> read_character(std::string_view bytes) {
  const std::size_t length = length_of_character(static_cast<unsigned char>(bytes.front()));
  if (length == 0) return Read{{KeyName::other}, 1};
  const auto is_inner = [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; };
  const auto inner = bytes.substr(1, length - 1);
  if (!std::all_of(inner.begin(), inner.end(), is_inner)) return Read{{KeyName::other}, 1};
  if (bytes.size() < length) return std::nullopt;
  return Read{{KeyName::character, std::string(bytes.substr(0, length))}, length};
}

std::optional<Read> read_key(std::string_view bytes) {
  const char first = bytes.front();
  if (first == escape_character) return read_sequence(bytes);
  const bool is_control = (first >= 0 && first < ' ') || first == '\x7f';
  return is_control ? Read{control_key(first), 1} : read_character(bytes);
}

}  // namespace

std::vector<Key> KeyReader::take(std::string_view bytes) {
  kept_ += bytes;
  std::vector<Key> keys;
  std::string_view rest = kept_;
  while (!rest.empty()) {
    const auto read = read_key(rest);
    if (!read) break;
    keys.push_back(read->key);
    rest.remove_prefix(read->bytes);
  }
  kept_ = std::string(rest);
  return keys;
}

std::vector<Key> KeyReader::finish() {
  const std::string kept = std::exchange(kept_, "");
  if (kept.empty()) return {};
  std::vector<Key> keys{{kept.front() == escape_character ? KeyName::escape : KeyName::other}};
  if (kept.front() != escape_character) return keys;
  for (Key& key : take(kept.substr(1))) keys.push_back(std::move(key));
  return keys;
}

}  // namespace reeve::cli
