// Logs told as stories: events made in the order of their lines, one second apart, and a state as one text.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "task/fold.h"

namespace reeve::test {

inline TimePoint second(int number) {
  return TimePoint{Milliseconds{1'800'000'000'000}} + std::chrono::seconds{number};
}

class Story {
 public:
  Story() {
    log_.spec =
        TaskSpec{"x-1", "g", TaskKind::work, "T", "", {}, {}, {}, {}, "", "", "", Difficulty::normal, 0};
  }

  // The event of this type at the next second, with what its type needs: attempts and nonces follow the log.
  Event make(EventType type) {
    Event event = make_event(type, second(seconds_++), "ada");
    event.attempt = attempts_;
    event.nonce = "n" + std::to_string(attempts_);
    if (type == EventType::planned) event.commit = "base";
    if (type == EventType::claimed) {
      event.attempt = ++attempts_;
      event.nonce = "n" + std::to_string(attempts_);
      event.by = "worker";
      event.run = "run";
      event.agent = "small";
      event.lease_until = second(seconds_ + 100);
    }
    if (type == EventType::failed || type == EventType::rejected) event.outcome = Outcome::crashed;
    return event;
  }
  template <typename Change>
  Story& then(EventType type, Change change) {
    Event event = make(type);
    change(event);
    log_.events.push_back(event);
    return *this;
  }
  Story& then(EventType type) {
    return then(type, [](Event&) {});
  }
  Story& then_claimed(int rung = 0) {
    return then(EventType::claimed, [&](Event& event) { event.rung = rung; });
  }
  Story& then_submitted(const std::string& commit) {
    return then(EventType::submitted, [&](Event& event) { event.commit = commit; });
  }
  Story& then_failed(Outcome outcome, const std::string& reason = "", const std::string& commit = "") {
    return then(EventType::failed, [&](Event& event) { fill(event, outcome, reason, commit); });
  }
  Story& then_rejected(Outcome outcome, const std::string& reason = "") {
    return then(EventType::rejected, [&](Event& event) { fill(event, outcome, reason, ""); });
  }
  Story& then_retried(int rung) {
    return then(EventType::retried, [&](Event& event) { event.rung = rung; });
  }
  Story& then_with_reason(EventType type, const std::string& reason) {
    return then(type, [&](Event& event) { event.reason = reason; });
  }
  Story& open() { return then(EventType::planned).then(EventType::dispatched); }

  TaskState state() const { return fold(log_); }
  const TaskLog& log() const { return log_; }

 private:
  static void fill(Event& event, Outcome outcome, const std::string& reason, const std::string& commit) {
    event.outcome = outcome;
    event.reason = reason;
    event.commit = commit;
  }

  TaskLog log_;
  int seconds_ = 0;
  int attempts_ = 0;
};

inline std::string seconds_of(TimePoint time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::seconds>(time - second(0)).count());
}

inline std::string describe(const Attempt& attempt) {
  std::string text = fmt::format("  {} {}@{} by {} from {}", attempt.number, attempt.agent, attempt.rung,
                                 attempt.by, seconds_of(attempt.started));
  if (attempt.ended) text += " to " + seconds_of(*attempt.ended);
  if (attempt.outcome) text += " " + std::string(name_of(*attempt.outcome));
  if (!attempt.reason.empty()) text += " '" + attempt.reason + "'";
  if (!attempt.commit.empty()) text += " " + attempt.commit;
  for (const Receipt& receipt : attempt.receipts) text += " +" + receipt.command;
  if (!attempt.handoff.empty()) text += " handoff:" + attempt.handoff.summary;
  return text + "\n";
}

// All that a state says, one line for the task and one for each attempt; what is empty is left out.
inline std::string describe(const TaskState& state) {
  std::string text =
      fmt::format("{} since {}, rung {}", name_of(state.phase), seconds_of(state.phase_since), state.rung);
  if (state.claim) {
    text += fmt::format(", claim {} {} until {}", state.claim->attempt, state.claim->nonce,
                        seconds_of(state.claim->lease_until));
  }
  if (state.counted_from > 0) text += ", counted from " + std::to_string(state.counted_from);
  if (state.not_before) text += ", not before " + seconds_of(*state.not_before);
  if (state.resume_work) text += ", resumes";
  if (!state.work.empty()) text += ", work " + state.work;
  if (!state.submitted.empty()) text += ", submitted " + state.submitted;
  if (!state.landed.empty()) text += ", landed " + state.landed;
  if (!state.reason.empty()) text += ", '" + state.reason + "'";
  text += "\n";
  for (const Attempt& attempt : state.attempts) text += describe(attempt);
  for (const std::string& passed : state.passed_over) text += "  passed over " + passed + "\n";
  return text;
}

}  // namespace reeve::test
