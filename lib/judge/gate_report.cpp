#include "judge/gate_report.h"

#include "base/file.h"
#include "base/json.h"
#include "hub/local_hub.h"

namespace reeve {

namespace {

std::filesystem::path report_file(const git::Repository& repository, const std::string& goal) {
  return state_folder(repository) / "gate" / goal;
}

// Of each object of a list: its task, and this member.
std::vector<std::pair<std::string, std::string>> pairs_in(const JsonValue& document, const std::string& list,
                                                          const std::string& member) {
  std::vector<std::pair<std::string, std::string>> pairs;
  const JsonValue* items = json_member(document, list);
  if (items == nullptr || !items->IsArray()) return pairs;
  for (const JsonValue& item : items->GetArray())
    pairs.emplace_back(json_string(item, "task").value_or(""), json_string(item, member).value_or(""));
  return pairs;
}

}  // namespace

void write_gate_report(const git::Repository& repository, const std::string& goal, const GateReport& report) {
  std::vector<JsonObject> blocked;
  for (const BlockedTask& task : report.blocked) {
    blocked.emplace_back();
    blocked.back().add("task", task.task).add("reason", task.reason);
  }
  std::vector<JsonObject> waiting;
  for (const WaitingTask& task : report.waiting) {
    waiting.emplace_back();
    waiting.back().add("task", task.task).add("why", task.why);
  }
  JsonObject object;
  object.add("target", report.target).add("at", format_time(report.at)).add("blocked", blocked);
  if (!waiting.empty()) object.add("waiting", waiting);
  object.add_if("stopped", report.stopped);
  const auto file = report_file(repository, goal);
  make_folders(file.parent_path());
  replace_file(file, object.text() + "\n");
}

GateReport read_gate_report(const git::Repository& repository, const std::string& goal) {
  GateReport report;
  const auto text = read_untrusted_file(report_file(repository, goal), 16 << 20);
  const auto document = text ? try_parse_json(*text) : std::nullopt;
  if (!document) return report;
  report.target = json_string(*document, "target").value_or("");
  report.at = parse_time(json_string(*document, "at").value_or("")).value_or(TimePoint{});
  report.stopped = json_string(*document, "stopped").value_or("");
  for (const auto& [task, reason] : pairs_in(*document, "blocked", "reason"))
    report.blocked.push_back({task, reason});
  for (const auto& [task, why] : pairs_in(*document, "waiting", "why")) report.waiting.push_back({task, why});
  return report;
}

}  // namespace reeve
