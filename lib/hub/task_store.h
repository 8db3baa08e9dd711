// The life of a task, as verbs on a hub. Every verb is one transaction: the task's log grows by
// compare-and-swap and its branch follows, so a verb either happens once or returns `false`/absent because
// somebody else was first. Nothing else in Reeve changes a task's refs.
//
// A TaskRecord is what was read; a verb that succeeds brings it up to date, one that does not leaves it as it
// was (read it again). Used by one thread at a time, like its Hub.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "hub/hub.h"
#include "task/fold.h"

namespace reeve {

struct TaskRecord {
  TaskState state;
  git::Oid log;                    // tip of the log's ref; zero for a task that has left the hub
  git::Oid task_commit;            // the empty commit that the log is a note on
  std::optional<git::Oid> branch;  // tip of the branch that the phase names; absent if it is missing
  std::string text;                // the log

  const std::string& id() const { return state.spec.id; }
};

struct DamagedTask {
  std::string id;
  std::string ref;  // where to look
  std::string problem;
};

struct Fleet {
  std::vector<TaskRecord> tasks;  // those that live on the hub, by id
  std::vector<DamagedTask> damaged;
};

struct ClaimRequest {
  std::string agent;
  std::string model;
  std::string run;  // which process or job; see base/process_tree.h
  Milliseconds lease{600'000};
  std::optional<Amount> reserved = {};  // the most that it may use of the budgets it is under
};

// How an attempt ended without a submission.
struct Failure {
  Outcome outcome = Outcome::crashed;
  std::string reason;
  std::optional<git::Oid> work;  // commit with what it did; kept under reeve/failed/
  Handoff handoff;
  AgentTrace trace;
  Usage usage;
  std::vector<Receipt> receipts;
  std::optional<TimePoint> until;       // when a rate limit ends, where it said so
  std::vector<std::string> paths = {};  // where two changes conflict
};

struct Submission {
  git::Oid work;
  Handoff handoff;
  AgentTrace trace;
  Usage usage;
  std::vector<Receipt> receipts;
  std::optional<ChangeSize> change =
      {};                               // against the target that it was merged with; absent: nobody counted
  std::vector<std::string> paths = {};  // where it conflicted with the target before it was resolved
};

// A branch that a person pushed to reeve/ready/, to be landed.
struct Offer {
  std::string branch;  // full name
  git::Oid tip;
  std::string person;  // "Ada <ada@example.org>", as its commits say
};

// How a task without a commit ended: a plan, with which its tasks are published, or a judge.
struct Ending {
  std::string reason;  // "12 tasks", and what was cut from the plan; "continue: 3 of 4 criteria are met"
  Handoff handoff;
  AgentTrace trace;
  Usage usage;
};

class TaskStore {
 public:
  // `who` signs events; `signature` signs commits on notes refs.
  TaskStore(Hub& hub, Clock& clock, std::string who, git::Signature signature);

  // --- Reading
  // Absent if no live task has this id. Throws Error(damaged), naming the ref, if its log cannot be read.
  std::optional<TaskRecord> find(const std::string& id);
  // The task whose log has this tip, without its branch. Throws as find().
  TaskRecord read(const std::string& id, const git::Oid& log);
  // All live tasks; of one goal, or of all if `goal` is empty. A damaged one hides no other. A log that was
  // read by an earlier call is read again only if it has moved: a worker looks at all of them at each claim,
  // for the budgets.
  Fleet fleet(const std::string& goal = "");
  // As fleet(), but only tasks whose branch is under this prefix (refs::ready_prefix, …): no other log is
  // read.
  Fleet fleet_under(std::string_view branch_prefix);

  // --- Planning
  // Publishes tasks, all or none: false if one of the ids is taken. Those without predecessors are dispatched
  // at once. `base` is the commit they are cut from.
  // With `held` they all wait for dispatch(), as reconcile does it: a forge that starts few jobs a push gets
  // their branches in several.
  enum class Dispatch { at_once, held };
  bool publish(const std::vector<TaskSpec>& specs, const git::Oid& base,
               Dispatch dispatch = Dispatch::at_once);
  bool dispatch(TaskRecord& task);
  // What publish() would change, for a transaction that does more.
  std::vector<git::RefUpdate> publication(const std::vector<TaskSpec>& specs, const git::Oid& base,
                                          Dispatch dispatch = Dispatch::at_once);
  // What one event changes: the log and the branch. Absent if it may not follow.
  std::optional<std::vector<git::RefUpdate>> step(const TaskRecord& task, const Event& event);
  // The end of a plan or of a judge, with what came of it (`others`) in the same transaction: one whose claim
  // is not its own any more changes nothing. False: that is so, or one of the others has moved.
  bool finish(TaskRecord& task, const Ending& ending, const std::vector<git::RefUpdate>& others);

  // --- Working
  // False if somebody else was first, or the task cannot be claimed now.
  bool claim(TaskRecord& task, const ClaimRequest& request);
  // The following are for the holder of the claim in `task`; false: the claim is not theirs any more.
  bool renew(TaskRecord& task, Milliseconds lease);
  bool progress(TaskRecord& task, const git::Oid& work, Milliseconds lease);
  bool submit(TaskRecord& task, const Submission& submission);
  bool ask(TaskRecord& task, const std::string& question, const Failure& failure);
  // Keeps the work under reeve/failed/<id>/<attempt> and takes the step that follows (`next`: made by
  // next_step() from the state after the failure).
  using NextStep = std::function<Event(const TaskState&)>;
  bool fail(TaskRecord& task, const Failure& failure, const NextStep& next);

  // Keeps a commit under reeve/failed/<id>/<attempt> although the claim is lost; an older one there is
  // replaced only by what was built on it. True if it is kept (or was there already).
  bool keep_work(const std::string& id, int attempt, const git::Oid& work);

  // --- For reconcile: a claim whose lease is over, or whose process is known to be gone
  bool expire(TaskRecord& task, const std::string& reason, const NextStep& next);
  // A failed task for which nobody took the next step.
  bool decide(TaskRecord& task, const NextStep& next);
  // Puts the branch where the log says it is. True if there was something to mend.
  bool mend(TaskRecord& task);

  // --- The gate
  // Appends what a lens said of what was submitted (Event::lens and its verdict; the rest is filled in).
  bool review(TaskRecord& task, const Event& reviewed);
  bool reject(TaskRecord& task, const Failure& failure, const NextStep& next);
  // The log with `landed` appended, and the updates that take the task off the hub. The gate puts them into
  // its own transaction, with the target and the ledger.
  struct Landing {
    TaskState state;
    std::string text;
    std::vector<git::RefUpdate> updates;
  };
  Landing landing(const TaskRecord& task, const git::Oid& commit, const std::vector<Receipt>& receipts,
                  const std::string& verdict);
  // The updates that bring a landed task back onto the hub, since its change was taken back from the target.
  // `log` is its log out of the ledger; `failure.work` is the commit that takes it back. It is cut from
  // `base` anew. Throws Error(damaged) for a log that cannot be read or has not landed.
  std::vector<git::RefUpdate> reopening(const std::string& log, const git::Oid& base, const Failure& failure,
                                        const NextStep& next);
  // The updates that take a cancelled task, or a plan that is done, off the hub, for the gate to file its log
  // in the ledger.
  std::vector<git::RefUpdate> removal(const TaskRecord& task);

  // --- People
  bool hold(TaskRecord& task, const std::string& reason);
  bool release(TaskRecord& task, const std::string& reason);
  bool retry(TaskRecord& task, int rung, const std::string& reason);
  bool answer(TaskRecord& task, const std::string& answer);
  bool cancel(TaskRecord& task, const std::string& reason);
  // Makes a person's branch a task that waits for the gate, cut from `base`, which the branch must have in
  // its history; the branch gets the task's name. False: the branch has moved, or the id is taken.
  bool adopt(const TaskSpec& spec, const git::Oid& base, const Offer& offer);
  // The same for the next try of a task that adopt() made and that waits for the gate or is held: what was
  // there is kept under reeve/failed/. False also if the branch conflicts with what the task was cut from.
  bool adopt_again(TaskRecord& task, const Offer& offer);

  Hub& hub() { return hub_; }
  Clock& clock() { return clock_; }
  const std::string& who() const { return who_; }
  const git::Signature& signature() const { return signature_; }

 private:
  using Steps = std::vector<Event>;
  using MakeSteps = std::function<Steps(const TaskState&)>;
  using Updates = std::vector<git::RefUpdate>;
  // `others` are changed in the same transaction.
  bool commit(TaskRecord& task, const MakeSteps& make_steps,
              const std::optional<git::Oid>& work = std::nullopt, const Updates& others = {});
  bool commit_one(TaskRecord& task, const Event& event);
  // What the steps make of the task, and the updates that write it.
  struct Written {
    TaskRecord task;
    Updates updates;
  };
  Written written(const TaskRecord& task, const Steps& steps, const std::optional<git::Oid>& work);
  ApplyResult try_commit(TaskRecord& task, const Steps& steps, const std::optional<git::Oid>& work,
                         const Updates& others);
  git::Oid write_steps(const std::optional<git::Oid>& parent, const git::Oid& subject, std::string& text,
                       const Steps& steps);
  struct BranchMove {
    std::vector<git::RefUpdate> updates;
    std::optional<git::Oid> tip;  // of the branch afterwards; absent if there is none
  };
  BranchMove branch_move(const TaskRecord& task, const TaskState& after, const std::optional<git::Oid>& work);
  git::Oid write_task_commit(const TaskSpec& spec, const git::Oid& base);
  Event event(EventType type, const std::string& reason = "") const;
  Steps hand_in(const Offer& offer, std::size_t attempts_before, const git::Oid& work) const;
  std::optional<git::Oid> joined(const Offer& offer, const git::Oid& task_commit, const std::string& id);
  Event claim_event(EventType type, const TaskRecord& task) const;
  Event ending(EventType type, const TaskRecord& task, const Failure& failure) const;
  bool end_attempt(TaskRecord& task, EventType type, const Failure& failure, const NextStep& next);
  git::Signature signature_now() const;
  const TaskRecord& read_once(const std::string& id, const git::Oid& log);

  Hub& hub_;
  Clock& clock_;
  std::string who_;
  git::Signature signature_;
  std::map<std::string, TaskRecord> known_;  // by id, as fleet() read them last; without branches
};

// The branch that a task in this phase has; absent for landed and cancelled ones.
std::optional<std::string> branch_of(Phase phase, const std::string& id);

}  // namespace reeve
