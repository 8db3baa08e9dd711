#include "git/tree_merge.h"

#include <map>
#include <string>
#include <vector>

namespace reeve::git {

namespace {

constexpr int deepest = 200;  // what is deeper is no work of people; git may look at it

bool is_tree(const std::optional<TreeEntry>& entry) {
  return entry && entry->mode == FileMode::tree;
}

bool is_same(const std::optional<TreeEntry>& a, const std::optional<TreeEntry>& b) {
  if (!a || !b) return !a && !b;
  return a->id == b->id && a->mode == b->mode;
}

struct Name {
  std::optional<TreeEntry> base, ours, theirs;
};

class TreeMerge {
 public:
  explicit TreeMerge(Repository& repository) : repository_(repository) {}

  std::optional<Oid> merge(const Oid& base, const Oid& ours, const Oid& theirs, int depth) {
    if (depth > deepest) return std::nullopt;
    std::map<std::string, Name> names;
    for (TreeEntry& entry : repository_.read_tree(base)) names[entry.name].base = std::move(entry);
    for (TreeEntry& entry : repository_.read_tree(ours)) names[entry.name].ours = std::move(entry);
    for (TreeEntry& entry : repository_.read_tree(theirs)) names[entry.name].theirs = std::move(entry);
    std::vector<TreeEntry> merged;
    for (auto& [name, sides] : names) {
      if (!take(sides, merged, depth)) return std::nullopt;
    }
    return repository_.write_tree(merged);
  }

 private:
  // False if git has to decide.
  bool take(Name& name, std::vector<TreeEntry>& merged, int depth) {
    if (is_same(name.base, name.theirs)) return keep(std::move(name.ours), merged);
    if (is_same(name.base, name.ours)) return keep(std::move(name.theirs), merged);
    const bool has_all = name.base && name.ours && name.theirs;
    if (!has_all) return false;
    if (is_tree(name.base) && is_tree(name.ours) && is_tree(name.theirs)) return descend(name, merged, depth);
    const bool is_folder_on_a_side = is_tree(name.base) || is_tree(name.ours);
    return is_same(name.ours, name.theirs) && !is_folder_on_a_side && keep(std::move(name.ours), merged);
  }

  static bool keep(std::optional<TreeEntry> entry, std::vector<TreeEntry>& merged) {
    if (entry) merged.push_back(std::move(*entry));
    return true;
  }

  bool descend(const Name& name, std::vector<TreeEntry>& merged, int depth) {
    const auto tree = merge(name.base->id, name.ours->id, name.theirs->id, depth + 1);
    if (!tree) return false;
    if (*tree != Repository::empty_tree()) merged.push_back({name.base->name, FileMode::tree, *tree});
    return true;
  }

  Repository& repository_;
};

}  // namespace

std::optional<Oid> merge_apart(Repository& repository, const Oid& base, const Oid& ours, const Oid& theirs) {
  return TreeMerge(repository).merge(base, ours, theirs, 0);
}

}  // namespace reeve::git
