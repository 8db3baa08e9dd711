// The whole loop on one machine: reconcile, start workers while there are tasks to claim, start the judge
// while there are candidates, until nothing is left that could go on by itself.
//
// Workers and the judge are processes of their own, the same `git reeve work` and `git reeve judge` that a CI
// job runs: one that crashes takes nothing along, and what they are told is what the refs say. The controller
// holds no state that matters: killed and started again, it goes on from the refs.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/process.h"
#include "fleet/children.h"
#include "fleet/reconcile.h"
#include "fleet/width_advisor.h"
#include "task/agent_pause.h"

namespace reeve {

enum class Width {
  fixed,
  advised,  // as many as make more land, up to `workers`; see fleet/width_advisor.h
};

struct ControllerOptions {
  std::size_t workers = 8;
  Width width = Width::fixed;
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
    TaskKind kind = TaskKind::work;
  };
  std::vector<Running> running;
  std::vector<std::string> stopped_lines;     // a goal and why, for each whose line is stopped
  std::map<std::string, AgentPauses> paused;  // by goal: agents that rest
  int cycle = 0;                              // of the goal, where there is one; 0: several, or none
  std::size_t landed = 0;                     // since the controller started
  std::size_t landed_before = 0;              // already there then
  std::size_t failed_attempts = 0;  // since the controller started; without those that were interrupted
  bool judging = false;
  std::size_t width = 0;  // most workers at once now
  std::string width_why;  // where the advisor chose it: why; empty before it has changed it
};

enum class RunEnd {
  done,          // every goal has ended, or all its tasks have landed or were cancelled
  needs_person,  // what is left waits for a person: a goal that is paused, a line that is stopped, a task
                 // that is held, blocked, damaged or behind such a one
  interrupted,
};

class Controller {
 public:
  Controller(TaskStore& tasks, GoalStore& goals, ControllerOptions options, std::stop_token stop);

  std::function<void(const FleetProgress&)> on_progress;              // at every look
  std::function<void(const TaskState&, const Event&)> on_event;       // a task's log grew
  std::function<void(const GoalState&, const Event&)> on_goal_event;  // a goal's did
  std::function<void(const std::string& task, const git::Oid&)> on_landed;
  std::function<void(const std::string&)> on_problem;  // a sentence for people

  // Throws Error(configuration) if workers cannot be started because the configuration is wrong.
  RunEnd run();

 private:
  void look();
  void look_at_pauses();
  void note_attempt(const Event& event);
  void look_at_width();
  std::size_t width() const;
  void start_workers();
  void start_judge();
  void start(const std::string& role, const std::string& command);
  void collect_children(Milliseconds limit);
  void tell_progress();
  FleetProgress progress() const;
  std::size_t count(Phase phase) const;
  // Whether a worker may start on it, now or once it is due.
  enum class When { now, in_time };
  bool may_start(const TaskRecord& task, When when) const;
  bool rests(const TaskRecord& task, const GoalRecord& goal) const;
  std::size_t claimable() const;
  bool can_go_on() const;
  std::string candidates() const;
  bool is_wanted(const TaskRecord& task) const;
  bool needs_person(const GoalRecord& goal) const;
  RunEnd verdict() const;

  TaskStore& store_;
  FleetView view_;
  Reconciler reconciler_;
  ControllerOptions options_;
  std::stop_token stop_;
  Children children_;
  std::map<std::string, AgentPauses> pauses_;  // by goal
  std::string judged_;          // the candidates and target that the last judge could not settle
  std::set<std::string> told_;  // problems that were told already
  std::size_t landed_ = 0;
  std::size_t landed_before_ = 0;
  std::size_t failed_attempts_ = 0;
  std::optional<WidthAdvisor> advisor_;
  WidthFacts seen_;  // what the advisor is told
  unsigned crashes_in_a_row_ = 0;
  Milliseconds next_look_{0};
  TimePoint next_worker_{};  // no worker is started before
  TimePoint next_start_{};   // after crashes, no child is started before
};

}  // namespace reeve
