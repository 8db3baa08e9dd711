#include "task/policy.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace reeve {

namespace {

struct Tally {
  int on_evidence = 0;
  int without_evidence = 0;
};

Tally tally(const TaskState& state) {
  Tally result;
  for (std::size_t index = state.counted_from; index < state.attempts.size(); ++index) {
    if (!state.attempts[index].outcome || state.attempts[index].agent == person_agent) continue;
    switch (evidence_of(*state.attempts[index].outcome)) {
      case Evidence::against_the_agent:
        ++result.on_evidence;
        break;
      case Evidence::none:
        ++result.without_evidence;
        break;
      case Evidence::pause:
      case Evidence::configuration:
        break;
    }
  }
  return result;
}

std::string last_failure(const TaskState& state) {
  const Attempt* attempt = state.last_attempt();
  if (attempt == nullptr || !attempt->outcome) return "";
  const std::string reason = attempt->reason.empty() ? "" : ": " + attempt->reason;
  return std::string(name_of(*attempt->outcome)) + reason;
}

Event held_because(const TaskState& state, const std::string& why, TimePoint now, const std::string& by) {
  Event event = make_event(EventType::held, now, by);
  event.verdict = given_up;
  event.reason = why + "; the last attempt ended with " + last_failure(state);
  return event;
}

Event retried_at(int rung, const std::string& why, TimePoint now, const std::string& by) {
  Event event = make_event(EventType::retried, now, by);
  event.rung = rung;
  event.reason = why;
  return event;
}

Event climb(const TaskState& state, std::size_t ladder_length, const RetryLimits& limits, TimePoint now,
            const std::string& by) {
  const int next_rung = state.rung + 1;
  if (next_rung >= static_cast<int>(ladder_length)) {
    return held_because(state, "every agent of the ladder has failed on it", now, by);
  }
  if (tally(state).on_evidence >= limits.attempts) {
    return held_because(
        state, fmt::format("{} failed", count_of(static_cast<std::size_t>(limits.attempts), "attempt")), now,
        by);
  }
  return retried_at(next_rung, "next agent on the ladder", now, by);
}

Event try_again(const TaskState& state, const RetryLimits& limits, TimePoint now, const std::string& by) {
  const int lost = tally(state).without_evidence;
  if (lost >= limits.lost) {
    return held_because(state, fmt::format("{} attempts were lost or in conflict", lost), now, by);
  }
  const bool conflict = state.last_attempt() != nullptr && state.last_attempt()->outcome == Outcome::conflict;
  return retried_at(state.rung, conflict ? "merge with what landed meanwhile" : "the same agent again", now,
                    by);
}

Event pause(const TaskState& state, const RetryLimits& limits, TimePoint now, const std::string& by) {
  Event event = retried_at(state.rung, "paused, then the same agent again", now, by);
  const auto said = state.last_attempt()->until;
  event.until = said && *said > now ? *said : now + limits.pause;
  return event;
}

// A key that is refused says nothing about the task, and nothing against the agent: the next one of the
// ladder can go on, and it is no evidence. Without one, only a person can help.
Event without_its_agent(const TaskState& state, Outcome outcome, std::size_t ladder_length, TimePoint now,
                        const std::string& by) {
  const int next_rung = state.rung + 1;
  if (outcome == Outcome::auth && next_rung < static_cast<int>(ladder_length))
    return retried_at(next_rung, "the next agent on the ladder, as this one's key was refused", now, by);
  return held_because(state, "trying again would not help", now, by);
}

// A branch that a person pushed is theirs to mend: no agent goes on with it, unless somebody puts the task
// back. One that changes nothing (it has landed already) is over.
Event back_to_its_author(const TaskState& state, TimePoint now, const std::string& by) {
  const Attempt& last = *state.last_attempt();
  if (last.outcome == Outcome::no_change) {
    Event over = make_event(EventType::cancelled, now, by);
    over.verdict = dropped;
    over.reason = last.reason;
    return over;
  }
  Event event = make_event(EventType::held, now, by);
  event.reason = last.reason;
  return event;
}

}  // namespace

std::vector<std::string> ladder_of(const TaskSpec& spec, const std::vector<std::string>& ladder) {
  if (spec.agent.empty()) return ladder;
  const auto place = std::find(ladder.begin(), ladder.end(), spec.agent);
  if (place != ladder.end()) return {place, ladder.end()};
  std::vector<std::string> result{spec.agent};
  result.insert(result.end(), ladder.begin(), ladder.end());
  return result;
}

Event next_step(const TaskState& state, std::size_t ladder_length, const RetryLimits& limits, TimePoint now,
                const std::string& by) {
  const Attempt* last = state.last_attempt();
  const bool is_a_persons_try = last != nullptr && last->agent == person_agent;
  if (is_a_persons_try && !state.spec.pushed_as.empty()) return back_to_its_author(state, now, by);
  if (is_a_persons_try) return retried_at(state.rung, "after a person's try", now, by);
  const Outcome outcome = last != nullptr ? last->outcome.value_or(Outcome::killed) : Outcome::killed;
  switch (evidence_of(outcome)) {
    case Evidence::none:
      return try_again(state, limits, now, by);
    case Evidence::pause:
      return pause(state, limits, now, by);
    case Evidence::configuration:
      return without_its_agent(state, outcome, ladder_length, now, by);
    case Evidence::against_the_agent:
      break;
  }
  return climb(state, ladder_length, limits, now, by);
}

}  // namespace reeve
