// Which agents rest because a service said that they have to: a rate limit or a quota that one task ran into
// holds for all that would ask the same agent. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "task/fold.h"

namespace reeve {

// What the attempts at one task say about whether their agents can be asked: of each attempt that ran into a
// limit, until when; of each that got its answer, when it was begun.
struct AgentNews {
  std::string agent;
  std::optional<TimePoint> paused_until;  // absent: the agent answered
  TimePoint at{};  // when it was told to pause; of an agent that answered, when the attempt began
};

// `pause` is how long a limit holds that says no time. Attempts before which somebody put the task back by
// hand are left out: whoever did that knew of them.
std::vector<AgentNews> news_of_agents(const TaskState& task, Milliseconds pause);

using AgentPauses = std::map<std::string, TimePoint>;  // until when, by the agent's name

// The newest time of each agent whose pause is not over at `now`. An answer to an attempt that was begun
// after a limit was met ends that pause. One that was begun before it does not: when one of a hundred
// attempts meets the limit, those that are nearly done go on to end well, and say nothing about the next.
AgentPauses agent_pauses(const std::vector<AgentNews>& news, TimePoint now);

// Until when this agent may not be asked for this task; absent: it may. A task that somebody put back by hand
// is tried, whatever others met.
std::optional<TimePoint> paused_until(const AgentPauses& pauses, const std::string& agent,
                                      const TaskState& task);

}  // namespace reeve
