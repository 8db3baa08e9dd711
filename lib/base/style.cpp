#include "base/style.h"

namespace reeve {

namespace {

std::string_view escape_sequence(Style style) {
  switch (style) {
    case Style::plain:
      return "";
    case Style::bold:
      return "\x1b[1m";
    case Style::dim:
      return "\x1b[2m";
    case Style::red:
      return "\x1b[31m";
    case Style::green:
      return "\x1b[32m";
    case Style::yellow:
      return "\x1b[33m";
    case Style::cyan:
      return "\x1b[36m";
  }
  return "";
}

}  // namespace

std::string styled(Colour colour, Style style, std::string_view text) {
  if (colour == Colour::off || style == Style::plain || text.empty()) return std::string(text);
  return std::string(escape_sequence(style)).append(text).append("\x1b[m");
}

}  // namespace reeve
