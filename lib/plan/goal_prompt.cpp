#include "plan/goal_prompt.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "agent/prompt_text.h"
#include "base/text.h"
#include "plan/calibration.h"
#include "plan/report_text.h"

namespace reeve {

namespace {

constexpr std::size_t most_live = 100;
constexpr std::size_t longest_handoffs = 24'000;  // bytes: all that ended, the newest first
constexpr std::size_t most_handoff_items = 4;     // of a kind, in one handoff
constexpr std::size_t longest_line = 300;
// A range changes what a planner does where "a few" does not. Above the upper end, tasks are no longer
// thought through one by one: it is the configuration's limit if that is lower.
constexpr std::size_t fewest_tasks = 5;
constexpr std::size_t most_tasks = 50;

std::string short_list(const std::vector<std::string>& items) {
  return excerpt(join(items, ", "), longest_line);
}

std::string live_line(const TaskState& task) {
  std::string line =
      fmt::format("{} ({}): {}", task.spec.id, name_of(task.phase), excerpt(task.spec.title, longest_line));
  if (!task.spec.scope.empty()) line += "; scope " + short_list(task.spec.scope);
  if (!task.spec.after.empty()) line += "; after " + short_list(task.spec.after);
  if (task.phase == Phase::held) line += "; held: " + excerpt(task.reason, longest_line);
  return line;
}

std::string live_section(const std::vector<TaskState>& live, const TaskSpec* plan) {
  std::vector<std::string> lines;
  std::size_t count = 0;
  for (const TaskState& task : live) {
    if (task.finished() || (plan != nullptr && task.spec.id == plan->id)) continue;
    if (++count <= most_live) lines.push_back(live_line(task));
  }
  if (count > most_live) lines.push_back(fmt::format("{} more", count - most_live));
  return section("Tasks that are open", lines);
}

std::size_t conflicts_of(const TaskState& task) {
  return static_cast<std::size_t>(std::ranges::count_if(
      task.attempts, [](const Attempt& attempt) { return attempt.outcome == Outcome::conflict; }));
}

std::string end_words(const TaskState& task) {
  std::string words =
      fmt::format("{} after {}", name_of(task.phase), count_of(task.attempts.size(), "attempt"));
  if (const std::size_t conflicts = conflicts_of(task); conflicts > 0)
    words += ", " + count_of(conflicts, "conflict") + " with what others landed";
  return words;
}

std::string handoff_of(const TaskState& task) {
  std::string text = fmt::format("\n## {} ({}): {}\n\n", task.spec.id, end_words(task),
                                 excerpt(task.spec.title, longest_line));
  const Attempt* last = task.last_attempt();
  const bool says_why = task.phase == Phase::cancelled || task.spec.kind == TaskKind::plan;
  if (says_why && !task.reason.empty()) text += excerpt(task.reason, longest_line) + "\n";
  if (last != nullptr && !last->handoff.empty()) text += handoff_lines(last->handoff, most_handoff_items);
  return text;
}

// The newest first, as far as there is room.
std::string handoffs_section(const std::vector<TaskState>& ended) {
  std::string text;
  std::size_t told = 0;
  for (const TaskState& task : ended | std::views::reverse) {
    const std::string handoff = handoff_of(task);
    if (text.size() + handoff.size() > longest_handoffs) break;
    text += handoff;
    ++told;
  }
  if (text.empty()) return "";
  if (told < ended.size())
    text += fmt::format("\n{} are left out.\n", count_of(ended.size() - told, "older task"));
  return "\n# What ended since the last plan, the newest first\n" + text;
}

std::string evidence_section(const GoalPicture& picture) {
  const auto last = std::find_if(picture.ended.rbegin(), picture.ended.rend(), [](const TaskState& task) {
    return task.phase == Phase::landed && task.spec.kind == TaskKind::work;
  });
  if (last == picture.ended.rend() || last->attempts.empty()) return "";
  std::vector<std::string> lines;
  for (const Receipt& receipt : last->attempts.back().receipts) {
    if (receipt.where != CheckPlace::gate) continue;
    lines.push_back(fmt::format("{}: `{}` on tree {}", name_of(receipt.result), receipt.command,
                                receipt.tree.substr(0, 10)));
  }
  return section("What the gate ran on the newest landing", lines);
}

constexpr std::size_t longest_check_log = 4'000;

// The first that is red is the last that was run.
std::string goal_checks_section(const std::vector<Receipt>& receipts) {
  std::vector<std::string> lines;
  for (const Receipt& receipt : receipts) {
    std::string line = fmt::format("{}: `{}`", name_of(receipt.result), receipt.command);
    if (!receipt.log.empty()) line += "\n\n" + excerpt(receipt.log, longest_check_log) + "\n";
    lines.push_back(line);
  }
  return section("What the goal's own commands gave just now", lines);
}

std::string size_text(const GoalPicture& picture) {
  const LimitsConfig& limits = picture.config.limits;
  const std::size_t left =
      limits.tasks_per_goal > picture.planned ? limits.tasks_per_goal - picture.planned : 0;
  const std::size_t most = std::max<std::size_t>(std::min(limits.tasks_per_plan, left), 1);
  const std::size_t upper = std::min(most, most_tasks);
  return fmt::format("It has {} to {} tasks. What is more than {} is cut off from the end.",
                     std::min(fewest_tasks, upper), upper, most);
}

std::string subplans_text(const GoalPicture& picture, const TaskSpec& plan) {
  if (depth_of(plan, picture) >= picture.config.limits.depth) return "";
  return "- kind: \"plan\" makes it a part of the goal that another planner cuts into tasks, for a part that "
         "needs more\n"
         "  than 20 tasks, or that cannot be cut before its design has been read. Its scope is all that its "
         "tasks may\n"
         "  touch, and has no path in common with any other plan, or with a task that it does not come "
         "after. "
         "It needs\n"
         "  no checks and no minutes, and no `after` can name it.\n";
}

// The tasks that ended, and those that were given up and are still there.
std::string calibration_section(const GoalPicture& picture) {
  std::vector<TaskState> tasks = picture.past;
  tasks.insert(tasks.end(), picture.live.begin(), picture.live.end());
  const PlanConfig& sizes = picture.config.plan;
  return section("How earlier tasks of this goal went", calibration_lines(calibrate(tasks, sizes), sizes));
}

std::string range_words(const PlanConfig::Range& range) {
  return range.low == range.high ? std::to_string(range.low) : fmt::format("{} to {}", range.low, range.high);
}

// For a plan that is not of the whole goal: the part that is its own.
std::string slice_section(const TaskSpec& plan) {
  const bool is_of_the_whole = plan.parent.empty() || !plan.continues.empty();
  if (is_of_the_whole && plan.body.empty() && plan.scope.empty()) return "";
  std::string text = plan.body;
  if (!plan.accept.empty()) text += "\n\n- " + join(plan.accept, "\n- ");
  const std::string heading = "You plan this part of it: " + plan.title;
  return text.empty() ? "\n# " + heading + "\n" : text_section(heading, text);
}

PromptVariables goal_variables(const GoalPicture& picture, const TaskSpec* plan) {
  const GoalSpec& goal = picture.goal.state.spec;
  const Config& config = picture.config;
  return {
      {"title", goal.title},
      {"body", goal.body},
      {"accept", section("The goal is reached if", goal.accept) +
                     code_section("These commands must succeed when it is reached", goal.checks)},
      {"checks",
       code_section("These commands are run on whatever lands, and must succeed", config.gate.checks)},
      {"guide", guide_section(picture.guide, config.limits)},
      {"repository", text_section("The repository", picture.repository)},
      {"tasks", live_section(picture.live, plan)},
      {"handoffs", handoffs_section(picture.ended)},
  };
}

}  // namespace

PromptVariables planner_variables(const GoalPicture& picture, const TaskState& plan,
                                  const AgentConfig& agent) {
  PromptVariables variables = goal_variables(picture, &plan.spec);
  variables["protected"] =
      code_section("No task may change these paths", picture.config.gate.protected_paths);
  variables["slice"] = slice_section(plan.spec);
  variables["scope"] = code_section("All tasks of your plan stay inside these paths", plan.spec.scope);
  variables["reports"] = reports_section(picture, plan.spec.about);
  variables["calibration"] = calibration_section(picture);
  variables["size"] = size_text(picture);
  variables["minutes"] = range_words(picture.config.plan.minutes);
  variables["files"] = range_words(picture.config.plan.files);
  variables["subplans"] = subplans_text(picture, plan.spec);
  variables["collisions"] = collisions_section(picture.collisions);
  variables["limits"] = limits_section(agent, picture.config.limits);
  variables["history"] = history_section(plan);
  return variables;
}

PromptVariables judge_variables(const GoalPicture& picture, const AgentConfig& agent,
                                const std::vector<Receipt>& goal_checks) {
  PromptVariables variables = goal_variables(picture, nullptr);
  variables["evidence"] = goal_checks_section(goal_checks) + evidence_section(picture);
  variables["landed"] = text_section("Landed so far", count_of(picture.landed, "task") + ".");
  variables["limits"] = limits_section(agent, picture.config.limits);
  return variables;
}

TaskSpec root_plan_of(const GoalSpec& goal) {
  TaskSpec spec;
  spec.goal = goal.id;
  spec.kind = TaskKind::plan;
  const std::string title = "Plan: " + goal.title;
  spec.title = shorten(title, 200);
  return spec;
}

}  // namespace reeve
