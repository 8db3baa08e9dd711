#include "plan/path_index.h"

#include <algorithm>

#include "base/glob.h"

namespace reeve {

namespace {

// The letters that every match begins with.
std::string_view literal_prefix(std::string_view glob) {
  return glob.substr(0, glob.find_first_of("*?[\\"));
}

// The letters that every match ends with; none after a backslash, which may make the next letter a plain one,
// and none for a folder.
std::string_view literal_suffix(std::string_view glob) {
  const auto last = glob.find_last_of("*?[]\\");
  if (last == glob.npos || glob.ends_with('/') || glob[last] == '\\') return "";
  return glob.substr(last + 1);
}

// A pattern that ends in its only wildcard, or a folder, takes all that begins with what stands before it.
bool takes_all_below(std::string_view glob) {
  if (glob.ends_with("/**")) glob.remove_suffix(2);
  return glob.ends_with('/') && literal_prefix(glob) == glob;
}

}  // namespace

const std::vector<std::uint32_t>& PathIndex::matching(const std::string& glob) {
  const auto [place, is_new] = found_.try_emplace(glob);
  if (is_new) place->second = look_up(glob);
  return place->second;
}

bool PathIndex::contains(std::string_view path) const {
  return std::ranges::binary_search(paths_, path, std::less<>());
}

std::vector<std::uint32_t> PathIndex::look_up(const std::string& glob) const {
  std::vector<std::uint32_t> found;
  const std::string_view prefix = literal_prefix(glob);
  const std::string_view suffix = literal_suffix(glob);
  const bool takes_all = glob == "**" || takes_all_below(glob);
  auto path = std::ranges::lower_bound(paths_, prefix, std::less<>());
  for (; path != paths_.end() && path->starts_with(prefix); ++path) {
    if (!takes_all && (!path->ends_with(suffix) || !glob_matches(glob, *path))) continue;
    found.push_back(static_cast<std::uint32_t>(path - paths_.begin()));
  }
  return found;
}

}  // namespace reeve
