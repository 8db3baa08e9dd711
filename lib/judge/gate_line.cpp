#include "judge/gate_line.h"

#include <fmt/format.h>

#include <algorithm>

#include "hub/ledger.h"
#include "judge/interaction.h"
#include "workspace/check_choice.h"

namespace reeve {

std::string candidate_id(const std::string& task, int attempt) {
  return fmt::format("{}@{}", task, attempt);
}

std::string candidate_id(const TaskState& task) {
  return candidate_id(task.spec.id, static_cast<int>(task.attempts.size()));
}

std::string task_of(const std::string& candidate) {
  return candidate.substr(0, candidate.find('@'));
}

GateLine::GateLine(const git::Repository& repository, std::string goal, const BuildTargets& targets,
                   const git::Oid& start)
    : repository_(repository), goal_(std::move(goal)), targets_(targets), commits_{start} {}

std::optional<std::size_t> GateLine::place_of(const git::Oid& commit) const {
  const auto place = std::find(commits_.begin(), commits_.end(), commit);
  if (place == commits_.end()) return std::nullopt;
  return static_cast<std::size_t>(place - commits_.begin());
}

std::optional<git::Oid> GateLine::landing_of(const std::string& candidate) const {
  for (std::size_t place = changes_.size(); place-- > 0;) {
    const queue::Change& change = changes_[place];
    if (change.kind == queue::ChangeKind::candidate && change.id == candidate) return commits_[place + 1];
  }
  return std::nullopt;
}

bool GateLine::follow(const git::Oid& tip) {
  if (tip == newest()) return true;
  if (!repository_.is_ancestor(newest(), tip)) return false;
  std::vector<git::Oid> added = repository_.first_parents(tip, newest());
  std::reverse(added.begin(), added.end());
  // A merge that has the line as its second parent leaves it.
  if (added.empty()) return false;
  const auto parents = repository_.read_commit(added.front()).parents;
  if (parents.empty() || parents.front() != newest()) return false;
  for (const git::Oid& commit : added) {
    changes_.push_back(change_of(commit));
    commits_.push_back(commit);
  }
  return true;
}

queue::Change GateLine::change_of(const git::Oid& commit) const {
  const git::CommitData data = repository_.read_commit(commit);
  queue::Change change;
  change.kind = queue::ChangeKind::outside;
  change.at = data.committer.when;
  const git::Oid before =
      data.parents.empty() ? git::Repository::empty_tree() : repository_.tree_of(data.parents.front());
  change.touches = touched_by(changed_paths(repository_, before, data.tree), targets_).names;
  const auto reverts = trailer(data.message, "Reeve-Reverts");
  const auto task = reverts ? reverts : trailer(data.message, "Reeve-Task");
  if (!task || trailer(data.message, "Reeve-Goal") != goal_) return change;
  change.id = *task + "@" + trailer(data.message, "Reeve-Attempt").value_or("");
  change.kind = reverts ? queue::ChangeKind::revert : queue::ChangeKind::candidate;
  return change;
}

}  // namespace reeve
