// What all processes of a rehearsal share: virtual time, the hub's refs, the repository, and what the script
// of the play says and has noted.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/random.h"
#include "config/config.h"
#include "hub/goal_store.h"
#include "hub/memory_hub.h"
#include "rehearse/dice.h"
#include "rehearse/fault_draw.h"
#include "rehearse/scenario.h"
#include "rehearse/scheduler.h"

namespace reeve::rehearse {

// A fault that happened.
struct Incident {
  Fault fault;
  std::string task;  // id on the hub; empty: it hit no single task
  int attempt = 0;
  TimePoint at{};
};

// A process of the play: which machine it is on, and what is to become of it.
struct Actor {
  std::string run;  // as its claims say
  std::string who;  // "Worker 7 <worker-7@rehearsal>"
  int machine = 1;
  std::optional<int> changes_until_death;  // the change of the hub at which it is killed
  bool is_missed = true;                   // once it is dead, the machine knows that it is
  std::optional<Fault> doom;               // noted when it is killed
};

class Stage {
 public:
  // Makes a repository in `folder` and opens the goal in it; `config` is the text of its configuration.
  // Throws Error(configuration) for one that is wrong.
  Stage(const Scenario& scenario, std::uint64_t seed, const std::string& config,
        const std::filesystem::path& folder);

  const Scenario& scenario;
  const Dice dice;
  const FaultDraw faults;
  const std::filesystem::path folder;
  Scheduler scheduler;
  const Config config;
  std::string goal;  // id

  // A store on the hub that never fails, for the script itself and for who looks at the end.
  TaskStore& tasks() { return tasks_; }
  GoalRecord goal_now() { return GoalStore(tasks_).find(goal).value(); }
  // Another handle on the same hub, in the clone of the machine that the fleet runs on.
  MemoryHub open_hub() const;
  // From now on the fleet runs on another machine, which knows nothing but the hub.
  void move_to_next_machine();
  git::Signature signature(const std::string& who) const;

  // The node that a task's title names; null: none.
  const Node* node_of(const TaskSpec& spec) const;
  const Node* node(const std::string& id) const;
  // Whether the files of this commit hold what the node makes; of a planner: what all below it make.
  bool is_done(const Node& node, const git::Oid& commit);
  // Whether `node` is `id` or below it; everything is below "".
  bool is_below(const Node& node, const std::string& id) const;
  // What the target should hold at the end, and does not, or holds besides: a line each, at most 20.
  std::vector<std::string> differences(const git::Oid& commit);

  void note(Fault fault, const std::string& task = "", int attempt = 0);

  std::vector<Incident> incidents;
  std::set<std::string> missed;                   // runs of processes that are known to be gone
  std::set<std::string> helped;                   // ids of tasks that a person answered or put back
  std::map<std::string, std::string> slices;      // id of a plan task to the id of its node
  std::map<std::string, TimePoint> quota_until;   // by agent
  std::map<std::string, TimePoint> no_key_until;  // by agent
  std::set<std::string> planned;                  // ids of all tasks that were ever seen on the hub
  TimePoint hub_is_down_until{};
  int machine = 1;                // that the fleet runs on
  std::uint64_t changes = 0;      // of the hub
  std::uint64_t checks = 0;       // that were run
  double dearest_call = 0;        // of a model
  std::int64_t longest_call = 0;  // the same in tokens
  std::size_t running = 0;        // workers with a claim
  std::size_t most_running = 0;
  bool is_over = false;  // nothing more is started

 private:
  git::Oid write_repository(const std::string& config);
  std::filesystem::path clone() const;

  std::shared_ptr<MemoryRefs> refs_;
  MemoryHub hub_;
  TaskStore tasks_;
  std::map<std::string, const Node*> nodes_;
  git::Oid start_;
};

// "tokens: make src/parser/tokens.txt"
std::string title_of(const Node& node);

}  // namespace reeve::rehearse
