// The gate: lets onto the target what the policy of [gate] lets pass, and rejects what is to blame.
//
// It drives the queue (queue/policy.h): reads what waits, merges in memory the trees that the policy asks
// for, runs their checks in so many slots, and carries out what follows. All of it is recomputed from the
// hub and from receipts, so that a gate that was killed goes on where it was.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "hub/goal_store.h"
#include "hub/ledger_totals.h"
#include "judge/build_pool.h"
#include "judge/chain.h"
#include "judge/gate_line.h"
#include "judge/gate_report.h"
#include "judge/lenses.h"
#include "judge/merged_trees.h"
#include "judge/ready_tasks.h"
#include "judge/receipt_book.h"
#include "judge/target.h"
#include "queue/policy.h"
#include "workspace/check_choice.h"
#include "workspace/runners.h"

namespace reeve {

struct GateEvent {
  enum class Kind {
    testing,  // a build was started
    flaky,    // a check failed, and passed on the same tree
    landed,
    rejected,
    blocked,   // a person is needed
    reverted,  // landed, and turned out to be bad
    stopped,   // nothing lands any more until a person has looked
    archived,
    warning,  // all that is of no task
  } kind;
  std::string task;    // id; for `testing` what is tested ("3 candidates"), for `flaky` the check
  std::string reason;  // for rejected, blocked, reverted, stopped and flaky, and what a warning says
  git::Oid commit;     // for landed and reverted
  std::vector<std::string> tasks = {};  // for `testing`: ids
};

// "landed", …: the first word of a progress line.
std::string_view name_of(GateEvent::Kind kind);

struct GateResult {
  std::size_t landed = 0;
  std::size_t rejected = 0;
  std::size_t reverted = 0;
  std::vector<BlockedTask> blocked;
  std::string stopped;  // why nothing lands any more; empty: it does
};

class Gate {
 public:
  // `next_step` says what follows a rejection. `host` receives the landings if it is not the hub that does
  // (target.h); it must outlive the gate.
  Gate(TaskStore& store, GoalRecord goal, Config config, TaskStore::NextStep next_step, std::stop_token stop,
       Hub* host = nullptr);

  // For progress lines; called as things happen, on the thread of run().
  std::function<void(const GateEvent&)> on_event;

  // Who runs its checks; called on other threads if [gate] slots is more than 1.
  Runners runners;

  // What budgets leave to its reviews (Lenses::grant).
  Lenses::Grants grant;

  // Settles every candidate of the goal that is ready, and those that become ready meanwhile.
  GateResult run();

 private:
  // What came of a step.
  enum class Progress {
    none,
    made,
    lost_race,  // something moved under our feet: look again
  };
  // A build that runs, or whose result still says something.
  struct BuildRecord {
    git::Oid commit;
    git::Oid tree;
    ChosenChecks checks;
    std::vector<Receipt> earlier;   // what was known of the tree when it was started
    std::vector<Receipt> receipts;  // with those of skipped checks
    std::vector<Receipt> without;   // where a command could not run: those of the commit below
  };

  // --- What there is (gate.cpp)
  void settle_all();
  void look();
  bool is_time_to_look() const;
  git::Oid read_target();
  void follow_target();
  void begin_line(const git::Oid& target);
  void take_line();
  void take_candidates();
  void start_reviews(const std::map<std::string, TaskRecord>& ready);
  bool is_reviewed(const std::string& id, TaskRecord& task);
  void take(const std::string& id, const TaskRecord& task);
  queue::Candidate candidate_of(const std::string& id, const TaskRecord& task);
  bool passed_at(const git::Oid& work, const TaskRecord& task, const std::vector<std::string>& touched) const;
  void wait_for_something(const queue::Step& step);
  void forget(const std::string& candidate);
  void forget_settled();
  void write_report(bool is_over);
  std::vector<WaitingTask> waiting_now(TimePoint now) const;

  // --- What follows (gate_steps.cpp)
  Progress carry_out(const queue::Step& step);
  Progress land(const std::vector<std::string>& candidates);
  Progress land_chain(Chain chain);
  Chain chain_of(const MergedTree& merged) const;
  std::vector<std::filesystem::path> checked_out_target() const;
  std::vector<Receipt> receipts_for(const Chain& chain) const;
  std::vector<Receipt> receipts_of_one(const Link& link) const;
  Progress settle_unmerged();
  void note_landing(const Chain& chain);
  Progress reject(const queue::Blame& blame);
  Progress reject(const std::string& candidate, const Failure& failure);
  void block(const std::string& candidate, const std::string& reason);
  std::string why_undecided(const queue::Blame& blame) const;
  Progress settle_left_out(const MergedTree& merged);
  Progress settle_refused(const std::string& candidate, const Failure& failure);

  // --- After a landing (gate_verify.cpp)
  bool verifies_afterwards() const;
  std::optional<git::Oid> green_behind(const git::Oid& target) const;
  void begin_behind(const git::Oid& green, const git::Oid& target);
  void move_green(std::size_t place);
  void note_red();
  std::optional<TimePoint> unverified_since() const;
  std::vector<std::string> own_checks_since_green(std::size_t place);
  const std::vector<std::string>& own_checks_of(const git::Oid& commit);
  Failure failure_of_line() const;
  Progress revert(const std::string& candidate);
  void note_stop(const std::string& reason);
  void stop_for_person(const std::string& reason);
  void stop_line(const std::string& reason);

  // --- Builds (gate_builds.cpp)
  Progress start(const std::vector<queue::Build>& builds);
  Progress start(queue::Build build);
  ChosenChecks checks_for_tree(const queue::Tree& tree, const git::Oid& commit);
  std::vector<Receipt> known_of(const queue::Build& build, const BuildRecord& record);
  void cancel(std::uint64_t number);
  void cancel_all();
  void collect(std::vector<BuildEnd> ends);
  void note_end(BuildEnd end);
  void tell_flakes(const queue::Result& result, const BuildRecord& record) const;
  void tell_testing(const queue::Build& build) const;

  void tell(const GateEvent& event) const;

  TaskStore& store_;
  git::Repository& repository_;
  GoalRecord goal_;
  Config config_;
  TaskStore::NextStep next_step_;
  std::stop_token stop_;
  Target target_;
  LedgerTotals totals_;
  std::optional<SharedReceipts> shared_;  // absent where [gate] share_receipts is false
  ReceiptBook receipts_;
  std::optional<Lenses> lenses_;
  std::unique_ptr<queue::Policy> policy_;
  queue::Settings settings_;
  ReadyTasks ready_;
  MergedTrees trees_;
  std::optional<GateLine> line_;
  queue::State state_;
  std::map<std::string, TaskRecord> tasks_;    // of the candidates that wait
  std::set<std::string> blocked_;              // candidates that this run cannot decide
  std::map<std::string, std::string> strays_;  // Touched::stray of the candidates that wait
  bool reviews_are_due_ = false;               // a candidate waits for a blocking lens, outside the queue
  std::map<std::uint64_t, BuildRecord> builds_;
  std::map<git::Oid, std::vector<std::string>> own_checks_;  // of tasks, by the commit that landed them
  std::size_t found_ = 0;               // places that the line had when this gate began it
  std::size_t unmerged_looked_at_ = 0;  // how long the line was then
  std::uint64_t last_number_ = 0;
  bool stopped_for_person_ = false;
  bool must_look_ = true;
  TimePoint looked_at_{};
  TimePoint reported_at_{};
  std::optional<BuildPool> pool_;
  GateResult result_;
};

}  // namespace reeve
