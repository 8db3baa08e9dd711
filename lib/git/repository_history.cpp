#include <unordered_set>

#include "git/repository.h"
#include "git/repository_state.h"

namespace reeve::git {
namespace {

// Fills `found` with what can be reached from `tip` and not from `exclude`; gives libgit2's code.
int walk(git_repository* repository, unsigned sorting, const git_oid& tip, const git_oid* exclude,
         std::size_t limit, std::vector<Oid>& found) {
  found.clear();
  git_revwalk* opened = nullptr;
  int code = git_revwalk_new(&opened, repository);
  const OwnedWalk walker(opened);
  if (code >= 0) code = git_revwalk_sorting(walker.get(), sorting);
  if (code >= 0) code = git_revwalk_push(walker.get(), &tip);
  if (code >= 0 && exclude != nullptr) code = git_revwalk_hide(walker.get(), exclude);
  git_oid id{};
  while (code >= 0 && (limit == 0 || found.size() < limit)) {
    code = git_revwalk_next(&id, walker.get());
    if (code >= 0) found.push_back(from_libgit2(id));
  }
  return code == GIT_ITEROVER ? 0 : code;
}

std::vector<Oid> reachable(const Repository::State& state, unsigned sorting, const Oid& tip,
                           const std::optional<Oid>& exclude, std::size_t limit) {
  const git_oid start = to_libgit2(tip);
  const git_oid hidden = to_libgit2(exclude.value_or(Oid()));
  std::vector<Oid> found;
  const auto search = [&] {
    return walk(state.raw(), sorting, start, exclude ? &hidden : nullptr, limit, found);
  };
  if (state.twice(search) < 0)
    throw_last_error("the history of " + tip.hex() + " in " + state.common_dir.string() + " cannot be read");
  return found;
}

}  // namespace

bool Repository::is_ancestor(const Oid& ancestor, const Oid& descendant) const {
  return merge_base(ancestor, descendant) == ancestor;
}

std::optional<Oid> Repository::merge_base(const Oid& a, const Oid& b) const {
  const std::vector<Oid> bases = merge_bases(a, b);
  return bases.empty() ? std::nullopt : std::optional<Oid>(bases.front());
}

std::vector<Oid> Repository::merge_bases(const Oid& a, const Oid& b) const {
  // libgit2 answers "not found" for a missing commit and for unrelated histories alike.
  state_->object(a, GIT_OBJECT_COMMIT);
  state_->object(b, GIT_OBJECT_COMMIT);
  if (a == b) return {a};
  const git_oid one = to_libgit2(a);
  const git_oid two = to_libgit2(b);
  git_oidarray bases{};
  const int code = state_->twice([&] { return git_merge_bases(&bases, state_->raw(), &one, &two); });
  if (code == GIT_ENOTFOUND) return {};
  if (code < 0) throw_last_error("no merge base of " + a.hex() + " and " + b.hex());
  std::vector<Oid> found;
  for (std::size_t i = 0; i < bases.count; ++i) found.push_back(from_libgit2(bases.ids[i]));
  git_oidarray_dispose(&bases);
  return found;
}

std::vector<Oid> Repository::history(const Oid& tip, std::optional<Oid> exclude, std::size_t limit) const {
  return reachable(*state_, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME, tip, exclude, limit);
}

std::vector<Oid> Repository::first_parents(const Oid& tip, std::optional<Oid> exclude) const {
  // git_revwalk_simplify_first_parent would hide only what `exclude` reaches by first parents.
  std::unordered_set<Oid> included;
  if (exclude)
    for (const Oid& id : reachable(*state_, GIT_SORT_NONE, tip, exclude, 0)) included.insert(id);
  std::vector<Oid> line;
  std::optional<Oid> next = tip;
  while (next && (!exclude || included.contains(*next))) {
    line.push_back(*next);
    const OwnedObject commit = state_->object(*next, GIT_OBJECT_COMMIT);
    const git_oid* parent = git_commit_parent_id(object_as<git_commit>(commit), 0);
    next = parent != nullptr ? std::optional<Oid>(from_libgit2(*parent)) : std::nullopt;
  }
  return line;
}

}  // namespace reeve::git
