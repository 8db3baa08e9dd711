#include <fmt/format.h>

#include "base/text.h"
#include "base/text_table.h"
#include "report/fleet_report.h"
#include "report/words.h"
#include "task/spend.h"

namespace reeve {

namespace {

using Column = TextTable::Column;

constexpr std::size_t most_cycles = 20;  // the newest; --json has all

Column words_column(const std::string& heading) {
  return {heading, Align::left, Column::Width::flexible};
}
Column number_column(const std::string& heading) {
  return {heading, Align::right, Column::Width::fixed};
}

std::string number(const std::optional<double>& value, int digits) {
  return value ? fmt::format("{:.{}f}", *value, digits) : "";
}

std::string heading_lines(const GoalReport& goal, std::size_t width) {
  std::string text = fitted_line(
      fmt::format("Goal {} ({}): {}", goal.id, name_of(goal.phase), first_line(goal.title)), width);
  if (!goal.reason.empty()) text += fitted_line("  " + first_line(goal.reason), width);
  std::string landed = fmt::format("  {} landed", count_of(goal.landed, "task"));
  if (goal.cost) landed += ", spent " + cost_words(*goal.cost);
  if (goal.cost_landed) landed += ": " + cost_words(*goal.cost_landed) + " a landed task";
  return text + fitted_line(landed, width);
}

std::string cycles_table(const GoalReport& goal, std::size_t width) {
  TextTable table({number_column("  CYCLE"),
                   {"STARTED", Align::left, Column::Width::fixed},
                   {"VERDICT", Align::left, Column::Width::fixed},
                   words_column("REASONS")});
  const std::size_t left_out = goal.cycles.size() > most_cycles ? goal.cycles.size() - most_cycles : 0;
  for (std::size_t index = left_out; index < goal.cycles.size(); ++index) {
    const Cycle& cycle = goal.cycles[index];
    table.add_row({std::to_string(cycle.number), time_words(cycle.started),
                   cycle.verdict.empty() ? "none yet" : first_line(cycle.verdict),
                   first_line(join(cycle.reasons, "; "))});
  }
  if (table.empty()) return "";
  const std::string before =
      left_out > 0 ? fmt::format("  {} left out\n", count_of(left_out, "older cycle")) : "";
  return "\n" + before + table.render(width);
}

// All columns, or on a narrow terminal those without which the others say nothing.
enum class Columns { all, few };

TextTable roles_table(const GoalReport& goal, Columns columns) {
  std::vector<TextTable::Column> headings{
      words_column("  ROLE"), number_column("TASKS"), number_column("DONE"), number_column("FIRST"),
      number_column("SPLIT"), number_column("MIN"),   number_column("COST")};
  if (columns == Columns::all) {
    for (const char* name : {"LARGE", "SMALL"}) headings.insert(headings.begin() + 5, number_column(name));
    for (const char* name : {"EST", "LINES", "FILES"})
      headings.insert(headings.begin() + 8, number_column(name));
  }
  TextTable table(std::move(headings));
  for (const RoleFigures& role : goal.roles) {
    std::vector<std::string> row{"  " + name_of_role(role),
                                 std::to_string(role.tasks),
                                 std::to_string(role.landed),
                                 std::to_string(role.first_try),
                                 std::to_string(role.split),
                                 number(role.minutes, 1),
                                 role.cost ? cost_words(*role.cost) : ""};
    if (columns == Columns::all) {
      row.insert(row.begin() + 6, {number(role.files, 0), number(role.lines, 0), number(role.estimate, 2)});
      row.insert(row.begin() + 5,
                 {std::to_string(role.too_fine), fmt::format("{}/{}", role.too_coarse, role.attempts)});
    }
    table.add_row(std::move(row));
  }
  return table;
}

std::string roles_text(const GoalReport& goal, std::size_t width) {
  if (goal.roles.empty()) return "";
  const std::string whole = roles_table(goal, Columns::all).render(0);
  const bool fits = width == 0 || display_width(whole.substr(0, whole.find('\n'))) <= width;
  return "\n" + (fits ? whole : roles_table(goal, Columns::few).render(width));
}

std::string failures_table(const GoalReport& goal, std::size_t width) {
  TextTable table({words_column("  FAILED"), number_column("ATTEMPTS"), number_column("TASKS"),
                   number_column("RECOVERED"), number_column("UNDECIDED")});
  const auto add = [&](const std::string& name, const FailureFigures& figures) {
    table.add_row({"  " + name, std::to_string(figures.attempts), std::to_string(figures.tasks),
                   std::to_string(figures.recovered), std::to_string(figures.undecided)});
  };
  for (const FailureFigures& figures : goal.failures.by_outcome)
    add(std::string(name_of(figures.outcome)), figures);
  if (table.empty()) return "";
  add("all", goal.failures.all);
  return "\n" + table.render(width);
}

std::string checks_table(const GoalReport& goal, std::size_t width) {
  TextTable table({words_column("  CHECK"), number_column("FLAKY"), number_column("QUARANTINED")});
  for (const CheckFigures& check : goal.checks)
    table.add_row(
        {"  " + first_line(check.command), std::to_string(check.flaky), std::to_string(check.quarantined)});
  return table.empty() ? "" : "\n" + table.render(width);
}

JsonObject reported_cycle_json(const Cycle& cycle) {
  JsonObject object;
  object.add("number", cycle.number).add("started", format_time(cycle.started));
  object.add_if("verdict", cycle.verdict).add_if("reasons", cycle.reasons);
  if (cycle.judged) object.add("judged", format_time(*cycle.judged));
  return object;
}

JsonObject role_json(const RoleFigures& role) {
  JsonObject object;
  object.add("role", role_of(role.kind));
  if (role.kind == TaskKind::work) object.add("difficulty", name_of(role.difficulty));
  object.add("tasks", role.tasks).add("landed", role.landed).add("first_try", role.first_try);
  object.add("split", role.split).add("too_fine", role.too_fine).add("attempts", role.attempts);
  object.add("too_coarse", role.too_coarse).add_if("minutes", role.minutes).add_if("files", role.files);
  return object.add_if("lines", role.lines)
      .add_if("estimate", role.estimate)
      .add_if("cost_landed", role.cost);
}

JsonObject& add_figures(JsonObject& object, const FailureFigures& figures) {
  object.add("attempts", figures.attempts).add("tasks", figures.tasks);
  return object.add("recovered", figures.recovered).add("undecided", figures.undecided);
}

template <typename T, typename ToJson>
std::vector<JsonObject> list_json(const std::vector<T>& items, const ToJson& to_json) {
  std::vector<JsonObject> objects;
  for (const T& item : items) objects.push_back(to_json(item));
  return objects;
}

JsonObject failure_json(const FailureFigures& figures) {
  JsonObject object;
  object.add("outcome", name_of(figures.outcome));
  return add_figures(object, figures);
}

JsonObject check_json(const CheckFigures& check) {
  JsonObject object;
  object.add("command", check.command).add("flaky", check.flaky);
  return object.add("quarantined", check.quarantined);
}

JsonObject goal_report_json(const GoalReport& goal) {
  JsonObject object, failed;
  object.add("id", goal.id).add("title", goal.title).add("phase", name_of(goal.phase));
  object.add_if("reason", goal.reason).add("landed", goal.landed).add_if("cost", goal.cost);
  object.add_if("cost_landed", goal.cost_landed).add("cycles", list_json(goal.cycles, reported_cycle_json));
  object.add("roles", list_json(goal.roles, role_json));
  object.add("failures", list_json(goal.failures.by_outcome, failure_json));
  object.add("failed", add_figures(failed, goal.failures.all));
  if (!goal.checks.empty()) object.add("checks", list_json(goal.checks, check_json));
  object.add("untold", goal.untold);
  return goal.evidence ? object.add("evidence", evidence_json(*goal.evidence)) : object;
}

}  // namespace

std::string report_text(const std::vector<GoalReport>& goals, std::size_t width) {
  std::string text;
  for (const GoalReport& goal : goals) {
    text += (text.empty() ? "" : "\n") + heading_lines(goal, width) + cycles_table(goal, width) +
            roles_text(goal, width) + failures_table(goal, width) + checks_table(goal, width);
  }
  return goals.empty() ? "There is no goal. Open one with: git reeve goal new TITLE\n" : text;
}

JsonObject report_json(const std::vector<GoalReport>& goals) {
  JsonObject object;
  object.add("goals", list_json(goals, goal_report_json));
  return object;
}

}  // namespace reeve
