// What a person types, out of the bytes that a terminal sends.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reeve::cli {

enum class KeyName {
  character,
  enter,
  escape,
  backspace,
  tab,
  up,
  down,
  left,
  right,
  page_up,
  page_down,
  home,
  end,
  other,  // one that nobody here asks for
};

struct Key {
  KeyName name = KeyName::other;
  std::string text = {};  // of a character: its UTF-8; a control key is its letter after "^": "^L"

  bool is(std::string_view character) const { return name == KeyName::character && text == character; }
  bool operator==(const Key&) const = default;
};

// Takes bytes as they come: a sequence may be split anywhere, as over SSH.
class KeyReader {
 public:
  std::vector<Key> take(std::string_view bytes);
  // Whether the beginning of a sequence is kept. A lone escape is one, until nothing more comes.
  bool is_waiting() const { return !kept_.empty(); }
  // Nothing more came: what is kept was meant as it is.
  std::vector<Key> finish();

 private:
  std::string kept_;
};

}  // namespace reeve::cli
