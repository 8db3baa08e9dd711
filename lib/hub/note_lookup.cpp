#include "hub/note_lookup.h"

#include <algorithm>
#include <span>
#include <string>

namespace reeve {

namespace {

constexpr std::size_t name_length = 40;

struct Wanted {
  std::string name;
  std::size_t index;
};

// Those of the sorted `wanted`, alike in what leads to a folder, that go on with `name`.
std::span<const Wanted> that_go_on(std::span<const Wanted> wanted, std::size_t length,
                                   std::string_view name) {
  const auto rest = [&](const Wanted& one) { return std::string_view(one.name).substr(length, name.size()); };
  const auto first =
      std::partition_point(wanted.begin(), wanted.end(), [&](const Wanted& one) { return rest(one) < name; });
  const auto last =
      std::partition_point(first, wanted.end(), [&](const Wanted& one) { return rest(one) == name; });
  return {first, last};
}

class Lookup {
 public:
  Lookup(git::ObjectReader& objects, std::size_t count) : objects_(objects), found_(count) {}

  // `length`: of the path that leads to this tree.
  void look_into(const git::Oid& tree, std::size_t length, std::span<const Wanted> wanted) {
    const std::string raw = objects_.read(tree, git::ObjectKind::tree);
    for (const git::RawEntry& entry : git::entries_of_raw_tree(raw)) {
      const std::size_t end = length + entry.name.size();
      if (end > name_length) continue;
      const auto here = that_go_on(wanted, length, entry.name);
      if (here.empty()) continue;
      if (!entry.is_tree && end == name_length)
        for (const Wanted& one : here) found_[one.index] = entry.id;
      if (entry.is_tree && end < name_length) look_into(entry.id, end, here);
    }
  }

  std::vector<std::optional<git::Oid>> take() { return std::move(found_); }

 private:
  git::ObjectReader& objects_;
  std::vector<std::optional<git::Oid>> found_;
};

}  // namespace

std::vector<std::optional<git::Oid>> find_notes(git::ObjectReader& objects, const git::Oid& notes,
                                                const std::vector<git::Oid>& commits) {
  std::vector<Wanted> wanted;
  for (const git::Oid& commit : commits) wanted.push_back({commit.hex(), wanted.size()});
  std::sort(wanted.begin(), wanted.end(), [](const Wanted& a, const Wanted& b) { return a.name < b.name; });
  Lookup lookup(objects, commits.size());
  lookup.look_into(notes, 0, wanted);
  return lookup.take();
}

}  // namespace reeve
