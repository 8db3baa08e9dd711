#include "judge/gate_report.h"

#include "base/file.h"
#include "base/json.h"
#include "hub/local_hub.h"

namespace reeve {

namespace {

std::filesystem::path report_file(const git::Repository& repository, const std::string& goal) {
  return state_folder(repository) / "gate" / goal;
}

}  // namespace

void write_gate_report(const git::Repository& repository, const std::string& goal, const GateReport& report) {
  std::vector<JsonObject> blocked;
  for (const BlockedTask& task : report.blocked) {
    blocked.emplace_back();
    blocked.back().add("task", task.task).add("reason", task.reason);
  }
  JsonObject object;
  object.add("target", report.target).add("blocked", blocked);
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
  const JsonValue* blocked = json_member(*document, "blocked");
  if (blocked == nullptr || !blocked->IsArray()) return report;
  for (const JsonValue& item : blocked->GetArray()) {
    report.blocked.push_back(
        {json_string(item, "task").value_or(""), json_string(item, "reason").value_or("")});
  }
  return report;
}

}  // namespace reeve
