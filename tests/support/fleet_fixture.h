// One repository with a configuration, an open goal, tasks, and agents that are small sh scripts: what the
// tests of the worker and of the gate start from. Everything in it is real but, where a test wants it, the
// clock.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "config/config.h"
#include "hub/goal_store.h"
#include "hub/local_hub.h"
#include "support/repository.h"

namespace reeve::test {

struct TestAgent {
  std::string name;
  std::string script;      // of sh, without its first line
  std::string lines = "";  // more lines for its entry, such as pass_env
};

struct FleetSetting {
  Files files{{"a.txt", "one\n"}, {"b.txt", "one\n"}};
  std::vector<TestAgent> agents{{"small", "echo two > a.txt"}};  // the ladder
  std::vector<TestAgent> planners = {};                          // the planners' ladder
  std::vector<TestAgent> judges = {};                            // the judges'
  std::string config = "";                                       // more tables
  git::Repository::Kind kind = git::Repository::Kind::bare;
  std::string target = "";               // full ref name; empty: the goal's own branch
  std::vector<std::string> accept = {};  // of the goal
  std::vector<std::string> checks = {};
};

class FleetFixture {
 public:
  explicit FleetFixture(const FleetSetting& setting = {}, Clock& clock = system_clock());
  ~FleetFixture();

  ScratchRepository& scratch() { return scratch_; }
  git::Repository& repository() { return hub_.objects(); }
  LocalHub& hub() { return hub_; }
  TaskStore& tasks() { return tasks_; }
  GoalStore& goals() { return goals_; }
  GoalRecord goal() { return goals_.find("goal").value(); }
  Config config();
  // A folder for what scripts leave behind: their markers, counters and pids.
  const std::filesystem::path& outside() { return outside_.path(); }

  // A task "Change <id>" that may touch these paths (none: all).
  TaskSpec spec(const std::string& id, const std::vector<std::string>& scope = {}) const;
  void publish(const std::vector<TaskSpec>& specs);
  void publish(const std::string& id, const std::vector<std::string>& scope = {}) {
    publish({spec(id, scope)});
  }
  TaskRecord record(const std::string& id) { return tasks_.find(id).value(); }
  // Publishes a task and submits it with these files changed (an empty content removes a file), as a worker
  // would.
  git::Oid submit(const TaskSpec& spec, const Files& changed, const Handoff& handoff = {});
  git::Oid submit(const std::string& id, const Files& changed) { return submit(spec(id), changed); }
  // Somebody commits to the target: these files changed.
  git::Oid move_target(const Files& changed, const std::string& message = "by a person\n");

  // One worker, one attempt: "x, attempt 1 by small: submitted" or "…: failed, crashed: reason"; "nothing to
  // do".
  std::string work(std::stop_token stop = {});
  // The gate until it has settled everything: its events, a line each.
  std::string judge(std::stop_token stop = {});
  // Where judge() lands, if not on the hub.
  Hub* host = nullptr;
  // Called with each line of judge() when it happens: what somebody does meanwhile.
  std::function<void(const std::string&)> on_gate_event;

  // "open" or "held: reason", and a line for each attempt: "1 small crashed: reason".
  std::string task(const std::string& id);
  // The branches of tasks: "failed/x/1 task/x".
  std::string branches();
  // The target: subjects of its commits after the goal commit, newest first.
  std::string landed();
  // All files of a branch ("ready/x", "goal/goal") but the configuration.
  Files files(const std::string& branch);
  Files target_files() { return files_of(goal().target.value()); }
  // The work tree that the first worker of this fixture uses.
  std::filesystem::path work_tree();
  // How many lines the checks have written to ../runs in the gate's workspace.
  std::size_t check_runs();
  // The ledger's note on a commit.
  std::string ledger(const git::Oid& commit);

  // What changed in the hub beside Reeve's refs: its configuration, hooks, HEAD, other refs, objects that
  // fsck finds wrong. Empty if all is well.
  std::string harm();

 private:
  Files files_of(const git::Oid& commit);
  std::string setup_state();

  TemporaryFolder workspaces_;
  TemporaryFolder outside_;
  ScratchRepository scratch_;
  LocalHub hub_;
  TaskStore tasks_;
  GoalStore goals_;
  std::string setup_state_;
};

// A configuration that runs these scripts, written to `folder`.
std::string config_with_agents(const std::filesystem::path& folder, const FleetSetting& setting);

// The text with each 40-digit id as "<id>", each time as "<time>" and each duration in seconds as "<s>".
std::string without_volatile_parts(std::string text);

}  // namespace reeve::test
