// One line for a terminal, of pieces that each have a style: its columns can be counted and cut, which text
// with escape sequences in it does not allow.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/style.h"

namespace reeve {

class StyledLine {
 public:
  StyledLine() = default;
  explicit StyledLine(std::string_view text, Style style = Style::plain) { add(text, style); }

  StyledLine& add(std::string_view text, Style style = Style::plain);
  StyledLine& add(const StyledLine& line);
  // Terminal columns.
  std::size_t width() const;
  // At most so many columns, with "…" at the end where something was cut off; 0: as it is.
  StyledLine cut(std::size_t width) const;
  // All of it in one style.
  StyledLine in(Style style) const;
  // Without a line feed.
  std::string text(Colour colour) const;

 private:
  struct Piece {
    std::string text;
    Style style;
  };
  std::vector<Piece> pieces_;
};

// The words of `text` in lines of at most `width` columns (0: all in one), each begun with `indent` spaces,
// those after the first with `hanging` more. A word that is wider stands alone in its line, whole.
std::vector<StyledLine> wrapped(std::string_view text, std::size_t width, std::size_t indent,
                                std::size_t hanging = 0, Style style = Style::plain);

// Two blocks side by side, the right one from this column on. Lines of the left one must be narrower.
std::vector<StyledLine> beside(const std::vector<StyledLine>& left, const std::vector<StyledLine>& right,
                               std::size_t column);

}  // namespace reeve
