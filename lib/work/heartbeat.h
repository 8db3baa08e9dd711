// What a worker does about its claim while an agent runs: pushes the work in progress, renews the lease, and
// notices that the claim was taken away, or that the goal is not open any more.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "config/config.h"
#include "hub/task_store.h"
#include "workspace/secret_rules.h"
#include "workspace/workspace_pool.h"

namespace reeve {

class Heartbeat {
 public:
  // Work is committed on top of `start`. `lost` is asked to stop when the claim is not ours any more, and
  // when nothing of the goal may run. Work that has one of `secrets` in it is not pushed, until it has not.
  Heartbeat(TaskStore& store, TaskRecord& task, Workspace& workspace, const LimitsConfig& limits,
            git::Oid start, std::stop_source lost, std::vector<Secret> secrets = {});

  // Called about every second, on the worker's thread. Never throws: a snapshot that fails (the agent is
  // deleting files just now) or a hub that is away is tried again at the next beat; the lease decides in the
  // end.
  void beat();
  // As beat(), but for when what is in the workspace is no work (a check runs there): nothing is pushed.
  void keep_claim();

  // Commits the files as they are on top of `start`; `start` itself if nothing changed.
  git::Oid commit_of(const git::Oid& tree, const git::Oid& parent, const std::string& message);

  // Why nothing of the goal may run any more: "the goal is paused: …". Absent as long as it is open, as far
  // as the beats have seen.
  const std::optional<std::string>& goal_ended() const { return goal_ended_; }

  // The newest commit that was pushed; `start` before the first.
  const git::Oid& pushed() const { return pushed_; }

 private:
  bool is_ours(const std::optional<git::Oid>& log);
  void look_at_goal(const std::optional<git::Oid>& log);
  void renew_when_due();
  void push_when_due();
  void push_work();

  TaskStore& store_;
  TaskRecord& task_;
  Workspace& workspace_;
  const LimitsConfig& limits_;
  git::Oid pushed_;
  std::stop_source lost_;
  std::vector<Secret> secrets_;
  std::optional<git::Oid> goal_log_;  // as it was when the goal was read last
  std::optional<std::string> goal_ended_;
  TimePoint last_snapshot_;
  TimePoint last_renewal_;
};

}  // namespace reeve
