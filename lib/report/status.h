// What is going on in a fleet, as values: made from what was read, without looking at anything else.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "hub/goal_store.h"
#include "hub/landed_totals.h"
#include "report/estimate.h"
#include "task/spend.h"

namespace reeve {

// All tasks that landed on the target between the goal's start and now, newest first; empty where the target
// is missing. Reads commits only: not the ledger, which would take a file for each.
std::vector<LandedTask> landed_on(const git::Repository& repository, const GoalRecord& goal);

// A file in which so many tasks conflicted that they are done one after the other.
struct HotFile {
  std::string path;
  std::size_t conflicts = 0;  // in the goal's current cycle
  std::size_t waiting = 0;    // tasks that wait for their turn
};

// What was read of one goal.
struct GoalFacts {
  GoalRecord goal;
  std::vector<TaskRecord> tasks;  // its live ones; digests are enough
  LandedTotals landed;
  std::vector<TaskState> filed;  // the cancelled, and plans and judges that are done; digests are enough
  Budget budget;                 // [limits.goal]
  RolesConfig roles;             // empty where the configuration cannot be read
  TimePoint now{};
  std::map<std::string, std::string> blocked;  // candidates that the gate cannot decide on, and why
  std::string line_stopped = "";               // why the gate lands nothing any more, or empty
  std::string configuration_problem;           // empty: it can be read, and names an agent for workers
  std::string configuration_hint;
  std::vector<HotFile> hot = {};
};

// Something that waits for a person.
struct Need {
  std::string subject;      // a task's id, a ref or a file
  std::string reason;       // may have several lines
  std::string action;       // what to type
  bool stops_goal = false;  // a goal does not go on before it is done

  bool operator==(const Need&) const = default;
};

struct RunningTask {
  std::string task;
  std::string title;
  std::string agent;
  int attempt = 0;
  TimePoint since{};
  TimePoint last_event_at{};  // the last sign of life: its log has nothing newer
};

// A task that has not ended, as far as a list of them needs it.
struct LiveTask {
  std::string id;
  std::string goal;
  std::string title;
  Phase phase = Phase::waiting;
  TimePoint phase_since{};
  TimePoint last_event_at{};
  std::string agent;  // of the newest attempt
  int attempt = 0;    // 0: none yet
};

// Whether nothing was heard of it for so long that a person may want to look. A worker renews its claim every
// few minutes; the job of a forge says nothing until it ends.
constexpr std::chrono::minutes silence_to_tell{15};
bool is_silence(Milliseconds since_last_event);
bool is_silent(const RunningTask& task, TimePoint now);

// An agent that a service has told to pause.
struct RestingAgent {
  std::string agent;
  TimePoint until{};
  std::size_t waiting = 0;  // open tasks that would be tried with it next

  bool operator==(const RestingAgent&) const = default;
};

struct GoalStatus {
  std::string id;
  std::string title;
  GoalPhase phase = GoalPhase::open;
  std::string reason;  // why it is paused or has ended
  std::string halt;    // "the line is stopped: …"; empty: it is not
  int cycle = 1;
  std::string target;                   // short name of the branch
  std::map<Phase, std::size_t> phases;  // of live tasks; without those that are 0
  std::size_t landed = 0;
  std::optional<LandedTask> last_landed;
  LandingRate rate;
  std::optional<Estimate> estimate;    // to its end; see estimate_of()
  std::size_t failed_attempts = 0;     // of live and landed tasks
  std::size_t recovered_attempts = 0;  // those of tasks that landed all the same
  SpendTable spend;                    // of all its tasks
  Amount reserved;                     // kept free for attempts that run
  Budget budget;                       // [limits.goal]
  std::optional<double> mean_cost;     // of the landed tasks whose cost is known
  std::vector<RunningTask> running;    // the longest first
  std::vector<LiveTask> live;          // by id
  std::vector<RestingAgent> resting;   // by name
  std::vector<Need> needs;
  std::vector<HotFile> hot = {};
};

GoalStatus status_of(GoalFacts facts);

struct FleetStatus {
  std::vector<GoalStatus> goals;
  std::vector<Need> needs;    // of the repository as a whole
  std::vector<Need> damaged;  // logs that cannot be read, of tasks and goals
};

// "look at it" for each log that cannot be read.
std::vector<Need> needs_of(const std::vector<DamagedTask>& damaged);

}  // namespace reeve
