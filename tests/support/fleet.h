// A repository with a configuration, an open goal and tasks: what the fault tests and the benchmarks start
// from.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "base/process.h"
#include "hub/goal_store.h"
#include "hub/local_hub.h"
#include "support/repository.h"

namespace reeve::test {

class FleetRepository {
 public:
  // `files` and `.reeve/config.toml` = `config` are the first commit of main; a goal with a branch of its own
  // is open.
  FleetRepository(Files files, const std::string& config);

  ScratchRepository& scratch() { return scratch_; }
  const std::filesystem::path& path() { return scratch_.path(); }
  git::Repository& repository() { return hub_.objects(); }
  LocalHub& hub() { return hub_; }
  TaskStore& tasks() { return tasks_; }
  GoalStore& goals() { return goals_; }
  GoalRecord goal() { return goals_.find("goal-aaaa").value(); }

  // A task named task-<number>-aaaa that may touch `path` alone.
  TaskSpec task(int number, const std::string& path) const;
  void publish(const std::vector<TaskSpec>& specs);

  // Where the workspaces of this repository are; give it to child processes.
  Environment environment() const;
  // git-reeve with these arguments here, run to its end.
  ProcessResult reeve(const std::vector<std::string>& arguments, ProcessLimits limits = {});
  std::vector<std::string> reeve_command(const std::vector<std::string>& arguments);

  // Tasks that have landed, by id, each with how often: what a test of "exactly once" compares.
  std::map<std::string, int> landings();
  git::Oid target() { return goal().target.value(); }

 private:
  TemporaryFolder workspaces_;
  ScratchRepository scratch_;
  LocalHub hub_;
  TaskStore tasks_;
  GoalStore goals_;
};

// An executable sh script in `folder`; returns its absolute path.
std::string write_script(const std::filesystem::path& folder, const std::string& name,
                         const std::string& body);

}  // namespace reeve::test
