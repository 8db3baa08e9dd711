// The whole loop on one machine: reconcile, start workers while there are tasks to claim, start the judge
// while there are candidates, until nothing is left that could go on by itself.
//
// Workers and the judge are processes of their own, the same `git reeve work` and `git reeve judge` that a CI
// job runs: one that crashes takes nothing along, and what they are told is what the refs say. The controller
// holds no state that matters: killed and started again, it goes on from the refs.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/process.h"
#include "fleet/children.h"
#include "fleet/reconcile.h"

namespace reeve {

struct ControllerOptions {
  std::size_t workers = 8;
  std::vector<std::string> program;  // argv prefix that is git-reeve in this repository
  std::filesystem::path folder;      // where it runs
  std::string goal;                  // id; empty: all open goals
};

// For the progress display; all of it can be read from the refs.
struct FleetProgress {
  std::map<Phase, std::size_t> phases;
  struct Running {
    std::string task;
    std::string title;
    std::string agent;
    int attempt = 0;
    TimePoint since{};
  };
  std::vector<Running> running;
  std::size_t landed = 0;           // since the controller started
  std::size_t landed_before = 0;    // already there then
  std::size_t failed_attempts = 0;  // since the controller started; without those that were interrupted
  bool judging = false;
};

enum class RunEnd {
  done,          // every task has landed or was cancelled
  needs_person,  // what is left waits for a person: held, blocked, damaged, behind such a one
  interrupted,
};

class Controller {
 public:
  Controller(TaskStore& tasks, GoalStore& goals, ControllerOptions options, std::stop_token stop);

  std::function<void(const FleetProgress&)> on_progress;         // at every look
  std::function<void(const TaskState&, const Event&)> on_event;  // a task's log grew
  std::function<void(const std::string& task, const git::Oid&)> on_landed;
  std::function<void(const std::string&)> on_problem;  // a sentence for people

  // Throws Error(configuration) if workers cannot be started because the configuration is wrong.
  RunEnd run();

 private:
  void look();
  void start_workers();
  void start_judge();
  void start(const std::string& role, const std::string& command);
  void collect_children(Milliseconds limit);
  void tell_progress();
  FleetProgress progress() const;
  std::size_t count(Phase phase) const;
  std::size_t claimable() const;
  bool can_go_on() const;
  std::string candidates() const;
  bool is_wanted(const TaskRecord& task) const;
  RunEnd verdict() const;

  TaskStore& store_;
  FleetView view_;
  Reconciler reconciler_;
  ControllerOptions options_;
  std::stop_token stop_;
  Children children_;
  std::string judged_;          // the candidates and target that the last judge could not settle
  std::set<std::string> told_;  // problems that were told already
  std::size_t landed_ = 0;
  std::size_t landed_before_ = 0;
  std::size_t failed_attempts_ = 0;
  unsigned crashes_in_a_row_ = 0;
  Milliseconds next_look_{0};
  TimePoint next_worker_{};  // no worker is started before
  TimePoint next_start_{};   // after crashes, no child is started before
};

}  // namespace reeve
