#include "plan/judge_result.h"

#include <algorithm>
#include <array>

#include "base/error.h"
#include "base/json.h"
#include "base/json_schema.h"
#include "base/text.h"

namespace reeve {

namespace {

constexpr std::array<std::string_view, 3> verdicts{"continue", "achieved", "stuck"};

bool is_verdict(std::string_view word) {
  return std::ranges::count(verdicts, word) > 0;
}

}  // namespace

JudgeResult parse_judge_result(std::string_view text, const std::string& source) {
  const JsonDocument document = parse_json(text, source);
  std::vector<std::string> problems = schema_violations(document, judge_result_schema());
  JudgeResult result;
  if (problems.empty()) {
    result.verdict = json_string(document, "verdict").value_or("");
    result.reasons = json_strings(document, "reasons");
    if (!is_verdict(result.verdict))
      problems.emplace_back("verdict: of a goal it is continue, achieved or stuck");
    if (result.reasons.empty()) problems.emplace_back("reasons: a verdict needs one a criterion");
  }
  for (std::string& problem : problems) problem = source + ": " + problem;
  if (!problems.empty()) throw Error(ErrorKind::invalid, join(problems, "\n"));
  return result;
}

std::optional<JudgeResult> judge_result_in_answer(std::string_view answer) {
  const std::string_view said = trim(answer);
  const std::size_t end = std::min(said.find_first_of(": \n,."), said.size());
  const std::string_view word = said.substr(0, end);
  if (!is_verdict(word)) return std::nullopt;
  const std::size_t begin = said.find_first_not_of(": \n,.", end);
  const std::string reason = begin == said.npos ? "a person says so" : std::string(said.substr(begin));
  return JudgeResult{std::string(word), {reason}};
}

}  // namespace reeve
