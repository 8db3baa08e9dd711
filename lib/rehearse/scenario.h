// What a rehearsal plays: a goal, the tree of tasks that leads to it, and what goes wrong on the way. TOML:
//
//     title = "Two slices"
//     seed = 1                     # the same seed, the same run
//     workers = 8                  # at once; default: limits.workers of the configuration
//     hours = 200                  # of virtual time; then it is stopped
//     person = "absent"            # or "answers": answers questions and retries what is held, every half
//     hour config = """…"""             # the configuration where the repository has none
//
//     [agents]                     # ranges to draw from, for each attempt
//     work_minutes = [20, 60]
//     plan_minutes = [2, 10]
//     judge_minutes = [1, 3]
//     check_minutes = [1, 3]
//     cost = [0.05, 0.5]           # of a work attempt; a planner's and a judge's count the same
//     tokens = [10000, 100000]
//
//     [tree]                       # a tree that is made up …
//     levels = 3                   # of planners: the goal's, those it calls, and so on
//     plans = 3                    # that each planner above the last level calls, in each cycle
//     tasks = 500                  # all together
//     cycles = 4                   # the planner of each shows a part of its own
//     after = 0.3                  # the share of tasks that wait for another one of their plan
//     shared = 0.1                 # the share of tasks that also add a line to a file of their plan
//
//     [[plan]]                     # … or one that is written down: planners
//     id = "parser"
//     parent = "…"                 # the planner that calls it; none: the goal's
//     cycle = 1
//     [[task]]                     # and tasks
//     id = "tokens"
//     plan = "parser"              # none: the goal's planner
//     after = ["…"]                # tasks of the same plan
//     cycle = 1                    # without a plan: the cycle whose planner shows it
//     minutes = 30                 # none: drawn
//     files = { "src/parser/tokens.c" = "the tokens" }     # each gets this line
//     shared = { "src/parser/all.c" = "uses tokens" }      # each gets this line among those of other tasks
//
//     [faults]                     # the share of attempts that each one hits; see fault.h
//     crash = 0.1
//     mixed = 0.2                  # any of them, drawn
//     exactly = ["tokens@1 lie"]   # the task's first attempt
//
// A share counts work attempts, plan attempts, runs of the gate, checks, changes of the hub or hours, as
// place_of() says of the fault. `mixed` shares its part out among all that count the same thing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "rehearse/fault.h"
#include "task/spec.h"

namespace reeve::rehearse {

struct Range {
  double low = 0;
  double high = 0;
};

// A task or a planner of the tree.
struct Node {
  std::string id;
  TaskKind kind = TaskKind::work;
  std::string parent;              // id of the planner that shows it; empty: the goal's
  int cycle = 1;                   // of the top of its branch of the tree
  std::vector<std::string> after;  // ids of its siblings
  std::optional<Milliseconds> duration;
  std::map<std::string, std::string> files;   // path to the line that it has
  std::map<std::string, std::string> shared;  // path to the line that it has among others
};

struct AgentScript {
  Range work_minutes{20, 60};
  Range plan_minutes{2, 10};
  Range judge_minutes{1, 3};
  Range check_minutes{1, 3};
  Range cost{0.05, 0.5};
  Range tokens{10'000, 100'000};
};

struct FaultPlan {
  std::map<Fault, double> shares;
  double mixed = 0;
  std::map<std::pair<std::string, int>, Fault> exactly;  // by task and attempt

  bool empty() const { return shares.empty() && mixed <= 0 && exactly.empty(); }
};

enum class Person { absent, answers };

struct Scenario {
  std::string title;
  std::uint64_t seed = 1;
  std::optional<std::size_t> workers;
  Milliseconds time{200LL * 60 * 60'000};
  Person person = Person::absent;
  std::string config;  // empty: the built-in one
  AgentScript agents;
  std::vector<Node> nodes;  // parents before children, siblings before those that wait for them
  int cycles = 1;           // that the tree has parts for
  FaultPlan faults;
};

// Throws Error(configuration) with all that is wrong, each on a line "source:line:column: message".
Scenario parse_scenario(std::string_view toml, const std::string& source);

// The scenarios that come with Reeve (templates/rehearsals), by name.
struct BuiltInScenario {
  std::string name;
  std::string_view text;
};
const std::vector<BuiltInScenario>& built_in_scenarios();

// The configuration that a rehearsal has where nobody names one (templates/rehearsals/config.toml).
std::string_view rehearsal_config();

}  // namespace reeve::rehearse
