// The lenses of the gate (`[[gate.lens]]`): review agents that look at candidates. The blocking ones come
// before the queue, so that nothing is tested or grouped with what they reject; the others look while the
// checks run.
//
// A lens can only take something away: what it passes lands by its checks alone, and what it fails does not
// land if it is a blocking one. Nothing waits for the others. Each looks once at a
// submitted commit; what it said is an event `reviewed` in the task's log, with what it cost, so that the
// budgets of the task and its goal know.
//
// Used by one thread; the agents run on threads of their own, which touch no hub.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "hub/goal_store.h"
#include "workspace/runners.h"

namespace reeve {

struct LensStatus {
  enum class Kind {
    clear,     // no lens keeps it from landing
    waiting,   // for a blocking lens
    rejected,  // by as many blocking lenses as [gate] lens_fails says
    blocked,   // a blocking lens could not run: a person has to look, or the next gate tries again
  };
  Kind kind = Kind::clear;
  Failure failure = {};     // for `rejected`: what the next attempt is told
  std::string reason = {};  // for `rejected` and `blocked`, one line
};

class Lenses {
 public:
  // What the budgets leave to a review of this task; absent: nothing, and why.
  struct Grant {
    std::optional<Budget> left = Budget{};
    std::string objection = {};
  };

  // `policy`: the commit that the configuration was read from; its prompts count. `agent`: who runs agents.
  Lenses(TaskStore& store, const git::Oid& policy, Config config, Runners::Agent agent);
  // Stops what still runs, and waits for it. What was finished and not recorded is found by the next one on
  // this machine.
  ~Lenses();
  Lenses(const Lenses&) = delete;
  Lenses& operator=(const Lenses&) = delete;

  // Asked before each review, with the agent that it begins with; without it only the agents' own limits
  // hold. What reviews that run at this time may use is not known to it.
  using Grants = std::function<Grant(const TaskRecord&, const AgentConfig&)>;
  Grants grant;

  // Whether nothing is configured: then all is clear, and nothing below does anything.
  bool empty() const { return config_.gate.lenses.empty(); }

  // Starts the reviews that these candidates lack, in their order, blocking ones first, as far as there are
  // slots; `target`: what they would be merged onto. To be called again whenever one may have ended.
  void start_due(const std::vector<TaskRecord>& candidates, const git::Oid& target);

  // What the lenses mean for its landing now; by what its log says, and what has ended since. A candidate
  // whose reviews were never started waits.
  LensStatus status_of(const TaskRecord& task);

  // Writes what has ended into the task's log, and brings `task` up to date. Not necessary before
  // status_of(); before a landing it is, as the landing files the log.
  void record(TaskRecord& task);

  // Before the task lands or is rejected: stops the reviews of it that still run, and records all of them.
  void finish(TaskRecord& task);

  // Returns when a review has ended since the last call, or after the time.
  void wait(Milliseconds time);

 private:
  struct Run;
  struct Bell;
  using Key = std::pair<std::string, std::string>;  // submitted commit, lens

  void start(const TaskRecord& task, const LensConfig& lens, const git::Oid& target);
  bool recall(const TaskRecord& task, const LensConfig& lens);
  void collect();
  std::size_t running() const;
  const std::set<std::string>& due_lenses(const TaskRecord& task);
  std::optional<Review> review_of(const TaskRecord& task, const std::string& lens) const;
  bool is_settled(const TaskRecord& task, const LensConfig& lens) const;

  TaskStore& store_;
  git::Oid policy_;
  Config config_;
  Runners::Agent agent_;
  std::unique_ptr<Bell> bell_;  // before what rings it
  std::map<Key, std::unique_ptr<Run>> runs_;
  std::map<Key, std::vector<Event>> ended_;           // and not yet in the log
  std::set<Key> tried_;                               // by this gate
  std::map<std::string, std::set<std::string>> due_;  // by submitted commit: which lenses look at it
  std::optional<git::Oid> target_;                    // as start_due() was told last
  std::size_t heard_ = 0;                             // how often a review had ended at the last wait()
};

}  // namespace reeve
