#include "work/conflict.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "base/text.h"
#include "git/line_diff.h"
#include "hub/ledger.h"

namespace reeve {

namespace {

bool says_something(const std::string& line) {
  return std::any_of(line.begin(), line.end(),
                     [](unsigned char letter) { return std::isalnum(letter) != 0; });
}

std::string content_at(const git::Repository& repository, const git::Oid& tree, const std::string& path) {
  return repository.file_at(tree, path).value_or("");
}

bool has_conflict_marker(const std::string& text) {
  for (const std::string& line : split_lines(text)) {
    if (line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ") || line.starts_with("||||||| "))
      return true;
  }
  return false;
}

// How often each line is there: a line that was added twice must be there twice.
std::map<std::string, int> counted(const std::string& text) {
  std::map<std::string, int> lines;
  for (const std::string& line : split_lines(text)) ++lines[std::string(trim(line))];
  return lines;
}

std::optional<std::string> first_lost(const std::vector<std::string>& additions,
                                      const std::string& resolved) {
  std::map<std::string, int> there = counted(resolved);
  for (const std::string& line : additions) {
    if (--there[std::string(trim(line))] < 0) return line;
  }
  return std::nullopt;
}

struct Sides {
  std::string base, ours, theirs, resolved;
};

std::optional<std::string> flaw_in_file(const std::string& path, const Sides& sides) {
  if (has_conflict_marker(sides.resolved)) return "conflict markers are left in " + path;
  if (const auto line = first_lost(pure_additions(sides.base, sides.theirs), sides.resolved)) {
    return "the resolution of " + path + " lost a line that the target had added: " + printable(*line);
  }
  if (const auto line = first_lost(pure_additions(sides.base, sides.ours), sides.resolved)) {
    return "the resolution of " + path + " lost a line that the task had added: " + printable(*line);
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> pure_additions(const std::string& before, const std::string& after) {
  std::vector<std::string> lines;
  for (const git::Hunk& hunk : git::line_diff(before, after)) {
    if (!hunk.removed.empty()) continue;
    std::copy_if(hunk.added.begin(), hunk.added.end(), std::back_inserter(lines), says_something);
  }
  return lines;
}

std::optional<std::string> flaw_in_resolution(const git::Repository& repository, const git::Oid& ours,
                                              const git::Oid& theirs, const git::Oid& resolved,
                                              const std::vector<std::string>& paths) {
  const auto base = repository.merge_base(ours, theirs);
  const git::Oid base_tree = base ? repository.tree_of(*base) : git::Repository::empty_tree();
  for (const std::string& path : paths) {
    const Sides sides{
        content_at(repository, base_tree, path), content_at(repository, repository.tree_of(ours), path),
        content_at(repository, repository.tree_of(theirs), path), content_at(repository, resolved, path)};
    if (auto flaw = flaw_in_file(path, sides)) return flaw;
  }
  return std::nullopt;
}

std::vector<std::string> causes_of(const git::Repository& repository, const git::Oid& ours,
                                   const git::Oid& theirs, const std::vector<std::string>& paths) {
  const std::set<std::string> wanted(paths.begin(), paths.end());
  std::vector<std::string> causes;
  for (const git::Oid& id : repository.first_parents(theirs, repository.merge_base(ours, theirs))) {
    const git::CommitData commit = repository.read_commit(id);
    const auto task = trailer(commit.message, "Reeve-Task");
    if (!task || commit.parents.empty()) continue;
    const auto changes = repository.changes(repository.tree_of(commit.parents.front()), commit.tree);
    const bool touched = std::any_of(changes.begin(), changes.end(),
                                     [&](const git::Change& change) { return wanted.contains(change.path); });
    if (touched) causes.push_back(*task + ": " + split_lines(commit.message).front());
  }
  return causes;
}

}  // namespace reeve
