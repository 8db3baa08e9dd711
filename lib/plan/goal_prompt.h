// The prompts of a planner and of a judge. Pure.
#pragma once

#include "agent/prompt.h"
#include "plan/goal_picture.h"

namespace reeve {

// What a planner with this plan task and this agent is told.
PromptVariables planner_variables(const GoalPicture& picture, const TaskState& plan,
                                  const AgentConfig& agent);

// What a judge of the goal is told. `goal_checks`: what its own checks gave on the files that it sees.
PromptVariables judge_variables(const GoalPicture& picture, const AgentConfig& agent,
                                const std::vector<Receipt>& goal_checks = {});

// The root planner's own task, without an id.
TaskSpec root_plan_of(const GoalSpec& goal);

}  // namespace reeve
