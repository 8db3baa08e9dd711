#include "hooks/policy_log.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "git/repository.h"
#include "hooks/policy_goal.h"
#include "task/fold.h"
#include "task/goal.h"
#include "task/ref_names.h"

namespace reeve::hooks {

namespace {

const std::string read_again = "fetch, look at the log again, and let git-reeve append to it";

Objection log_objection(const std::string& what) {
  return {Rule::log, what, read_again};
}

std::optional<Objection> objection_to_growth(const LogChange& change) {
  if (!change.before || change.after.starts_with(*change.before)) return std::nullopt;
  return log_objection("lines that were in the log are changed or gone; a log only grows");
}

std::optional<Objection> objection_to_id(const std::string& found, const std::string& wanted) {
  if (found == wanted) return std::nullopt;
  return log_objection("it is the log of " + found + ", and the ref is of " + wanted);
}

// "build7" of "worker@build7".
std::string host_of(const std::string& who) {
  const auto at = who.rfind('@');
  return at == std::string::npos ? "" : who.substr(at + 1);
}

// Events of an attempt are its worker's. Its end may also come from where it ran, as who is on that machine
// can see that its process is gone, and from anybody once the lease is over.
bool may_end_claim(const Claim& claim, const Event& event, TimePoint now) {
  const bool is_over = claim.lease_until < now + clock_slack;
  const bool is_of_its_host = !host_of(claim.by).empty() && host_of(event.by) == host_of(claim.by);
  return event.by == claim.by || is_over || is_of_its_host;
}

bool is_of_the_worker(EventType type) {
  return type == EventType::renewed || type == EventType::progressed || type == EventType::asked ||
         type == EventType::submitted;
}

Objection not_yours(const Claim& claim, const Event& event) {
  return {Rule::claim,
          fmt::format("'{}' by {} for the claim of {}, whose lease holds until {}", event.name, event.by,
                      claim.by, format_time(claim.lease_until)),
          "take another task, or wait until the lease is over; a person can hold or cancel the task"};
}

std::optional<Objection> objection_to_owner(const TaskState& state, const Event& event, TimePoint now) {
  if (!state.claim) return std::nullopt;
  if (is_of_the_worker(event.type) && event.by != state.claim->by) return not_yours(*state.claim, event);
  if (event.type == EventType::failed && !may_end_claim(*state.claim, event, now))
    return not_yours(*state.claim, event);
  return std::nullopt;
}

std::optional<Objection> objection_to_times(const LogChange& change, const Event& event) {
  if (event.at > change.now + clock_slack)
    return Objection{Rule::transition,
                     fmt::format("'{}' is dated {}, and the server's clock says {}", event.name,
                                 format_time(event.at), format_time(change.now)),
                     "set the clock of the machine that wrote it"};
  if (event.lease_until && *event.lease_until > change.now + change.longest_lease + clock_slack)
    return Objection{Rule::claim,
                     fmt::format("the lease until {} is longer than {}", format_time(*event.lease_until),
                                 format_duration(change.longest_lease)),
                     "shorten it, or raise lease_minutes in [limits] of the server's configuration"};
  return std::nullopt;
}

// Who waits for a cancelled task goes by these words.
std::optional<Objection> objection_to_end(const std::string& id, const Event& event) {
  const auto refused = [](const std::string& what) { return Objection{Rule::transition, what, read_again}; };
  const bool is_replaced = event.verdict == replaced;
  if (is_replaced != !event.replaced_by.empty())
    return refused("a task is cancelled as replaced, and by which ones, or neither");
  if (event.type != EventType::cancelled && is_replaced) return refused("only what is cancelled is replaced");
  if (std::ranges::find(event.replaced_by, id) != event.replaced_by.end())
    return refused("a task cannot replace itself");
  return std::nullopt;
}

std::optional<Objection> objection_to_event(const LogChange& change, const TaskState& state,
                                            const Event& event) {
  if (event.type == EventType::unknown)
    return Objection{Rule::transition, "the event '" + event.name + "' is not known here",
                     "update git-reeve on the server"};
  if (event.type == EventType::landed && state.spec.kind == TaskKind::work)
    return Objection{Rule::transition, "a task that has landed has no log but in the ledger",
                     "let the judge land it: git reeve judge"};
  if (const auto reason = objection(state, event)) return Objection{Rule::transition, *reason, read_again};
  if (auto objected = objection_to_end(state.spec.id, event)) return objected;
  if (auto objected = objection_to_times(change, event)) return objected;
  return objection_to_owner(state, event, change.now);
}

// The events that were there are taken as every reader takes them; the new ones must be without fault.
std::optional<Objection> objection_to_new_events(const LogChange& change, const TaskLog& log) {
  const std::size_t known = change.before ? decode_task_log(*change.before).events.size() : 0;
  TaskState state =
      fold(TaskLog{log.spec, {log.events.begin(), log.events.begin() + static_cast<std::ptrdiff_t>(known)}});
  for (std::size_t i = known; i < log.events.size(); ++i) {
    if (auto objected = objection_to_event(change, state, log.events[i])) return objected;
    apply(state, log.events[i]);
  }
  return std::nullopt;
}

std::optional<Objection> objection_to_new_goal_events(const LogChange& change, const GoalLog& log) {
  const std::size_t known = change.before ? decode_goal_log(*change.before).events.size() : 0;
  GoalLog so_far{log.spec, {}};
  for (std::size_t i = 0; i < log.events.size(); ++i) {
    if (i >= known) {
      if (auto objected = objection_to_goal_event(fold(so_far), log.events[i], i == 0)) return objected;
      if (auto objected = objection_to_times(change, log.events[i])) return objected;
    }
    so_far.events.push_back(log.events[i]);
  }
  return std::nullopt;
}

// A goal lands on a branch: its own, or one of the repository's.
std::optional<Objection> objection_to_target(const GoalSpec& spec) {
  const bool is_foreign_branch = spec.target.starts_with("refs/heads/") &&
                                 !spec.target.starts_with(refs::heads) &&
                                 git::Repository::is_valid_ref_name(spec.target);
  if (is_foreign_branch || spec.target == refs::goal(spec.id)) return std::nullopt;
  return Objection{Rule::transition,
                   "the goal's target " + spec.target + " is no branch that can receive landings",
                   "open the goal with: git reeve goal new --target BRANCH"};
}

}  // namespace

std::optional<Objection> objection_to_task_log(const LogChange& change) {
  if (auto objected = objection_to_growth(change)) return objected;
  try {
    const TaskLog log = decode_task_log(change.after);
    if (auto objected = objection_to_id(log.spec.id, change.id)) return objected;
    if (log.events.empty() || log.events.front().type != EventType::planned)
      return Objection{Rule::transition, "a log begins with 'planned'", read_again};
    return objection_to_new_events(change, log);
  } catch (const Error& error) {
    return log_objection(std::string("the log cannot be read: ") + error.what());
  }
}

std::optional<Objection> objection_to_goal_log(const LogChange& change) {
  if (auto objected = objection_to_growth(change)) return objected;
  try {
    const GoalLog log = decode_goal_log(change.after);
    if (auto objected = objection_to_id(log.spec.id, change.id)) return objected;
    if (log.events.empty()) return Objection{Rule::transition, "a log begins with 'opened'", read_again};
    if (auto objected = objection_to_target(log.spec)) return objected;
    return objection_to_new_goal_events(change, log);
  } catch (const Error& error) {
    return log_objection(std::string("the log cannot be read: ") + error.what());
  }
}

}  // namespace reeve::hooks
