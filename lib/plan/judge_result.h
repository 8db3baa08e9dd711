// What a judge agent says of a goal.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reeve {

struct JudgeResult {
  std::string verdict;               // continue, achieved or stuck
  std::vector<std::string> reasons;  // one a criterion
};

// Reads its result file (templates/schemas/judge-result.json). Throws Error(invalid) with all that is wrong,
// for the agent to read: also for a verdict on a change, which a goal cannot have, and for one without a
// reason.
JudgeResult parse_judge_result(std::string_view text, const std::string& source);

// A person's answer to the question whether a goal is reached: "achieved", "continue: the docs are missing".
// Absent if its first word is no verdict.
std::optional<JudgeResult> judge_result_in_answer(std::string_view answer);

std::string_view judge_result_schema();

}  // namespace reeve
