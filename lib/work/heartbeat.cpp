#include "work/heartbeat.h"

#include <fmt/format.h>

#include "base/error.h"
#include "hub/goal_store.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

std::optional<std::string> why_ended(const GoalState& goal) {
  if (goal.phase == GoalPhase::open) return std::nullopt;
  const std::string reason = goal.reason.empty() ? "" : ": " + goal.reason;
  return fmt::format("the goal is {}{}", name_of(goal.phase), reason);
}

}  // namespace

Heartbeat::Heartbeat(TaskStore& store, TaskRecord& task, Workspace& workspace, const LimitsConfig& limits,
                     git::Oid start, std::stop_source lost, std::vector<Secret> secrets)
    : store_(store),
      task_(task),
      workspace_(workspace),
      limits_(limits),
      pushed_(start),
      lost_(std::move(lost)),
      secrets_(std::move(secrets)),
      last_snapshot_(store.clock().now()),
      last_renewal_(last_snapshot_) {}

git::Oid Heartbeat::commit_of(const git::Oid& tree, const git::Oid& parent, const std::string& message) {
  git::Repository& repository = store_.hub().objects();
  if (repository.tree_of(parent) == tree) return parent;
  git::CommitData commit;
  commit.tree = tree;
  commit.parents = {parent};
  commit.message = message;
  commit.author = commit.committer = store_.signature();
  commit.author.when = commit.committer.when = store_.clock().now();
  return repository.write_commit(commit);
}

bool Heartbeat::is_ours(const std::optional<git::Oid>& log) {
  if (log == task_.log) return true;
  const auto now = store_.find(task_.id());
  return now && now->state.claim && task_.state.claim && now->state.claim->nonce == task_.state.claim->nonce;
}

// The log is read only where its ref has moved. A goal that is gone altogether stops nothing: whoever removes
// its refs by hand loses nobody's work by it.
void Heartbeat::look_at_goal(const std::optional<git::Oid>& log) {
  if (!log || log == goal_log_) return;
  const auto goal = GoalStore(store_).find(task_.state.spec.goal);
  if (!goal) return;
  goal_log_ = log;
  goal_ended_ = why_ended(goal->state);
}

void Heartbeat::push_work() {
  const git::Snapshot snapshot = workspace_.files().snapshot({limits_.file_bytes});
  // All files gone is an accident, and what was pushed before it is all there is.
  if (snapshot.tree == git::Repository::empty_tree()) return;
  const git::Repository& repository = store_.hub().objects();
  if (secret_in_change(repository, repository.tree_of(pushed_), snapshot.tree, secrets_)) return;
  const git::Oid work = commit_of(snapshot.tree, pushed_, "Work in progress on " + task_.id() + "\n");
  if (work == pushed_ || !store_.progress(task_, work, limits_.lease)) return;
  pushed_ = work;
  last_renewal_ = store_.clock().now();
  workspace_.note({task_.id(), static_cast<int>(task_.state.attempts.size()), work});
}

void Heartbeat::push_when_due() {
  const TimePoint now = store_.clock().now();
  if (now - last_snapshot_ < limits_.snapshot_interval) return;
  last_snapshot_ = now;
  push_work();
}

void Heartbeat::renew_when_due() {
  const TimePoint now = store_.clock().now();
  if (now - last_renewal_ < limits_.lease / 3) return;
  last_renewal_ = now;
  store_.renew(task_, limits_.lease);
}

void Heartbeat::keep_claim() {
  try {
    // Both in one read: of a remote hub, that is the one round trip that a beat takes anyway.
    const std::string task_log = refs::task_log(task_.id());
    const std::string goal_log = refs::goal_log(task_.state.spec.goal);
    const RefSnapshot now = store_.hub().read_each({task_log, goal_log});
    const bool ours = is_ours(now.read(task_log));
    if (ours) look_at_goal(now.read(goal_log));
    if (!ours || goal_ended_) {
      lost_.request_stop();
      return;
    }
    renew_when_due();
  } catch (const std::exception&) {
    // Tried again at the next beat: see the header.
  }
}

void Heartbeat::beat() {
  keep_claim();
  if (lost_.stop_requested()) return;
  try {
    push_when_due();
  } catch (const std::exception&) {
    // Tried again at the next beat: see the header.
  }
}

}  // namespace reeve
