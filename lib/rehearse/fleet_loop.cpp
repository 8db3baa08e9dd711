#include "rehearse/fleet_loop.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "judge/gate.h"
#include "plan/trial.h"
#include "rehearse/cast.h"
#include "work/worker.h"
#include "workspace/target_files.h"

namespace reeve::rehearse {

namespace {

// Each look costs real time, and an attempt takes half an hour of virtual time.
constexpr Milliseconds look_interval{2 * 60'000};
// Each snapshot reads all files of a workspace: with one a minute, 500 tasks took six minutes of real time.
constexpr Milliseconds snapshot_interval{60 * 60'000};
// A paused goal, or one that waits for a person, is given up after so many looks that found nothing to do.
constexpr int most_idle_looks = 3;

Actor loop_actor(const Stage& stage, int number) {
  Actor actor;
  actor.run = fmt::format("machine-{}/run-{}", stage.machine, number);
  actor.who = "Reconcile";
  actor.machine = stage.machine;
  return actor;
}

// Counts a worker as running as long as it lives.
class Running {
 public:
  explicit Running(Stage& stage) : stage_(stage) {}
  ~Running() { end(); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

  void begin() {
    end();
    is_on_ = true;
    stage_.most_running = std::max(stage_.most_running, ++stage_.running);
  }
  void end() {
    if (is_on_) --stage_.running;
    is_on_ = false;
  }

 private:
  Stage& stage_;
  bool is_on_ = false;
};

}  // namespace

FleetLoop::FleetLoop(Stage& stage, Crew& crew, std::size_t workers, int number)
    : stage_(stage),
      crew_(crew),
      workers_(workers),
      number_(number),
      self_(loop_actor(stage, number)),
      hub_(stage, self_),
      store_(hub_, stage.scheduler, self_.who, stage.signature(self_.who)),
      goals_(store_),
      view_(store_, goals_, stage.goal),
      reconciler_(store_, view_) {
  const std::string here = fmt::format("machine-{}/", stage.machine);
  reconciler_.job_has_ended = [this, here](const std::string& run) {
    return run.starts_with(here) && stage_.missed.contains(run);
  };
}

void FleetLoop::run() {
  for (;;) {
    look();
    if (is_finished()) break;
    start_workers();
    start_gate();
    stage_.scheduler.sleep(look_interval);
  }
  stage_.is_over = true;
}

void FleetLoop::look() {
  view_.refresh();
  did_something_ = !reconciler_.run().empty();
  if (did_something_) view_.refresh();
  for (const auto& [id, task] : view_.tasks()) stage_.planned.insert(id);
  const auto ended = [&](int process) { return !stage_.scheduler.is_running(process); };
  std::erase_if(crew_.workers, ended);
  if (std::erase_if(crew_.gates, ended) > 0) judged_ = *gate_left_something_ ? candidates() : "";
}

bool FleetLoop::is_finished() {
  const auto goal = view_.goals().find(stage_.goal);
  if (goal == view_.goals().end() || goal->second.state.finished()) return true;
  if (stage_.scheduler.now() - goal->second.state.opened_at > stage_.scenario.time) {
    crew_.stop.request_stop();
    return true;
  }
  idle_looks_ = goes_on() ? 0 : idle_looks_ + 1;
  return idle_looks_ > most_idle_looks;
}

bool FleetLoop::goes_on() const {
  if (did_something_ || !crew_.workers.empty() || !crew_.gates.empty()) return true;
  const auto goal = view_.goals().find(stage_.goal);
  if (goal->second.state.phase != GoalPhase::open) return false;
  if (count(Phase::claimed) > 0 || goal->second.state.halt) return true;
  if (count(Phase::open) > 0 && !reconciler_.is_spent(stage_.goal)) return true;
  if (stage_.scenario.person == Person::answers && count(Phase::held) > 0) return true;
  if (has_trial_ahead()) return true;
  const std::string now = candidates();
  return !now.empty() && now != judged_;
}

bool FleetLoop::has_trial_ahead() const {
  return std::ranges::any_of(view_.tasks(), [&](const auto& item) {
    return next_trial(item.second.state, stage_.config.breaker).has_value();
  });
}

std::size_t FleetLoop::count(Phase phase) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      view_.tasks(), [&](const auto& item) { return item.second.state.phase == phase; }));
}

std::size_t FleetLoop::claimable() const {
  const auto goal = view_.goals().find(stage_.goal);
  if (goal == view_.goals().end() || goal->second.state.phase != GoalPhase::open) return 0;
  const TimePoint now = stage_.scheduler.now();
  return static_cast<std::size_t>(std::ranges::count_if(view_.tasks(), [&](const auto& item) {
    const TaskState& state = item.second.state;
    return state.phase == Phase::open && (!state.not_before || *state.not_before <= now);
  }));
}

std::string FleetLoop::candidates() const {
  std::string text;
  for (const auto& [id, task] : view_.tasks()) {
    if (task.state.phase == Phase::ready || task.state.finished()) text += id + "=" + task.log.hex() + "\n";
  }
  return text;
}

std::shared_ptr<Actor> FleetLoop::actor_named(const std::string& what) {
  auto actor = std::make_shared<Actor>();
  const int number = ++started_;
  actor->machine = stage_.machine;
  actor->run = fmt::format("machine-{}/run-{}/{}-{}", stage_.machine, number_, what, number);
  actor->who = what == "worker" ? "Worker" : "Judge";
  return actor;
}

void FleetLoop::start_workers() {
  const std::size_t free = workers_ - std::min(workers_, crew_.workers.size());
  for (std::size_t left = std::min(free, claimable()); left > 0; --left) {
    const auto actor = actor_named("worker");
    crew_.workers.insert(
        stage_.scheduler.start(actor->run, [&stage = stage_, actor, stop = crew_.stop.get_token()] {
          StageHub hub(stage, *actor);
          TaskStore store(hub, stage.scheduler, actor->who, stage.signature(actor->who));
          Worker worker(store, actor->run, stop);
          Running running(stage);
          worker.runners = scripted_runners(stage, *actor);
          worker.on_claim = [&](const TaskRecord&, const std::string&) { running.begin(); };
          WorkRequest request;
          request.goal = stage.goal;
          request.least_snapshot_interval = snapshot_interval;
          try {
            while (!stop.stop_requested() && worker.work_once(request)) running.end();
          } catch (const Error&) {  // the process ends; its claim is found, or its lease runs out
          }
          stage.missed.insert(actor->run);
        }));
  }
}

void FleetLoop::start_gate() {
  if (!crew_.gates.empty()) return;
  const std::string now = candidates();
  if (now.empty() || now == judged_) return;
  gate_left_something_ = std::make_shared<bool>(false);
  const auto actor = actor_named("gate");
  const auto number = static_cast<std::uint64_t>(number_) * 100'000 + static_cast<std::uint64_t>(started_);
  if (const auto fault = stage_.faults.of(FaultPlace::gate_run, number)) {
    actor->doom = fault;
    actor->changes_until_death = 1 + static_cast<int>(random_below(8));
  }
  crew_.gates.insert(stage_.scheduler.start(
      actor->run, [&stage = stage_, actor, left = gate_left_something_, stop = crew_.stop.get_token()] {
        StageHub hub(stage, *actor);
        TaskStore store(hub, stage.scheduler, actor->who, stage.signature(actor->who));
        try {
          const auto goal = GoalStore(store).find(stage.goal);
          if (!goal || goal->state.phase != GoalPhase::open) return;
          Config config = config_of(hub.objects(), goal->base());
          config.gate.share_receipts = false;  // their ref is named after the machine, and no seed makes that
          config.gate.lenses.clear();  // they run on threads, which the scheduler of a rehearsal cannot order
          Gate gate(store, *goal, config, next_step_for(store, config), stop);
          gate.runners = scripted_runners(stage, *actor);
          *left = !gate.run().blocked.empty();
        } catch (const Error&) {  // the next gate looks again
        }
      }));
}

}  // namespace reeve::rehearse
