#include "judge/review_result.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"
#include "base/json_schema.h"
#include "base/text.h"
#include "hub/words.h"
#include "task/event.h"

namespace reeve {

namespace {

constexpr std::size_t longest_line = 500;  // columns of a reason; a log holds many of them

std::string line_of(const std::string& text) {
  return shorten(one_line(text), longest_line);
}

std::string text_of(const JsonValue& object, std::string_view name) {
  return json_string(object, name).value_or("");
}

void read_criteria(const JsonValue& document, ReviewResult& result) {
  for (const JsonValue& item : json_member(document, "criteria")->GetArray()) {
    const bool is_met = json_boolean(item, "met").value_or(false);
    result.reasons.push_back(line_of(fmt::format("{}: {}: {}", is_met ? "met" : "not met",
                                                 text_of(item, "criterion"), text_of(item, "why"))));
  }
}

std::string problem_with_place(const std::string& path, std::int64_t line, const ChangedFiles& files) {
  const auto file = files.find(path);
  if (file == files.end()) return "the change does not touch '" + printable(path) + "'";
  if (line <= static_cast<std::int64_t>(file->second)) return "";
  return fmt::format("'{}' has {}, no line {}", printable(path), count_of(file->second, "line"), line);
}

void read_findings(const JsonValue& document, const ChangedFiles& files, ReviewResult& result,
                   std::vector<std::string>& problems) {
  std::size_t index = 0;
  for (const JsonValue& item : json_member(document, "findings")->GetArray()) {
    const std::string path = text_of(item, "path");
    const std::int64_t line = json_integer(item, "line").value_or(0);
    if (const std::string problem = problem_with_place(path, line, files); !problem.empty())
      problems.push_back(fmt::format("at /findings/{}: {}", index, problem));
    result.reasons.push_back(line_of(
        fmt::format("{}:{}: {}: {}", path, line, text_of(item, "severity"), text_of(item, "message"))));
    ++index;
  }
}

bool has_reason_to_fail(const JsonValue& document) {
  if (!json_member(document, "findings")->GetArray().Empty()) return true;
  for (const JsonValue& item : json_member(document, "criteria")->GetArray())
    if (!json_boolean(item, "met").value_or(true)) return true;
  return false;
}

}  // namespace

ReviewResult parse_review_result(std::string_view text, const std::string& source,
                                 const ChangedFiles& files) {
  const JsonDocument document = parse_json(text, source);
  std::vector<std::string> problems = schema_violations(document, review_result_schema());
  ReviewResult result;
  if (problems.empty()) {
    result.verdict = text_of(document, "verdict");
    result.summary = line_of(text_of(document, "summary"));
    read_criteria(document, result);
    read_findings(document, files, result, problems);
    if (result.verdict == review_fail && !has_reason_to_fail(document))
      problems.emplace_back("verdict: 'fail' needs a finding, or a criterion that is not met");
  }
  for (std::string& problem : problems) problem = source + ": " + problem;
  if (!problems.empty()) throw Error(ErrorKind::invalid, join(problems, "\n"));
  return result;
}

}  // namespace reeve
