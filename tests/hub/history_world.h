// A goal whose tasks land, are taken back and are filed, by the refs that the gate and reconcile would write.
#pragma once

#include <fmt/format.h>

#include "hub/goal_store.h"
#include "hub/ledger.h"
#include "hub/ledger_totals.h"
#include "hub/spend_trailers.h"
#include "hub/verdict.h"
#include "task_world.h"

namespace reeve::test {

// What the gate and reconcile do, on a hub of this test's own.
class HistoryWorld : public TaskWorld {
 public:
  explicit HistoryWorld(const std::string& kind = "memory") : TaskWorld(kind) {
    GoalSpec spec;
    spec.id = "g";
    spec.title = "Port it";
    if (!goals_.open(spec, base())) throw std::runtime_error("the goal is taken");
  }

  GoalRecord goal() { return goals_.find("g").value(); }

  GoalStore& goals() { return goals_; }

  void land(const TaskRecord& task) {
    const GoalRecord goal = this->goal();
    const git::Oid commit = commit_on(
        *goal.target, fmt::format("Port {0}\n\nReeve-Task: {0}\nReeve-Goal: g\nReeve-Attempt: {1}\n{2}",
                                  task.id(), task.state.attempts.size(), spend_trailers(task.state)));
    auto landing = ada().landing(task, commit, {}, "pass");
    landing.updates.push_back({goal.state.spec.target, goal.target, commit});
    Verdict verdict;
    verdict.commit = commit;
    verdict.tasks = {task.id()};
    const std::string note = ledger_note(landing.state, landing.text);
    note_and_apply(commit, with_verdict(note, {verdict_text(verdict), ""}), std::move(landing.updates));
  }

  void file(const TaskRecord& task) {
    const auto ledger = hub().read(std::string(refs::ledger));
    const auto before = read_ledger(hub().objects(), ledger, goal().goal_commit);
    note_and_apply(goal().goal_commit, before ? *before + task.text : ledger_note(task.state, task.text),
                   ada().removal(task));
  }

  // Takes a landed task back, which lives again.
  void revert(const std::string& id) {
    const GoalRecord goal = this->goal();
    const auto landed = landed_tasks(hub().objects(), "g", *goal.target, base());
    const auto note = read_ledger(hub().objects(), hub().read(std::string(refs::ledger)), landed.at(id));
    const git::Oid commit =
        commit_on(*goal.target, fmt::format("Revert {0}\n\nReeve-Reverts: {0}\nReeve-Goal: g\n", id));
    auto updates = ada().reopening(log_in_ledger_note(note.value()).value(), base(),
                                   failure(Outcome::checks_failed, "red", commit), next());
    updates.push_back({goal.state.spec.target, goal.target, commit});
    note_and_apply(commit, "Revert: " + id + "\n", std::move(updates));
  }

  TargetStretch stretch() {
    const GoalRecord goal = this->goal();
    return {"g", base_of(goal.state, goal.goal_commit), goal.target.value()};
  }

  // What has landed as the target's commits say it, one by one.
  LandedReading landed_anew() {
    LandingReader reader(hub().objects(), std::nullopt);
    return read_landed(hub().objects(), reader, stretch(), {});
  }

  // The gate does it with a landing, once in a thousand.
  void write_totals() { write_totals(totals_text("g", landed_anew())); }
  void write_totals(const std::string& text) {
    const auto ledger = hub().read(std::string(refs::ledger));
    set_ledger(write_ledger(hub().objects(), ledger, {}, "totals", ada().signature(), {{"g", text}}));
  }

  // A commit of somebody else on the target, or the target moved to any commit.
  void commit_by_hand() {
    const GoalRecord goal = this->goal();
    move_target(commit_on(*goal.target, "by hand\n"));
  }
  void move_target(const git::Oid& commit) {
    const GoalRecord goal = this->goal();
    apply({{goal.state.spec.target, goal.target, commit}});
  }

  void forget_ledger() { set_ledger({}); }
  void set_ledger(const std::optional<git::Oid>& tip) {
    const std::string ref(refs::ledger);
    apply({{ref, hub().read(ref), tip}});
  }

 private:
  void apply(const std::vector<git::RefUpdate>& updates) {
    if (!hub().apply({updates, "the gate"}).succeeded()) throw std::runtime_error("not applied");
  }

  git::Oid commit_on(const git::Oid& parent, const std::string& message) {
    git::CommitData commit = hub().objects().read_commit(parent);
    commit.parents = {parent};
    commit.message = message;
    return hub().objects().write_commit(commit);
  }

  void note_and_apply(const git::Oid& commit, const std::string& note, std::vector<git::RefUpdate> updates) {
    const std::string ref(refs::ledger);
    const auto ledger = hub().read(ref);
    const git::Oid written =
        write_ledger(hub().objects(), ledger, {{commit, note}}, "note", ada().signature());
    updates.push_back({ref, ledger, written});
    apply(updates);
  }

  GoalStore goals_{ada()};
};

}  // namespace reeve::test
