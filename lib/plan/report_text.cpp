#include "plan/report_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "agent/prompt_text.h"
#include "base/text.h"
#include "plan/reports.h"

namespace reeve {

namespace {

constexpr std::size_t longest_reports = 32'000;  // bytes: all of them
constexpr std::size_t longest_reason = 1'500;    // of one attempt
constexpr std::size_t longest_title_told = 200;
constexpr std::size_t most_attempts = 4;    // of one task, the newest
constexpr std::size_t most_items_told = 8;  // of a kind, in one handoff

const TaskState* find(const GoalPicture& picture, const std::string& id) {
  for (const auto* tasks : {&picture.live, &picture.past}) {
    const auto task = std::find_if(tasks->begin(), tasks->end(),
                                   [&](const TaskState& state) { return state.spec.id == id; });
    if (task != tasks->end()) return &*task;
  }
  return nullptr;
}

std::string attempts_text(const TaskState& task) {
  std::string text;
  const std::size_t first = task.attempts.size() - std::min(task.attempts.size(), most_attempts);
  for (std::size_t index = first; index < task.attempts.size(); ++index) {
    const Attempt& attempt = task.attempts[index];
    if (!attempt.outcome) continue;
    text += fmt::format("Attempt {} by {} ended with {}", attempt.number, attempt.agent,
                        name_of(*attempt.outcome));
    text += attempt.reason.empty() ? ".\n" : ": " + excerpt(attempt.reason, longest_reason) + "\n";
    text += handoff_lines(attempt.handoff, most_items_told);
  }
  return text;
}

std::string findings_text(const TaskState& task) {
  const Attempt* last = task.last_attempt();
  return last == nullptr ? "" : handoff_lines(last->handoff, most_items_told);
}

std::string blockers_text(const TaskState& task, const GoalPicture& picture) {
  std::string text;
  for (const std::string& id : task.spec.after) {
    const TaskState* other = find(picture, id);
    if (other == nullptr || other->phase != Phase::cancelled) continue;
    text +=
        fmt::format("It waits for {}, which was cancelled: {}\n", id, excerpt(other->reason, longest_reason));
  }
  return text;
}

// Of all that came of a plan: how it ended.
std::string settled_text(const std::string& plan, const GoalPicture& picture) {
  std::map<std::string, std::size_t> counts;
  for (const auto* tasks : {&picture.live, &picture.past}) {
    for (const TaskState& task : *tasks) {
      const bool is_child = task.spec.parent == plan && task.spec.kind == TaskKind::plan;
      if (is_child || task.spec.kind != TaskKind::work) continue;
      const auto parent = picture.plans.find(task.spec.parent);
      if (task.spec.parent != plan && (parent == picture.plans.end() || parent->second != plan)) continue;
      ++counts[std::string(name_of(task.phase))];
    }
  }
  std::vector<std::string> words;
  for (const auto& [phase, count] : counts) words.push_back(fmt::format("{} {}", count, phase));
  return "All planners that you called, and all tasks that they planned, have settled" +
         (words.empty() ? "" : ": " + join(words, ", ")) + ".\n";
}

std::string halt_text(const GoalPicture& picture) {
  const auto& halt = picture.goal.state.halt;
  if (!halt) return "The line was stopped, and goes on again.\n";
  return "The same failure in one task after the other has stopped all work: " +
         excerpt(halt->reason, longest_reason) +
         "\nIt goes on with your plan. Plan what removes the cause, as a task that the others do not need to "
         "wait for if it is not in the files.\n";
}

std::string heading_of(ReportKind kind) {
  switch (kind) {
    case ReportKind::failed:
      return "failed for good";
    case ReportKind::asked:
      return "asks: `retry` with the answer as its note, or replace it";
    case ReportKind::blocked:
      return "cannot begin";
    case ReportKind::settled:
      return "has settled";
    case ReportKind::halted:
      return "the line is stopped";
    case ReportKind::found:
      break;
  }
  return "has something to tell";
}

std::string body_of(const Report& report, const TaskState* task, const GoalPicture& picture) {
  if (report.kind == ReportKind::settled) return settled_text(report.task, picture);
  if (report.kind == ReportKind::halted) return halt_text(picture);
  if (task == nullptr) return "";
  if (report.kind == ReportKind::blocked) return blockers_text(*task, picture);
  return report.kind == ReportKind::found ? findings_text(*task) : attempts_text(*task);
}

std::string text_of(const Report& report, const GoalPicture& picture) {
  const TaskState* task = find(picture, report.task);
  std::string text = fmt::format("\n## {}: {}\n\n", report.task, heading_of(report.kind));
  if (task != nullptr)
    text += fmt::format("{} (it is {} now)\n", excerpt(task->spec.title, longest_title_told),
                        name_of(task->phase));
  return text + body_of(report, task, picture);
}

}  // namespace

std::string reports_section(const GoalPicture& picture, const std::vector<std::string>& about) {
  std::string text;
  std::size_t told = 0;
  for (const std::string& key : about) {
    const auto report = report_of(key);
    const std::string part = report ? text_of(*report, picture) : "";
    if (text.size() + part.size() > longest_reports) break;
    text += part;
    ++told;
  }
  if (text.empty()) return "";
  if (told < about.size())
    text += "\nAlso: " + join({about.begin() + static_cast<std::ptrdiff_t>(told), about.end()}, ", ") + "\n";
  return "\n# What you are asked about\n" + text;
}

}  // namespace reeve
