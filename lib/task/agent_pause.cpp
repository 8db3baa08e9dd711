#include "task/agent_pause.h"

#include <algorithm>

namespace reeve {

namespace {

bool was_put_back(const TaskState& task) {
  return task.counted_from > 0 && task.counted_from == task.attempts.size();
}

// Trouble, and an agent that ran against a limit of ours, may have met the service's limit as well.
bool has_answered(const Attempt& attempt) {
  if (!attempt.outcome) return attempt.ended.has_value();  // it waits for the gate
  switch (*attempt.outcome) {
    case Outcome::done:
    case Outcome::no_change:
    case Outcome::needs_input:
    case Outcome::checks_failed:
    case Outcome::scope_violation:
    case Outcome::conflict:
    case Outcome::rejected:
      return true;
    default:
      return false;
  }
}

bool met_limit(const Attempt& attempt) {
  return attempt.ended && attempt.outcome && evidence_of(*attempt.outcome) == Evidence::pause;
}

TimePoint end_of_pause(const Attempt& attempt, Milliseconds pause) {
  const TimePoint ended = *attempt.ended;
  return attempt.until && *attempt.until > ended ? *attempt.until : ended + pause;
}

}  // namespace

std::vector<AgentNews> news_of_agents(const TaskState& task, Milliseconds pause) {
  std::vector<AgentNews> news;
  for (std::size_t index = task.counted_from; index < task.attempts.size(); ++index) {
    const Attempt& attempt = task.attempts[index];
    if (met_limit(attempt)) {
      news.push_back({attempt.agent, end_of_pause(attempt, pause), *attempt.ended});
    } else if (has_answered(attempt)) {
      news.push_back({attempt.agent, std::nullopt, attempt.started});
    }
  }
  return news;
}

AgentPauses agent_pauses(const std::vector<AgentNews>& news, TimePoint now) {
  std::map<std::string, TimePoint> answered;
  for (const AgentNews& item : news) {
    if (item.paused_until) continue;
    TimePoint& last = answered.try_emplace(item.agent, item.at).first->second;
    last = std::max(last, item.at);
  }
  AgentPauses pauses;
  for (const AgentNews& item : news) {
    if (!item.paused_until || *item.paused_until <= now) continue;
    if (const auto last = answered.find(item.agent); last != answered.end() && last->second >= item.at)
      continue;
    TimePoint& until = pauses.try_emplace(item.agent, *item.paused_until).first->second;
    until = std::max(until, *item.paused_until);
  }
  return pauses;
}

std::optional<TimePoint> paused_until(const AgentPauses& pauses, const std::string& agent,
                                      const TaskState& task) {
  const auto pause = pauses.find(agent);
  if (pause == pauses.end() || was_put_back(task)) return std::nullopt;
  return pause->second;
}

}  // namespace reeve
