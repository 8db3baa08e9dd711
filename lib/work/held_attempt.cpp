#include "work/held_attempt.h"

#include "base/error.h"

namespace reeve {

HeldAttempt::HeldAttempt(const AttemptSetting& setting, TaskRecord& task)
    : setting_(setting), task_(task), forward_(setting.stop, [this] { stop_.request_stop(); }) {}

AttemptResult HeldAttempt::run(const std::function<AttemptResult()>& body) {
  try {
    return body();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::hub_unreachable) throw;
    return fail(outcome_of(error), error.what());
  } catch (const std::exception& error) {
    return fail(Outcome::killed, error.what());
  }
}

Heartbeat HeldAttempt::heartbeat() {
  return {setting_.store, task_, setting_.workspace, setting_.config.limits, task_.task_commit, stop_};
}

AttemptResult HeldAttempt::give_up() {
  const bool is_interrupted = setting_.stop.stop_requested();
  if (!is_interrupted && !goal_ended_) return {AttemptEnd::claim_lost, Outcome::killed, "", {}};
  AttemptResult result = fail(Outcome::killed, is_interrupted ? "the worker was interrupted" : *goal_ended_);
  if (result.end == AttemptEnd::failed) result.end = AttemptEnd::given_back;
  return result;
}

Failure HeldAttempt::failure(Outcome outcome, const std::string& reason) const {
  return {outcome, reason, std::nullopt, report.handoff, report.trace, report.usage, receipts, report.until};
}

AttemptResult HeldAttempt::fail(Outcome outcome, const std::string& reason) {
  const Failure failed = failure(outcome, reason);
  const bool recorded = setting_.store.fail(task_, failed, next_step_for(setting_.store, setting_.config));
  return {recorded ? AttemptEnd::failed : AttemptEnd::claim_lost, outcome, reason, {}};
}

}  // namespace reeve
