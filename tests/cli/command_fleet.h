// A CommandWorld with an open goal, "speed-aaaa", and workers that a test plays by hand: what it takes to see
// a task in every phase.
#pragma once

#include <string>
#include <vector>

#include "cli/command_world.h"
#include "hub/goal_store.h"
#include "hub/local_hub.h"

namespace reeve::test {

class CommandFleet : public CommandWorld {
 public:
  CommandFleet();

  TaskStore& tasks() { return tasks_; }
  TaskRecord record(const std::string& id) { return tasks_.find(id).value(); }

  // Publishes a task of the goal under this very id, which must end in "-aaaa".
  void publish(TaskSpec spec);
  void publish(const std::string& id, const std::string& title, const std::vector<std::string>& after = {});
  // `small` claims it.
  TaskRecord claim(const std::string& id);
  // A claim, 90 s of work, checks that fail, and a retry at the first rung; says `handoff`.
  void fail_once(const std::string& id, const Handoff& handoff);
  // A claim and a submission that changes a.txt; says `handoff`.
  void submit(const std::string& id, const Handoff& handoff = {});
  // parser-aaaa lands at its second attempt, printer-aaaa fails its first.
  void land_one_and_fail_one();
  // Appends this event to the log of the goal speed-aaaa.
  void change_goal(const Event& event);
  // Runs the judge: what was submitted has landed, what was cancelled is filed.
  void judge();

  // As of CommandWorld, and this machine is HOST, and a check of the gate takes TIME.
  std::string told(const std::vector<std::string>& words, cli::ExitCode expected = cli::ExitCode::done,
                   std::size_t width = 100);

 private:
  LocalHub hub_;
  TaskStore tasks_;
  GoalStore goals_;
};

}  // namespace reeve::test
