#include "task/fold.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace reeve {

namespace {

constexpr std::array<std::string_view, 8> task_phase_names{"waiting", "open", "claimed", "ready",
                                                           "failed",  "held", "landed",  "cancelled"};

using Phases = std::vector<Phase>;

// From which phases an event may follow.
Phases phases_before(EventType type) {
  switch (type) {
    case EventType::dispatched:
      return {Phase::waiting};
    case EventType::claimed:
      return {Phase::open};
    case EventType::renewed:
    case EventType::progressed:
    case EventType::asked:
    case EventType::submitted:
    case EventType::failed:
      return {Phase::claimed};
    case EventType::rejected:
    case EventType::landed:
    case EventType::reviewed:
      return {Phase::ready};
    case EventType::reverted:
      return {Phase::landed};
    case EventType::answered:
    case EventType::released:
      return {Phase::held};
    case EventType::retried:
      return {Phase::failed, Phase::held};
    case EventType::held:
      return {Phase::waiting, Phase::open, Phase::claimed, Phase::ready, Phase::failed};
    case EventType::cancelled:
      return {Phase::waiting, Phase::open, Phase::claimed, Phase::ready, Phase::failed, Phase::held};
    default:
      return {};
  }
}

bool belongs_to_a_claim(EventType type) {
  return type == EventType::renewed || type == EventType::progressed || type == EventType::asked ||
         type == EventType::submitted || type == EventType::failed;
}

bool belongs_to_an_attempt(EventType type) {
  return belongs_to_a_claim(type) || type == EventType::rejected || type == EventType::landed ||
         type == EventType::reviewed || type == EventType::reverted;
}

std::optional<std::string> objection_to_claim(const TaskState& state, const Event& event) {
  const int next = static_cast<int>(state.attempts.size()) + 1;
  if (event.attempt != next) return fmt::format("attempt {} is not the next one, {}", event.attempt, next);
  if (event.nonce.empty() || !event.lease_until) return "a claim needs a nonce and the end of its lease";
  if (state.not_before && event.at < *state.not_before) {
    return "the task is paused until " + format_time(*state.not_before);
  }
  return std::nullopt;
}

void enter(TaskState& state, Phase phase, const Event& event) {
  if (state.phase != phase) state.phase_since = event.at;
  state.phase = phase;
  if (phase != Phase::claimed) state.claim.reset();
  if (phase != Phase::ready) state.submitted.clear();
  if (phase != Phase::open) state.not_before.reset();
  if (phase != Phase::held) state.is_given_up = false;
}

void begin_attempt(TaskState& state, const Event& event) {
  enter(state, Phase::claimed, event);
  state.claim = Claim{event.attempt, event.nonce, event.by, event.run, *event.lease_until};
  Attempt attempt;
  attempt.number = event.attempt;
  attempt.agent = event.agent;
  attempt.trace = event.trace;
  attempt.rung = event.rung;
  attempt.by = event.by;
  attempt.reserved = event.reserved;
  attempt.started = event.at;
  state.attempts.push_back(std::move(attempt));
}

void note_work(TaskState& state, const Event& event) {
  if (event.commit.empty()) return;
  state.work = event.commit;
  if (!state.attempts.empty()) state.attempts.back().commit = event.commit;
}

void end_attempt(TaskState& state, const Event& event) {
  if (state.attempts.empty()) return;
  Attempt& attempt = state.attempts.back();
  attempt.ended = event.at;
  if (event.outcome) attempt.outcome = event.outcome;
  if (!event.reason.empty()) attempt.reason = event.reason;
  if (!event.handoff.empty()) attempt.handoff = event.handoff;
  if (!event.usage.empty()) attempt.usage = event.usage;
  if (!event.trace.model.empty()) attempt.trace.model = event.trace.model;
  if (!event.trace.version.empty()) attempt.trace.version = event.trace.version;
  if (!event.trace.prompt.empty()) attempt.trace.prompt = event.trace.prompt;
  attempt.until = event.until;
  if (event.change) attempt.change = event.change;
  if (!event.paths.empty()) attempt.paths = event.paths;
  attempt.receipts.insert(attempt.receipts.end(), event.receipts.begin(), event.receipts.end());
  note_work(state, event);
}

void extend_lease(TaskState& state, const Event& event) {
  if (event.lease_until) state.claim->lease_until = *event.lease_until;
  note_work(state, event);
}

void submit(TaskState& state, const Event& event) {
  end_attempt(state, event);
  enter(state, Phase::ready, event);
  state.submitted = event.commit;
}

// The gate found a conflict with what landed since the submission: the work itself is good, only a merge is
// missing. It stays so when the attempt that should have merged was killed or ran into a rate limit. A worker
// that reports a conflict has tried to merge already, and the next attempt starts afresh.
bool work_stays_good(const TaskState& state, const Event& event) {
  if (event.type == EventType::rejected) return event.outcome == Outcome::conflict;
  if (!state.resume_work || !event.outcome) return false;
  return event.outcome == Outcome::killed || evidence_of(*event.outcome) == Evidence::pause;
}

// The branch goes back to the task commit; the attempt's record still names what it did.
void forget_work_unless_resumed(TaskState& state) {
  if (!state.resume_work) state.work.clear();
}

void fail(TaskState& state, const Event& event) {
  end_attempt(state, event);
  enter(state, Phase::failed, event);
  state.reason = event.reason;
  state.resume_work = work_stays_good(state, event) && !state.work.empty();
  forget_work_unless_resumed(state);
}

// Its change is not on the target any more.
void take_back(TaskState& state, const Event& event) {
  Event ending = event;
  ending.commit.clear();  // it names the commit on the target
  fail(state, ending);
  state.landed.clear();
}

// Whoever takes a task out of `held` has looked at what went wrong.
void put_back(TaskState& state, Phase phase, const Event& event) {
  if (state.phase == Phase::held) state.counted_from = state.attempts.size();
  enter(state, phase, event);
}

void reopen(TaskState& state, const Event& event) {
  put_back(state, Phase::open, event);
  state.rung = event.rung;
  state.not_before = event.until;
}

void land(TaskState& state, const Event& event) {
  Event ending = event;
  ending.commit.clear();  // it names the commit on the target; the attempt's work is what was submitted
  end_attempt(state, ending);
  enter(state, Phase::landed, event);
  state.landed = event.commit;
  if (!event.reason.empty()) state.reason = event.reason;
  if (!state.attempts.empty()) state.attempts.back().outcome = Outcome::done;
}

void note_review(TaskState& state, const Event& event) {
  if (state.attempts.empty()) return;
  state.attempts.back().reviews.push_back({event.lens, event.agent, event.verdict, event.reason,
                                           event.reasons, event.commit, event.trace, event.usage});
}

// Held and cancelled tasks keep the attempt's record; a claim that was running is over.
void set_aside(TaskState& state, Phase phase, const Event& event) {
  if (state.phase == Phase::claimed || state.phase == Phase::ready) end_attempt(state, event);
  // What was submitted is finished work: put back, it needs a merge and the gate, not an agent.
  if (state.phase == Phase::ready) state.resume_work = true;
  forget_work_unless_resumed(state);
  enter(state, phase, event);
  state.reason = event.reason;
  state.is_given_up = phase == Phase::held && event.verdict == given_up;
  state.is_dropped = phase == Phase::cancelled && event.verdict == dropped;
  if (phase == Phase::cancelled) state.replaced_by = event.replaced_by;
}

}  // namespace

std::string_view name_of(Phase phase) {
  return task_phase_names[static_cast<std::size_t>(phase)];
}

std::optional<std::string> objection(const TaskState& state, const Event& event) {
  if (event.type == EventType::unknown) return std::nullopt;
  if (event.type == EventType::planned) {
    if (state.planned_at == TimePoint{} && state.phase == Phase::waiting) return std::nullopt;
    return "it is planned already";
  }
  bool may_follow = false;
  for (const Phase phase : phases_before(event.type)) may_follow = may_follow || phase == state.phase;
  if (!may_follow) return fmt::format("a task that is {} cannot be {}", name_of(state.phase), event.name);
  if (event.type == EventType::reverted && state.spec.kind != TaskKind::work)
    return "only work that landed can be reverted";
  if (event.type == EventType::claimed) return objection_to_claim(state, event);
  if (belongs_to_a_claim(event.type) && event.nonce != state.claim->nonce) {
    return fmt::format("the claim is not this worker's: attempt {} belongs to {}", state.claim->attempt,
                       printable(state.claim->by));
  }
  const auto last = static_cast<int>(state.attempts.size());
  if (belongs_to_an_attempt(event.type) && event.attempt != last) {
    return fmt::format("attempt {} is not the last one, {}", event.attempt, last);
  }
  return std::nullopt;
}

void apply(TaskState& state, const Event& event) {
  state.last_event_at = event.at;
  switch (event.type) {
    case EventType::planned:
      state.planned_at = state.phase_since = event.at;
      state.base = event.commit;
      break;
    case EventType::dispatched:
      enter(state, Phase::open, event);
      break;
    case EventType::answered:
      if (!state.attempts.empty()) state.attempts.back().answer = event.reason;
      put_back(state, Phase::open, event);
      break;
    case EventType::claimed:
      begin_attempt(state, event);
      break;
    case EventType::renewed:
    case EventType::progressed:
      extend_lease(state, event);
      break;
    case EventType::asked:
      set_aside(state, Phase::held, event);
      break;
    case EventType::submitted:
      submit(state, event);
      break;
    case EventType::failed:
    case EventType::rejected:
      fail(state, event);
      break;
    case EventType::reverted:
      take_back(state, event);
      break;
    case EventType::retried:
      reopen(state, event);
      break;
    case EventType::held:
      set_aside(state, Phase::held, event);
      break;
    case EventType::released:
      put_back(state, Phase::waiting, event);
      break;
    case EventType::cancelled:
      set_aside(state, Phase::cancelled, event);
      break;
    case EventType::landed:
      land(state, event);
      break;
    case EventType::reviewed:
      note_review(state, event);
      break;
    default:
      state.passed_over.push_back(event.name);
      break;
  }
}

TaskState fold(const TaskLog& log) {
  TaskState state;
  state.spec = log.spec;
  for (const Event& event : log.events) {
    if (const auto reason = objection(state, event)) {
      state.passed_over.push_back(event.name + ": " + *reason);
    } else {
      apply(state, event);
    }
  }
  return state;
}

bool lease_expired(const TaskState& state, TimePoint now) {
  return state.claim && state.claim->lease_until < now;
}

}  // namespace reeve
