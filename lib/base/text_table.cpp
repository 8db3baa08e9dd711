#include "base/text_table.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"

namespace reeve {

namespace {

constexpr std::string_view kGap = "  ";
constexpr std::size_t kNarrowest = 8;  // less than that says nothing: rather a line too long

using Widths = std::vector<std::size_t>;

// A line break or a tab in a cell would break the columns.
std::string one_line(std::string cell) {
  std::ranges::replace_if(cell, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return cell;
}

std::size_t total_width(const Widths& widths) {
  const std::size_t gaps = widths.empty() ? 0 : (widths.size() - 1) * kGap.size();
  return std::accumulate(widths.begin(), widths.end(), gaps);
}

// Takes a column at a time from the widest flexible column until the table fits or none can give more.
void narrow(Widths& widths, const std::vector<TextTable::Column>& columns, std::size_t max_width) {
  for (std::size_t total = total_width(widths); total > max_width; --total) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const bool can_give = columns[i].width == TextTable::Column::Width::flexible && widths[i] > kNarrowest;
      if (can_give && (widest == nullptr || widths[i] > *widest)) widest = &widths[i];
    }
    if (widest == nullptr) return;
    --*widest;
  }
}

std::string render_cell(const std::string& cell, const TextTable::Column& column, std::size_t width) {
  const std::string text = shorten(cell, width);
  const std::string padding(width - display_width(text), ' ');
  return column.align == Align::left ? text + padding : padding + text;
}

std::string render_row(const std::vector<std::string>& cells, const std::vector<TextTable::Column>& columns,
                       const Widths& widths) {
  std::vector<std::string> rendered;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    rendered.push_back(render_cell(cells[i], columns[i], widths[i]));
  }
  std::string line = join(rendered, kGap);
  line.erase(line.find_last_not_of(' ') + 1);  // npos + 1 is 0
  return line + "\n";
}

}  // namespace

std::string TextTable::render(std::size_t max_width) const {
  std::vector<std::vector<std::string>> rows(1);
  for (const Column& column : columns_) rows.front().push_back(column.heading);
  rows.insert(rows.end(), rows_.begin(), rows_.end());

  Widths widths(columns_.size());
  for (std::vector<std::string>& row : rows) {
    row.resize(columns_.size());
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i] = one_line(std::move(row[i]));
      widths[i] = std::max(widths[i], display_width(row[i]));
    }
  }
  if (max_width > 0) narrow(widths, columns_, max_width);

  const bool headed =
      std::ranges::any_of(columns_, [](const Column& column) { return !column.heading.empty(); });
  std::string text;
  for (std::size_t i = headed ? 0 : 1; i < rows.size(); ++i) text += render_row(rows[i], columns_, widths);
  return text;
}

}  // namespace reeve
