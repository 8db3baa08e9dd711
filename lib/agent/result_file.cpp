#include "agent/result_file.h"

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/json_schema.h"
#include "base/text.h"
#include "task/codec.h"

namespace reeve {

namespace {

ResultFile refused(const std::string& why) {
  return {std::nullopt, {why}};
}

AgentResult result_from(const JsonValue& value) {
  AgentResult result;
  result.outcome = outcome_named(json_string(value, "outcome").value_or("")).value_or(Outcome::done);
  if (const JsonValue* handoff = json_member(value, "handoff")) result.handoff = handoff_from_json(*handoff);
  result.question = json_string(value, "question").value_or("");
  result.until = parse_time(json_string(value, "until").value_or(""));
  if (const JsonValue* usage = json_member(value, "usage")) result.usage = usage_from_json(*usage);
  result.usage.seconds.reset();  // that is measured
  return result;
}

}  // namespace

ResultFile read_worker_result(const std::filesystem::path& file) {
  std::error_code none;
  if (!std::filesystem::exists(std::filesystem::symlink_status(file, none))) return {};
  const auto text = read_untrusted_file(file, longest_result_file);
  if (!text) return refused("it is no regular file of at most 1 MB");
  const auto document = try_parse_json(*text);
  if (!document) return refused("it is no JSON");
  auto violations = schema_violations(*document, worker_result_schema());
  if (!violations.empty()) return {std::nullopt, std::move(violations)};
  return {result_from(*document), {}};
}

std::vector<std::string> objections_of(const std::function<void()>& read) {
  try {
    read();
    return {};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid) throw;
    return split_lines(error.what());
  }
}

}  // namespace reeve
