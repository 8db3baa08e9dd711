#include "hooks/server_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "hooks/policy_branch.h"
#include "hooks/policy_log.h"
#include "hooks/policy_names.h"
#include "hooks/server_chain.h"
#include "hooks/server_landing.h"
#include "hooks/server_ledger.h"
#include "hooks/server_limits.h"
#include "hooks/server_override.h"
#include "hooks/server_policy.h"
#include "hooks/server_reader.h"
#include "hub/task_store.h"
#include "task/ref_names.h"

namespace reeve::hooks {

namespace {

const std::string leave_it = "leave Reeve's refs to git-reeve";

class Gate {
 public:
  Gate(const PushReader& reader, const ServerPolicy& policy, const ServerLimits& limits, TimePoint now)
      : reader_(reader),
        policy_(policy),
        limits_(limits),
        now_(now),
        ledger_(ledger_change(reader, limits)) {}

  // What is wrong with one ref of the push.
  std::vector<Objection> objections_to(const git::RefUpdate& update) const {
    const RefRole role = role_of(update.ref);
    if (role.kind == RefKind::ledger) return ledger_.objections;
    std::vector<Objection> objections;
    const auto add = [&](std::optional<Objection> objection) {
      if (objection) objections.push_back(std::move(*objection));
    };
    if (role.kind != RefKind::outside && update.desired && !reader_.is_commit(*update.desired)) {
      add(Objection{Rule::object, "it would point at something that is no commit", leave_it});
      return objections;
    }
    add(objection_to_role(update, role));
    if (update.ref == policy_.ref) add(objection_to_settings(update));
    return objections;
  }

 private:
  std::optional<Objection> objection_to_role(const git::RefUpdate& update, const RefRole& role) const {
    if (const auto goals = open_goals_with_target(update.ref); !goals.empty())
      return target_of(goals, update);
    if (is_task_branch(role.kind)) return task_branch(update, role);
    switch (role.kind) {
      case RefKind::task_log:
        return task_log(update, role.id);
      case RefKind::goal_log:
        return goal_log(update, role.id);
      case RefKind::goal:
        return goal_branch(update, role.id);
      case RefKind::green:
        return green(update, role.id);
      default:
        return std::nullopt;
    }
  }

  std::vector<const GoalView*> open_goals_with_target(const std::string& ref) const {
    std::vector<const GoalView*> goals;
    for (const auto& [id, goal] : reader_.goals())
      if (!goal.state.finished() && goal.state.spec.target == ref) goals.push_back(&goal);
    return goals;
  }

  // Several goals may share a target; a landing is of one of them.
  std::optional<Objection> target_of(const std::vector<const GoalView*>& goals,
                                     const git::RefUpdate& update) const {
    std::optional<Objection> first;
    for (const GoalView* const goal : goals) {
      auto objection = objection_to_landing(reader_, policy_, ledger_, *goal, update);
      if (!objection) return std::nullopt;
      if (!first) first = std::move(objection);
    }
    return first;
  }

  // --- Logs

  std::optional<LogChange> log_change(const git::RefUpdate& update, const std::string& id) const {
    LogChange change{id, std::nullopt, reader_.log_after(update.ref).value().text, now_,
                     policy_.longest_lease};
    if (const auto before = reader_.log_before(update.ref)) change.before = before->text;
    return change;
  }

  std::optional<Objection> task_log(const git::RefUpdate& update, const std::string& id) const {
    if (!update.desired) {
      if (ledger_.filed.contains(id)) return std::nullopt;
      return Objection{Rule::log, "a task's log goes only in the push that puts all of it into the ledger",
                       "let the judge land or file the task: git reeve judge"};
    }
    if (auto objected = objection_to_steps(reader_, update, limits_)) return objected;
    if (auto objected = objection_to_task_log(*log_change(update, id))) return objected;
    return objection_to_task_refs(id);
  }

  // A new task belongs to a goal, and its branch is there.
  std::optional<Objection> objection_to_task_refs(const std::string& id) const {
    const TaskState state = fold(decode_task_log(reader_.log_after(refs::task_log(id)).value().text));
    if (!reader_.goal_after(state.spec.goal))
      return Objection{Rule::log, "there is no goal " + state.spec.goal, "open it first: git reeve goal new"};
    const auto branch = branch_of(state.phase, id);
    if (!branch || reader_.after(*branch)) return std::nullopt;
    return Objection{Rule::branch,
                     fmt::format("the task becomes {}, and the push does not bring its branch {}",
                                 name_of(state.phase), refs::short_name(*branch)),
                     leave_it};
  }

  std::optional<Objection> goal_log(const git::RefUpdate& update, const std::string& id) const {
    if (!update.desired)
      return Objection{Rule::log, "a goal's log is never deleted", "git reeve goal stop " + id};
    if (auto objected = objection_to_steps(reader_, update, limits_)) return objected;
    if (auto objected = objection_to_goal_log(*log_change(update, id))) return objected;
    const auto goal = reader_.goal_after(id);
    if (update.expected || reader_.after(refs::goal(id)) == goal->goal_commit) return std::nullopt;
    return Objection{Rule::branch, "the goal's branch does not begin at its goal commit", leave_it};
  }

  // --- Branches of tasks

  Move move_of(const git::RefUpdate& update) const {
    if (!update.desired) return Move::deletion;
    if (!update.expected) return Move::creation;
    return reader_.is_forward(*update.expected, *update.desired) ? Move::forward : Move::elsewhere;
  }

  TaskView task_view(const std::string& id) const {
    TaskView view;
    const std::string log = refs::task_log(id);
    view.log_moves = reader_.update(log) != nullptr;
    if (const auto note = reader_.log_before(log)) {
      view.before = fold(decode_task_log(note->text));
      view.task_commit = note->subject;
      if (const auto branch = branch_of(view.before->phase, id)) view.branch = reader_.before(*branch);
    }
    if (const auto note = reader_.log_after(log)) {
      view.after = fold(decode_task_log(note->text));
      view.task_commit = note->subject;
    }
    return view;
  }

  std::optional<Objection> task_branch(const git::RefUpdate& update, const RefRole& role) const {
    const BranchChange change{update.ref, role, move_of(update), update.desired.value_or(git::Oid())};
    return objection_to_branch(change, task_view(role.id));
  }

  // --- Branches of goals

  bool opens_here(const std::string& id) const {
    const git::RefUpdate* const log = reader_.update(refs::goal_log(id));
    return log != nullptr && !log->expected;
  }

  bool is_finished(const std::string& id) const {
    const auto goal = reader_.goals().find(id);
    return goal == reader_.goals().end() || goal->second.state.finished();
  }

  std::optional<Objection> goal_branch(const git::RefUpdate& update, const std::string& id) const {
    if (!update.desired && is_finished(id)) return std::nullopt;
    if (!update.expected && opens_here(id) && reader_.goal_after(id)->goal_commit == update.desired)
      return std::nullopt;
    return Objection{Rule::target,
                     "it is made with its goal, at the goal commit, and goes when the goal has ended",
                     "git reeve goal new TITLE, or git reeve goal stop " + id};
  }

  // In policy `strict` the only tree that is known to be good is the target's new tip, with its verdict.
  std::optional<Objection> green(const git::RefUpdate& update, const std::string& id) const {
    if (!update.desired && is_finished(id)) return std::nullopt;
    const auto refused = [](const std::string& what) {
      return Objection{Rule::green, what, "let the judge move it: git reeve judge"};
    };
    if (!update.desired) return refused("it stays as long as the goal is open");
    const auto goal = reader_.goal_after(id);
    if (!goal) return refused("there is no goal " + id);
    if (update.expected && !reader_.is_forward(*update.expected, *update.desired))
      return refused("it moves forward only");
    const git::RefUpdate* const landing = reader_.update(goal->state.spec.target);
    if (!is_finished(id) && landing != nullptr && landing->desired == update.desired) return std::nullopt;
    if (update.expected) return refused("it moves only with the target, to the tip that was tested");
    const bool is_at_start =
        *update.desired == goal->goal_commit || reader_.after(goal->state.spec.target) == update.desired;
    if (opens_here(id) && is_at_start) return std::nullopt;
    return refused("it is made with its goal, where the target is");
  }

  // --- Settings

  // Who can change allowed_signers can sign anything afterwards.
  std::optional<Objection> objection_to_settings(const git::RefUpdate& update) const {
    if (!policy_.allowed_signers || !policy_.tip) return std::nullopt;
    const git::Repository& repository = reader_.repository();
    const bool is_kept =
        update.desired && reader_.is_commit(*update.desired) &&
        entry_of(repository, *policy_.tip, ".reeve") == entry_of(repository, *update.desired, ".reeve");
    if (is_kept) return std::nullopt;
    return Objection{Rule::settings,
                     ".reeve/ on " + policy_.ref + " says who may sign what, and would change",
                     "git push --signed -o reeve-override=REASON, with a key of .reeve/allowed_signers"};
  }

  const PushReader& reader_;
  const ServerPolicy& policy_;
  const ServerLimits& limits_;
  TimePoint now_;
  LedgerChange ledger_;
};

// The rule that a ref's content cannot be held to.
Rule rule_about(const std::string& ref) {
  switch (role_of(ref).kind) {
    case RefKind::task_log:
    case RefKind::goal_log:
      return Rule::log;
    case RefKind::ledger:
      return Rule::ledger;
    case RefKind::green:
      return Rule::green;
    case RefKind::goal:
    case RefKind::outside:
      return Rule::target;
    default:
      return Rule::branch;
  }
}

Breach unreadable(const std::string& ref, const Error& error) {
  const std::string next = error.hint().empty() ? "look at it with: git log -p " + ref : error.hint();
  return {ref, {rule_about(ref), std::string("it cannot be checked: ") + error.what(), next}};
}

bool is_ours(const git::RefUpdate& update) {
  return role_of(update.ref).kind != RefKind::outside;
}

std::vector<Breach> breaches_of_names(const Push& push) {
  std::vector<Breach> breaches;
  for (const git::RefUpdate& update : push.updates)
    if (auto objected = objection_to_name(update.ref)) breaches.push_back({update.ref, std::move(*objected)});
  return breaches;
}

std::vector<Breach> breaches_of_volume(const Push& push, const ServerLimits& limits) {
  if (std::ranges::none_of(push.updates, is_ours)) return {};
  return breaches_of_size(git::objects_in(push.quarantine, limits.objects + 1), push.updates.size(), limits);
}

Breach too_slow(const ServerLimits& limits) {
  return {"",
          {Rule::limit, "looking at it takes more than " + format_duration(limits.time),
           "push fewer refs at once, or raise reeve.maxSeconds in the server's git configuration"}};
}

std::vector<Breach> breaches_of_refs(const Gate& gate, const Push& push, const ServerLimits& limits) {
  const auto deadline = std::chrono::steady_clock::now() + limits.time;
  std::vector<Breach> breaches;
  for (const git::RefUpdate& update : push.updates) {
    if (std::chrono::steady_clock::now() > deadline) {
      breaches.push_back(too_slow(limits));
      break;
    }
    try {
      for (Objection& objection : gate.objections_to(update))
        breaches.push_back({update.ref, std::move(objection)});
    } catch (const Error& error) {
      breaches.push_back(unreadable(update.ref, error));
    }
  }
  return breaches;
}

// Once names and sizes are known to be harmless.
std::vector<Breach> breaches_of_content(const PushReader& reader, const ServerPolicy& policy,
                                        const ServerLimits& limits, TimePoint now) {
  try {
    return breaches_of_refs(Gate(reader, policy, limits, now), reader.push(), limits);
  } catch (const Error& error) {
    return {unreadable(std::string(refs::ledger), error)};
  }
}

// What is left when those are lifted that an override may lift.
std::vector<Breach> lift(const git::Repository& repository, const Push& push, const Override& override_,
                         const std::vector<Breach>& breaches, TimePoint now) {
  std::vector<Breach> lifted, left;
  for (const Breach& breach : breaches)
    (may_be_lifted(breach.objection.rule) ? lifted : left).push_back(breach);
  if (left.empty()) record_override(repository, push, override_, lifted, now);
  return left;
}

}  // namespace

std::vector<Breach> breaches_of(const git::Repository& repository, const Push& push, const Clock& clock) {
  const ServerLimits limits = server_limits(repository);
  std::vector<Breach> breaches = breaches_of_names(push);
  const auto too_large = breaches_of_volume(push, limits);
  breaches.insert(breaches.end(), too_large.begin(), too_large.end());
  if (!breaches.empty()) return breaches;
  const ServerPolicy policy = server_policy(repository);
  const PushReader reader(repository, push);
  breaches = breaches_of_content(reader, policy, limits, clock.now());
  const auto asked = asked_override(repository, push, policy);
  if (!asked) return breaches;
  if (const auto* const objection = std::get_if<Objection>(&*asked)) {
    breaches.push_back({"", *objection});
    return breaches;
  }
  return lift(repository, push, std::get<Override>(*asked), breaches, clock.now());
}

}  // namespace reeve::hooks
