#include "tools/live_block.h"

#include <fmt/format.h>

#include "base/text.h"

namespace reeve::cli {

namespace {

constexpr std::size_t narrowest = 20;
constexpr std::size_t usual_width = 80;

}  // namespace

// Up to the block's first line, and clear all below (ECMA-48 CUU and ED).
std::string LiveBlock::erased() const {
  return lines_.empty() ? "" : fmt::format("\r\x1b[{}A\x1b[J", lines_.size());
}

void LiveBlock::show(const std::vector<std::string>& lines) {
  if (!terminal_.is_terminal()) return;
  const std::size_t width = std::max(narrowest, terminal_.width().value_or(usual_width));
  std::vector<std::string> cut;
  for (const std::string& line : lines) cut.push_back(shorten(line, width - 1));
  if (cut == lines_) return;
  std::string text = erased();
  for (const std::string& line : cut) text += line + "\n";
  lines_ = std::move(cut);
  terminal_.write(text);
}

void LiveBlock::above(const std::string& line) {
  std::string text = erased() + line + "\n";
  for (const std::string& kept : lines_) text += kept + "\n";
  terminal_.write(text);
}

void LiveBlock::clear() {
  if (lines_.empty()) return;
  terminal_.write(erased());
  lines_.clear();
}

}  // namespace reeve::cli
