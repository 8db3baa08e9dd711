// What an attempt of a planner and one of a judge share: they end early for the same reasons, and every end
// of theirs is recorded. (A worker's attempt has commits to keep besides: attempt.cpp.)
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "work/attempt.h"
#include "work/heartbeat.h"

namespace reeve {

class HeldAttempt {
 public:
  // `setting` and `task` must outlive it.
  HeldAttempt(const AttemptSetting& setting, TaskRecord& task);

  // What `body` returns. What it throws is a failed attempt, but for a hub that can't be reached: that is
  // thrown on.
  AttemptResult run(const std::function<AttemptResult()>& body);

  // Keeps the claim while something of the attempt runs; end it with note_end_of().
  Heartbeat heartbeat();
  void note_end_of(const Heartbeat& heartbeat) { goal_ended_ = heartbeat.goal_ended(); }

  // Whether the attempt must end now: a person wishes so, its claim is lost, or its goal has ended.
  bool must_stop() const { return stop_.stop_requested(); }
  std::stop_token stop_token() const { return stop_.get_token(); }

  // The end of an attempt that had to stop.
  AttemptResult give_up();
  AttemptResult fail(Outcome outcome, const std::string& reason);
  Failure failure(Outcome outcome, const std::string& reason) const;

  AgentReport report;             // of its agent, as far as it came
  std::vector<Receipt> receipts;  // of the checks that were run

 private:
  const AttemptSetting& setting_;
  TaskRecord& task_;
  std::stop_source stop_;
  std::stop_callback<std::function<void()>> forward_;
  std::optional<std::string> goal_ended_;  // why
};

}  // namespace reeve
