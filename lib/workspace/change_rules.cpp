#include "workspace/change_rules.h"

#include <fmt/format.h>

#include "base/glob.h"
#include "base/text.h"

namespace reeve {

namespace {

constexpr std::size_t most_paths_named = 10;

std::string listed(std::vector<std::string> paths) {
  const std::size_t all = paths.size();
  if (all > most_paths_named) {
    paths.resize(most_paths_named);
    paths.push_back(fmt::format("and {} more", all - most_paths_named));
  }
  for (std::string& path : paths) path = printable(path);
  return join(paths, ", ");
}

struct Sorted {
  std::vector<std::string> out_of_scope;
  std::vector<std::string> protected_paths;
  std::vector<std::string> too_large;
  std::vector<std::string> submodules;
  std::uint64_t bytes = 0;
};

void sort_change(Sorted& sorted, const git::Repository& repository, const git::Change& change,
                 const ChangeRules& rules) {
  if (any_glob_matches(rules.protected_paths, change.path)) sorted.protected_paths.push_back(change.path);
  if (!rules.scope.empty() && !any_glob_matches(rules.scope, change.path))
    sorted.out_of_scope.push_back(change.path);
  if (change.kind == git::ChangeKind::deleted) return;
  if (change.mode == git::FileMode::commit) {
    sorted.submodules.push_back(change.path);
    return;
  }
  const std::uint64_t size = repository.blob_size(change.new_id);
  sorted.bytes += size;
  if (size > rules.file_bytes) sorted.too_large.push_back(fmt::format("{} ({} MB)", change.path, size >> 20));
}

}  // namespace

ChangeRules rules_for(const TaskSpec& spec, const Config& config) {
  return {spec.scope, config.gate.protected_paths, config.limits.file_bytes, config.limits.change_bytes};
}

std::optional<ChangeProblem> problem_with(const git::Repository& repository, const git::Oid& from_tree,
                                          const git::Oid& to_tree, const ChangeRules& rules) {
  const auto changes = repository.changes(from_tree, to_tree);
  if (changes.empty()) return ChangeProblem{Outcome::no_change, "no file differs from the target"};
  if (to_tree == git::Repository::empty_tree())
    return ChangeProblem{Outcome::denied, "every file was deleted"};
  Sorted sorted;
  for (const git::Change& change : changes) sort_change(sorted, repository, change, rules);
  if (!sorted.protected_paths.empty()) {
    return ChangeProblem{Outcome::scope_violation,
                         "protected paths were changed: " + listed(sorted.protected_paths)};
  }
  if (!sorted.out_of_scope.empty()) {
    return ChangeProblem{Outcome::scope_violation, "paths outside the scope (" + join(rules.scope, ", ") +
                                                       ") were changed: " + listed(sorted.out_of_scope)};
  }
  if (!sorted.submodules.empty()) {
    return ChangeProblem{Outcome::denied,
                         "a repository was put inside the repository: " + listed(sorted.submodules)};
  }
  if (!sorted.too_large.empty()) {
    return ChangeProblem{Outcome::denied, fmt::format("files are larger than limits.file_size ({} MB): {}",
                                                      rules.file_bytes >> 20, listed(sorted.too_large))};
  }
  if (sorted.bytes > rules.change_bytes) {
    return ChangeProblem{Outcome::denied,
                         fmt::format("the changed files hold {} MB, and limits.change_size is {} MB",
                                     sorted.bytes >> 20, rules.change_bytes >> 20)};
  }
  return std::nullopt;
}

}  // namespace reeve
