// The prompts of a planner and of a judge. Pure.
#pragma once

#include "agent/prompt.h"
#include "plan/goal_picture.h"

namespace reeve {

// What a planner with this plan task and this agent is told.
PromptVariables planner_variables(const GoalPicture& picture, const TaskState& plan,
                                  const AgentConfig& agent);

// What a judge of the goal is told.
PromptVariables judge_variables(const GoalPicture& picture, const AgentConfig& agent);

// The root planner's own task, without an id.
TaskSpec root_plan_of(const GoalSpec& goal);

}  // namespace reeve
