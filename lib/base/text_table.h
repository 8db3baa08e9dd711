// Columns of text for a terminal or a pipe.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace reeve {

enum class Align { left, right };

class TextTable {
 public:
  struct Column {
    std::string heading;
    Align align = Align::left;
    // May be shortened (with "…") when the table is wider than asked; others never are.
    enum class Width { fixed, flexible } width = Width::fixed;
  };

  explicit TextTable(std::vector<Column> columns) : columns_(std::move(columns)) {}
  // One cell a column; missing ones are empty.
  void add_row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  // Lines ending in "\n", columns two spaces apart, no trailing spaces. `max_width` 0: as wide as needed.
  std::string render(std::size_t max_width = 0) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace reeve
