#include "task/id.h"

#include "base/random.h"

namespace reeve {

namespace {

bool is_id_letter(char letter) {
  return (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9') || letter == '-';
}

constexpr std::size_t longest_slug = longest_id - 5;  // a hyphen and four characters follow

}  // namespace

bool is_valid_id(std::string_view id) {
  if (id.empty() || id.size() > longest_id || id.front() == '-' || id.back() == '-') return false;
  for (const char letter : id) {
    if (!is_id_letter(letter)) return false;
  }
  return true;
}

std::string slug_of(std::string_view title) {
  std::string slug;
  for (char letter : title) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    if (!is_id_letter(letter)) letter = '-';
    if (letter == '-' && (slug.empty() || slug.back() == '-')) continue;
    slug += letter;
    if (slug.size() == longest_slug) break;
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug.empty() ? "task" : slug;
}

std::string make_id(std::string_view title) {
  return slug_of(title) + "-" + random_base32(4);
}

}  // namespace reeve
