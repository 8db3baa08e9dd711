#include "rehearse/agent_session.h"

#include <algorithm>
#include <cmath>

namespace reeve::rehearse {

namespace {

// A claim is renewed when a third of its lease is over; looking four times in a lease finds that in time, and
// each look at the hub costs real time.
constexpr int looks_in_a_lease = 4;

}  // namespace

AgentSession::AgentSession(Stage& stage, const AgentRequest& request, Effort effort)
    : stage_(stage),
      request_(request),
      effort_(effort),
      budget_(attempt_budget(request.agent, request.limits, request.left)),
      call_(std::max(Milliseconds(1'000), request.limits.lease / looks_in_a_lease)) {}

bool AgentSession::step(Milliseconds duration) {
  stage_.scheduler.sleep(duration);
  elapsed_ += duration;
  ++calls_;
  const double part = static_cast<double>(duration.count()) /
                      static_cast<double>(std::max<Milliseconds::rep>(effort_.duration.count(), 1));
  cost_ += effort_.cost * part;
  tokens_ += effort_.tokens * part;
  stage_.dearest_call = std::max(stage_.dearest_call, effort_.cost * part);
  stage_.longest_call =
      std::max(stage_.longest_call, static_cast<std::int64_t>(std::ceil(effort_.tokens * part)));
  if (request_.on_tick) request_.on_tick();
  if (request_.stop.stop_requested()) {
    end(Outcome::killed, "it was stopped");
  } else if (const auto limit = limit_reached()) {
    end(*limit, "its limit was reached");
  }
  return !ended_;
}

std::optional<Outcome> AgentSession::limit_reached() const {
  if (budget_.cost && cost_ >= *budget_.cost) return Outcome::limit_budget;
  if (budget_.tokens && tokens_ >= static_cast<double>(*budget_.tokens)) return Outcome::limit_budget;
  if (budget_.time && elapsed_ >= *budget_.time) return Outcome::limit_time;
  return std::nullopt;
}

void AgentSession::end(Outcome outcome, const std::string& reason) {
  ended_ = outcome;
  reason_ = reason;
}

bool AgentSession::work_until(double share) {
  const Milliseconds goal(
      static_cast<Milliseconds::rep>(static_cast<double>(effort_.duration.count()) * share));
  while (!ended_ && elapsed_ < goal) {
    Milliseconds next = std::min(call_, goal - elapsed_);
    if (budget_.time) next = std::min(next, std::max(*budget_.time - elapsed_, Milliseconds(1)));
    step(next);
  }
  return !ended_;
}

void AgentSession::stand_still(Milliseconds duration) {
  stage_.scheduler.sleep(duration);
  elapsed_ += duration;
}

void AgentSession::fall_silent() {
  const Milliseconds idle = request_.agent.idle.value_or(request_.limits.idle);
  for (Milliseconds left = idle; !ended_ && left.count() > 0; left -= std::min(call_, left))
    step(std::min(call_, left));
  if (!ended_) end(Outcome::limit_time, "it said nothing for too long");
}

AgentReport AgentSession::report() const {
  return report(ended_.value_or(Outcome::done), reason_);
}

AgentReport AgentSession::report(Outcome outcome, const std::string& reason) const {
  AgentReport report;
  report.outcome = outcome;
  report.reason = reason;
  report.trace.model = request_.agent.model;
  report.usage.seconds = static_cast<double>(elapsed_.count()) / 1000;
  report.usage.cost = cost_;
  report.usage.input = static_cast<std::int64_t>(tokens_ * 0.9);
  report.usage.output = static_cast<std::int64_t>(tokens_) - *report.usage.input;
  report.usage.turns = calls_;
  return report;
}

}  // namespace reeve::rehearse
