#include "git/tree_merge.h"

#include <map>
#include <string>
#include <vector>

namespace reeve::git {

namespace {

// Deeper than any repository that people keep; git's own merge decides on what is deeper.
constexpr int deepest = 200;

struct Side {
  std::optional<TreeEntry> entry;

  bool is_tree() const { return entry && entry->mode == FileMode::tree; }
  bool operator==(const Side& other) const {
    if (!entry || !other.entry) return !entry && !other.entry;
    return entry->mode == other.entry->mode && entry->id == other.entry->id;
  }
};

// What the base and the two sides have under one name.
struct Three {
  Side base, ours, theirs;
};

class Merger {
 public:
  explicit Merger(Repository& repository) : repository_(repository) {}

  std::optional<Oid> merge(const Oid& base, const Oid& ours, const Oid& theirs, int depth = 0) {
    if (base == theirs) return ours;  // equal sides are not enough: both may lack a file, moved or removed
    if (base == ours) return theirs;
    if (depth == deepest) return std::nullopt;
    std::vector<TreeEntry> merged;
    for (const auto& [name, three] : names(base, ours, theirs)) {
      const auto chosen = choose(three, depth);
      if (!chosen) return std::nullopt;
      if (chosen->entry) merged.push_back(*chosen->entry);
    }
    return repository_.write_tree(merged);
  }

 private:
  std::map<std::string, Three> names(const Oid& base, const Oid& ours, const Oid& theirs) const {
    std::map<std::string, Three> result;
    for (TreeEntry& entry : repository_.read_tree(base)) result[entry.name].base.entry = std::move(entry);
    for (TreeEntry& entry : repository_.read_tree(ours)) result[entry.name].ours.entry = std::move(entry);
    for (TreeEntry& entry : repository_.read_tree(theirs)) result[entry.name].theirs.entry = std::move(entry);
    return result;
  }

  // Absent: git has to look closer.
  std::optional<Side> choose(const Three& three, int depth) {
    if (three.base == three.ours) return three.theirs;
    if (three.base == three.theirs) return three.ours;
    if (three.ours == three.theirs && three.ours.entry && !three.ours.is_tree()) return three.ours;
    const bool is_folder = three.ours.is_tree() && three.theirs.is_tree();
    if (!is_folder || (three.base.entry && !three.base.is_tree())) return std::nullopt;
    const Oid before = three.base.entry ? three.base.entry->id : Repository::empty_tree();
    const auto tree = merge(before, three.ours.entry->id, three.theirs.entry->id, depth + 1);
    if (!tree) return std::nullopt;
    if (*tree == Repository::empty_tree()) return Side();  // git keeps no empty folder
    Side merged = three.ours;
    merged.entry->id = *tree;
    return merged;
  }

  Repository& repository_;
};

}  // namespace

std::optional<Oid> merge_entries(Repository& repository, const Oid& base, const Oid& ours,
                                 const Oid& theirs) {
  return Merger(repository).merge(base, ours, theirs);
}

}  // namespace reeve::git
