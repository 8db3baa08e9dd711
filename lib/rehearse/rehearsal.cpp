#include "rehearse/rehearsal.h"

#include <fmt/format.h>

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/error.h"
#include "base/file.h"
#include "plan/goal_prompt.h"
#include "plan/publish.h"
#include "rehearse/fleet_loop.h"
#include "rehearse/inspection.h"

namespace reeve::rehearse {

namespace {

namespace fs = std::filesystem;

constexpr Milliseconds watch_interval{5 * 60'000};
constexpr int watches_in_an_hour = 12;
constexpr int watches_between_visits = 6;  // of the person
constexpr Milliseconds shortest_outage{5 * 60'000};
constexpr std::uint64_t longest_more = 1'500'000;  // ms

// A variable of the environment, as it was again afterwards.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    setenv(name, value.c_str(), 1);
  }
  ~Variable() {
    if (before_) {
      setenv(name_, before_->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

void publish_root_plan(Stage& stage) {
  const GoalRecord goal = stage.goal_now();
  PlannedTask plan;
  plan.name = "plan";
  plan.spec = root_plan_of(goal.state.spec);
  PlanPlace place;
  place.goal = goal.id();
  place.base = goal.base();
  publish_plan(stage.tasks(), {plan}, place);
}

// Whoever starts the fleet again when it has ended too soon; and the bad luck that hits all of it.
class Keeper {
 public:
  Keeper(Stage& stage, std::size_t workers) : stage_(stage), workers_(workers) {}

  void watch() {
    start_loop();
    for (std::uint64_t watches = 1;; ++watches) {
      stage_.scheduler.sleep(watch_interval);
      if (stage_.is_over) return;
      if (watches % watches_in_an_hour == 0) meet(stage_.faults.of(FaultPlace::hour, watches));
      if (stage_.scenario.person == Person::answers && watches % watches_between_visits == 0) visit();
      if (!stage_.scheduler.is_running(loop_)) start_loop();
    }
  }

 private:
  void start_loop() {
    crew_ = std::make_shared<Crew>();
    loop_ =
        stage_.scheduler.start("run", [&stage = stage_, crew = crew_, workers = workers_, number = ++loops_] {
          try {
            FleetLoop(stage, *crew, workers, number).run();
          } catch (const Error& error) {
            if (error.kind() != ErrorKind::hub_unreachable) throw;
            end_children(stage, *crew);
          }
        });
  }

  // As a loop that ends takes its children along: they are under its keeper.
  static void end_children(Stage& stage, const Crew& crew) {
    for (const int process : crew.workers) stage.scheduler.kill(process);
    for (const int process : crew.gates) stage.scheduler.kill(process);
  }

  void meet(std::optional<Fault> fault) {
    if (!fault) return;
    stage_.note(*fault);
    if (*fault == Fault::lost_hub) {
      stage_.hub_is_down_until =
          stage_.scheduler.now() + shortest_outage + Milliseconds(random_below(longest_more));
      return;
    }
    stage_.scheduler.kill(loop_);
    end_children(stage_, *crew_);
    stage_.scheduler.sleep(watch_interval);
    if (*fault == Fault::machine_lost) stage_.move_to_next_machine();
  }

  // Answers what is asked and puts back what is held.
  void visit() {
    for (TaskRecord& task : stage_.tasks().fleet(stage_.goal).tasks) {
      if (task.state.phase != Phase::held) continue;
      const Attempt* last = task.state.last_attempt();
      const bool asks = last != nullptr && last->outcome == Outcome::needs_input && !task.state.is_given_up;
      const bool done = asks ? stage_.tasks().answer(task, "The first one.")
                             : stage_.tasks().retry(task, 0, "it should work now");
      if (done) stage_.helped.insert(task.id());
    }
  }

  Stage& stage_;
  std::size_t workers_;
  std::shared_ptr<Crew> crew_;
  int loop_ = 0;
  int loops_ = 0;
};

std::string config_for(const Scenario& scenario, const std::string& config) {
  if (!config.empty()) return config;
  return scenario.config.empty() ? std::string(rehearsal_config()) : scenario.config;
}

// Thousands of small files are written and thrown away: in memory, where there is a file system for it with
// room enough. 500 tasks take 300 MB; a container's has 64 MB by default.
fs::path folder_for_many_files() {
  constexpr std::uintmax_t enough = 1ULL << 30;
  const fs::path memory = "/dev/shm";
  std::error_code none;
  const fs::space_info space = fs::space(memory, none);
  if (!none && space.available >= enough && access(memory.c_str(), W_OK | X_OK) == 0) return memory;
  return fs::temp_directory_path();
}

}  // namespace

RehearsalReport rehearse(const Scenario& scenario, std::uint64_t seed, const std::string& config) {
  const TemporaryFolder folder(folder_for_many_files());
  const Variable workspaces("REEVE_WORKSPACES", folder.path() / "workspaces");
  const SeededRandom random(seed);
  Stage stage(scenario, seed, config_for(scenario, config), folder.path());
  const std::size_t workers = scenario.workers.value_or(stage.config.limits.workers);
  publish_root_plan(stage);
  Keeper keeper(stage, workers);
  stage.scheduler.start("keeper", [&] { keeper.watch(); });
  stage.scheduler.run();
  return inspect(stage, seed, workers);
}

bool RehearsalReport::is_good() const {
  return differences.empty() && lost.empty() && landed_twice.empty() && limits_passed.empty();
}

}  // namespace reeve::rehearse
