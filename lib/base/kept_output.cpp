#include "base/kept_output.h"

#include <algorithm>

namespace reeve {
namespace {

constexpr std::size_t longest_continuation = 3;  // bytes of a UTF-8 character after its first

bool continues_a_character(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

std::size_t continuation_bytes_after(char byte) {
  const auto value = static_cast<unsigned char>(byte);
  if (value >= 0xF0U) return 3;
  if (value >= 0xE0U) return 2;
  return value >= 0xC0U ? 1 : 0;
}

std::string_view without_split_end(std::string_view text) {
  std::size_t start = text.size();
  std::size_t seen = 0;
  while (start > 0 && seen < longest_continuation && continues_a_character(text[start - 1])) {
    --start;
    ++seen;
  }
  if (start == 0) return text;
  return seen < continuation_bytes_after(text[start - 1]) ? text.substr(0, start - 1) : text;
}

std::string_view without_split_start(std::string_view text) {
  std::size_t start = 0;
  while (start < text.size() && start < longest_continuation && continues_a_character(text[start])) ++start;
  return text.substr(start);
}

}  // namespace

void KeptOutput::add(std::string_view piece) {
  total_ += piece.size();
  const std::size_t for_first = std::min(piece.size(), first_limit_ - first_.size());
  first_ += piece.substr(0, for_first);
  piece.remove_prefix(for_first);
  if (piece.size() > last_limit_) piece.remove_prefix(piece.size() - last_limit_);
  last_ += piece;
  if (last_.size() > 2 * last_limit_) last_.erase(0, last_.size() - last_limit_);
}

std::string KeptOutput::text() const {
  if (total_ <= first_limit_ + last_limit_) return first_ + last_;
  const std::string_view first = without_split_end(first_);
  std::string_view last = last_;
  last = without_split_start(last.substr(last.size() - std::min(last.size(), last_limit_)));
  const std::uint64_t left_out = total_ - first.size() - last.size();
  std::string text(first);
  text += "\n[… " + std::to_string(left_out) + " bytes left out …]\n";
  text += last;
  return text;
}

}  // namespace reeve
