// The loop of `git reeve run` in a rehearsal: it looks, starts workers and the gate as virtual processes, and
// sees when nothing goes on any more. What it starts runs the code of the real ones.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <stop_token>
#include <string>

#include "fleet/reconcile.h"
#include "rehearse/stage.h"
#include "rehearse/stage_hub.h"

namespace reeve::rehearse {

// The processes of one loop, which end with it.
struct Crew {
  std::set<int> workers;
  std::set<int> gates;
  std::stop_source stop;
};

class FleetLoop {
 public:
  // `number` of the loop: the first one, the one after it was killed, and so on.
  FleetLoop(Stage& stage, Crew& crew, std::size_t workers, int number);

  // Until the goal has ended, or nothing goes on by itself; then stage.is_over. Throws Error
  // (hub_unreachable): the loop has ended, and may be started again.
  void run();

 private:
  void look();
  bool is_finished();
  bool goes_on() const;
  bool has_trial_ahead() const;
  void start_workers();
  void start_gate();
  std::shared_ptr<Actor> actor_named(const std::string& what);
  std::string candidates() const;
  std::size_t claimable() const;
  std::size_t count(Phase phase) const;

  Stage& stage_;
  Crew& crew_;
  std::size_t workers_;
  int number_;
  Actor self_;
  StageHub hub_;
  TaskStore store_;
  GoalStore goals_;
  FleetView view_;
  Reconciler reconciler_;
  bool did_something_ = false;
  int idle_looks_ = 0;
  int started_ = 0;
  std::string judged_;  // the candidates that the last gate left as they were
  // Whether the newest gate could not settle all of it; one that was killed settles nothing and is started
  // again, as by the controller.
  std::shared_ptr<bool> gate_left_something_ = std::make_shared<bool>(false);
};

}  // namespace reeve::rehearse
