#include "base/styled_line.h"

#include <algorithm>

#include "base/text.h"

namespace reeve {

StyledLine& StyledLine::add(std::string_view text, Style style) {
  if (!text.empty()) pieces_.push_back({std::string(text), style});
  return *this;
}

StyledLine& StyledLine::add(const StyledLine& line) {
  pieces_.insert(pieces_.end(), line.pieces_.begin(), line.pieces_.end());
  return *this;
}

std::size_t StyledLine::width() const {
  std::size_t width = 0;
  for (const Piece& piece : pieces_) width += display_width(piece.text);
  return width;
}

StyledLine StyledLine::cut(std::size_t width) const {
  if (width == 0 || this->width() <= width) return *this;
  StyledLine line;
  std::size_t left = width;
  for (const Piece& piece : pieces_) {
    const std::size_t needed = display_width(piece.text);
    // The piece that ends just at the edge is cut as well, or nothing would tell that more was to come.
    if (needed >= left) return line.add(shorten(piece.text + " …", left), piece.style);
    line.add(piece.text, piece.style);
    left -= needed;
  }
  return line;
}

StyledLine StyledLine::in(Style style) const {
  StyledLine line = *this;
  for (Piece& piece : line.pieces_) piece.style = style;
  return line;
}

std::string StyledLine::text(Colour colour) const {
  std::string text;
  for (const Piece& piece : pieces_) text += styled(colour, piece.style, piece.text);
  return text;
}

std::vector<StyledLine> wrapped(std::string_view text, std::size_t width, std::size_t indent,
                                std::size_t hanging, Style style) {
  std::vector<std::string> lines;
  for (const std::string& word : split(text, ' ')) {
    if (word.empty()) continue;
    const bool fits =
        !lines.empty() && (width == 0 || display_width(lines.back()) + 1 + display_width(word) <= width);
    if (fits)
      lines.back() += " " + word;
    else
      lines.push_back(std::string(lines.empty() ? indent : indent + hanging, ' ') + word);
  }
  std::vector<StyledLine> styled_lines;
  for (const std::string& line : lines) styled_lines.emplace_back(line, style);
  return styled_lines;
}

std::vector<StyledLine> beside(const std::vector<StyledLine>& left, const std::vector<StyledLine>& right,
                               std::size_t column) {
  std::vector<StyledLine> lines;
  for (std::size_t row = 0; row < std::max(left.size(), right.size()); ++row) {
    StyledLine line = row < left.size() ? left[row] : StyledLine();
    if (row < right.size() && right[row].width() > 0) {
      line.add(std::string(column - std::min(column, line.width()), ' '));
      line.add(right[row]);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace reeve
