#include "tools/live_block.h"

#include <fmt/format.h>

#include "base/text.h"
#include "tools/output.h"
#include "tools/wrap.h"

namespace reeve::cli {

namespace {

constexpr std::size_t narrowest = 20;

}  // namespace

std::size_t LiveBlock::width() const {
  return std::max(narrowest, terminal_.width().value_or(usual_width));
}

// Up to the block's first line, and clear all below (ECMA-48 CUU and ED). A terminal that was made narrower
// has wrapped what was written.
std::string LiveBlock::erased() const {
  if (lines_.empty()) return "";
  std::size_t rows = 0;
  for (const std::string& line : lines_)
    rows += std::max<std::size_t>(1, (display_width(line) + width() - 1) / width());
  return fmt::format("\r\x1b[{}A\x1b[J", rows);
}

void LiveBlock::show(const std::vector<std::string>& lines) {
  if (!terminal_.is_terminal()) return;
  std::vector<std::string> cut;
  for (const std::string& line : lines) cut.push_back(shorten(line, width() - 1));
  if (cut == lines_) return;
  std::string text = erased();
  for (const std::string& line : cut) text += line + "\n";
  lines_ = std::move(cut);
  terminal_.write(text);
}

void LiveBlock::above(const std::string& line, std::size_t indent) {
  std::string text = erased();
  if (terminal_.is_terminal() && display_width(line) > width() && line.size() > indent) {
    text += hanging(line.substr(0, indent), words_of(line.substr(indent)), width());
  } else {
    text += line + "\n";
  }
  for (const std::string& kept : lines_) text += kept + "\n";
  terminal_.write(text);
}

void LiveBlock::clear() {
  if (lines_.empty()) return;
  terminal_.write(erased());
  lines_.clear();
}

}  // namespace reeve::cli
