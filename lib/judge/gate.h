// The gate: lets onto the target only trees that themselves passed (policy `strict`).
//
// Candidates are merged one on the other in memory, tested together on the tip, and land as one transaction.
// A batch that fails is split in halves until the one that fails alone is found; that one is rejected if the
// same check passes on the target without it, and blocked, for a person, if it does not: a gate that cannot
// tell must not let pass, and must not blame.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "config/config.h"
#include "hub/goal_store.h"
#include "judge/chain.h"
#include "judge/gate_report.h"
#include "judge/lenses.h"
#include "judge/receipt_book.h"
#include "judge/target.h"
#include "workspace/runners.h"
#include "workspace/workspace_pool.h"

namespace reeve {

struct GateEvent {
  enum class Kind { testing, landed, rejected, blocked, archived, warning } kind;
  std::string task;    // id; for `testing`: how many candidates, as text
  std::string reason;  // for rejected and blocked, and what a warning says
  git::Oid commit;     // for landed
};

struct GateResult {
  std::size_t landed = 0;
  std::size_t rejected = 0;
  std::vector<BlockedTask> blocked;
};

class Gate {
 public:
  // `next_step` says what follows a rejection. `host` receives the landings if it is not the hub that does
  // (target.h); it must outlive the gate.
  Gate(TaskStore& store, GoalRecord goal, Config config, TaskStore::NextStep next_step, std::stop_token stop,
       Hub* host = nullptr);

  // For progress lines; called as things happen.
  std::function<void(const GateEvent&)> on_event;

  // Who runs its checks.
  Runners runners;

  // What budgets leave to its reviews (Lenses::grant).
  Lenses::Grants grant;

  // Settles every candidate of the goal that is ready, and those that become ready meanwhile.
  GateResult run();

 private:
  enum class Settled { yes, read_again };  // read_again: something moved under our feet
  struct Verdict;

  std::vector<TaskRecord> candidates();
  std::size_t settled_count() const;
  Settled settle(const std::vector<TaskRecord>& batch);
  Settled settle_chain(const Chain& chain);
  Settled split(const Chain& chain);
  Receipt on_target(const Chain& chain, const Verdict& verdict);
  void settle_alone(const Chain& chain, const Verdict& verdict);
  void refuse(const std::vector<Refused>& refused);
  Settled land_chain(Chain chain, const std::vector<Receipt>& receipts);
  bool pass_lenses(Chain& chain);
  LensStatus wait_for_lenses(const TaskRecord& task, const Chain& chain);
  Verdict test(const Chain& chain);
  std::vector<Receipt> run_or_recall(const std::vector<std::string>& commands, const git::Oid& commit);
  void reject(TaskRecord task, const Failure& failure);
  void block(const std::vector<Link>& links, const std::string& reason);
  void tell(GateEvent::Kind kind, const std::string& task, const std::string& reason = "",
            const git::Oid& commit = {}) const;
  Workspace& workspace();

  TaskStore& store_;
  git::Repository& repository_;
  GoalRecord goal_;
  Config config_;
  TaskStore::NextStep next_step_;
  std::stop_token stop_;
  Target target_;
  std::optional<SharedReceipts> shared_;  // absent where [gate] share_receipts is false
  ReceiptBook receipts_;
  std::optional<Lenses> lenses_;
  std::optional<WorkspacePool> pool_;
  std::optional<Workspace> workspace_;
  GateResult result_;
};

}  // namespace reeve
