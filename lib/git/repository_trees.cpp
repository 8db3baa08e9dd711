#include <algorithm>

#include "git/repository.h"
#include "git/repository_state.h"

namespace reeve::git {
namespace {

// What an agent committed is walked too. git itself stops at 2,048 folders since 2.43; and a few trees that
// name each other ten times over ten levels are a small push with 10^10 files in it.
constexpr std::size_t deepest_folder = 2048;
constexpr std::size_t most_files = 5'000'000;

void refuse_deep_folder(std::size_t depth) {
  if (depth > deepest_folder)
    throw Error(ErrorKind::invalid,
                "a tree is nested deeper than " + std::to_string(deepest_folder) + " folders");
}

void refuse_many_files(std::size_t count) {
  if (count >= most_files)
    throw Error(ErrorKind::invalid, "a tree holds more than " + std::to_string(most_files) + " files");
}

bool is_folder(const TreeEntry& entry) {
  return entry.mode == FileMode::tree;
}

// A folder and a file of one name are two different things: the one goes, the other comes.
auto key(const TreeEntry& entry) {
  return std::pair(std::string_view(entry.name), is_folder(entry));
}

class TreeComparison {
 public:
  explicit TreeComparison(const Repository& repository) : repository_(repository) {}

  void compare(const std::string& folder, const Oid& from, const Oid& to, std::size_t depth) {
    if (from == to) return;
    refuse_deep_folder(depth);
    const std::vector<TreeEntry> before = sorted_entries(from);
    const std::vector<TreeEntry> after = sorted_entries(to);
    auto old_entry = before.begin();
    auto new_entry = after.begin();
    while (old_entry != before.end() || new_entry != after.end()) {
      if (new_entry == after.end() || (old_entry != before.end() && key(*old_entry) < key(*new_entry)))
        report(folder, &*old_entry++, nullptr, depth);
      else if (old_entry == before.end() || key(*new_entry) < key(*old_entry))
        report(folder, nullptr, &*new_entry++, depth);
      else
        report(folder, &*old_entry++, &*new_entry++, depth);
    }
  }

  std::vector<Change> sorted_changes() {
    std::sort(changes_.begin(), changes_.end(),
              [](const Change& a, const Change& b) { return a.path < b.path; });
    return std::move(changes_);
  }

 private:
  std::vector<TreeEntry> sorted_entries(const Oid& tree) const {
    std::vector<TreeEntry> entries = repository_.read_tree(tree);
    std::sort(entries.begin(), entries.end(),
              [](const TreeEntry& a, const TreeEntry& b) { return key(a) < key(b); });
    return entries;
  }

  // One of the two may be null; if neither is, they have the same name and both are folders or none is.
  void report(const std::string& folder, const TreeEntry* before, const TreeEntry* after, std::size_t depth) {
    const TreeEntry& known = after != nullptr ? *after : *before;
    const std::string path = folder + known.name;
    const Oid empty = Repository::empty_tree();
    if (is_folder(known))
      return compare(path + "/", before != nullptr ? before->id : empty, after != nullptr ? after->id : empty,
                     depth + 1);
    if (before != nullptr && after != nullptr && before->id == after->id && before->mode == after->mode)
      return;
    refuse_many_files(changes_.size());
    const ChangeKind kind = before == nullptr  ? ChangeKind::added
                            : after == nullptr ? ChangeKind::deleted
                                               : ChangeKind::modified;
    changes_.push_back({path, kind, known.mode, before != nullptr ? before->id : Oid(),
                        after != nullptr ? after->id : Oid()});
  }

  const Repository& repository_;
  std::vector<Change> changes_;
};

void collect_files(const Repository& repository, const Oid& tree, const std::string& folder,
                   std::size_t depth, std::vector<std::string>& files) {
  refuse_deep_folder(depth);
  for (const TreeEntry& entry : repository.read_tree(tree)) {
    if (is_folder(entry))
      collect_files(repository, entry.id, folder + entry.name + "/", depth + 1, files);
    else if (entry.mode != FileMode::commit)
      files.push_back(folder + entry.name);
    refuse_many_files(files.size());
  }
}

}  // namespace

std::vector<Change> Repository::changes(const Oid& from_tree, const Oid& to_tree) const {
  TreeComparison comparison(*this);
  comparison.compare("", from_tree, to_tree, 0);
  return comparison.sorted_changes();
}

std::vector<std::string> Repository::files(const Oid& tree) const {
  std::vector<std::string> found;
  collect_files(*this, tree, "", 0, found);
  std::sort(found.begin(), found.end());
  return found;
}

}  // namespace reeve::git
