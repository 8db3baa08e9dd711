#include "base/error.h"
#include "hub/goal_history.h"
#include "report/fleet_report.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/fleet_reading.h"
#include "tools/output.h"
#include "tools/task_lookup.h"

namespace reeve::cli {
namespace {

// The named one; or all that are open or paused; or the one that was opened last, as its report is wanted
// most when it has ended.
std::vector<GoalRecord> wanted_goals(Session& session, const std::optional<std::string>& name) {
  if (name) return {resolve_goal(session, name)};
  std::vector<GoalRecord> all = session.goals.all().goals;
  std::vector<GoalRecord> wanted;
  for (const GoalRecord& goal : all) {
    if (!goal.state.finished()) wanted.push_back(goal);
  }
  if (wanted.empty() && !all.empty()) wanted.push_back(std::move(all.back()));
  return wanted;
}

// [plan]; the default where the configuration cannot be read, as a report must not fail for it.
PlanConfig sizes_of(Session& session, const GoalRecord& goal) {
  try {
    return config_for(session, goal).plan;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::configuration) throw;
    return {};
  }
}

GoalReport read_report(Session& session, const GoalRecord& goal) {
  const GoalHistory history = history_of(session.tasks, goal);
  const GoalStatus status = status_of(facts_of(session, goal, session.tasks.fleet(goal.id()).tasks));
  return report_of(history, status, sizes_of(session, goal));
}

ExitCode run(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::reading);
  std::vector<GoalReport> reports;
  for (const GoalRecord& goal : wanted_goals(session, arguments.value("goal")))
    reports.push_back(read_report(session, goal));
  if (arguments.json()) {
    context.out.line(report_json(reports).text());
  } else {
    context.out.write(report_text(reports, context.out.width().value_or(0)));
  }
  return ExitCode::done;
}

}  // namespace

const Command report_command = {
    .name = "report",
    .summary = "show how the goal went: cycles, sizes of tasks, failures, cost",
    .group = Group::look,
    .synopsis = {"[--goal GOAL]"},
    .description =
        {"The goals that are open or paused, or the last one where none is: what each cycle of the judge "
         "said, how well tasks were cut, and what failed. A task that landed counts if the ledger has its "
         "log.",
         "Of each role: TASKS that landed, were cancelled or given up; LANDED; FIRST, landed with no attempt "
         "that failed by fault of the agent; SPLIT, replaced by others; SMALL, that took less than half of "
         "the least minutes of [plan] and changed next to nothing; LARGE, attempts that ran out of time, "
         "turns, money or context, of all; and of those that landed the median minutes of agents, files and "
         "lines changed, and EST, minutes by estimated minutes. COST is that of all tasks by those that "
         "landed.",
         "Of each way to fail: attempts, tasks that had one, those that RECOVERED (landed, or a planner "
         "replaced or dropped them, and nobody answered or put them back), and those that are UNDECIDED: "
         "live, and not given up.",
         "With --json: {\"goals\":[{\"id\",\"title\",\"phase\",\"reason\",\"landed\",\"cost\","
         "\"cost_landed\",\"cycles\":[{\"number\",\"started\",\"verdict\",\"reasons\",\"judged\"}],"
         "\"roles\":[{\"role\",\"difficulty\",\"tasks\",\"landed\",\"first_try\",\"split\",\"too_fine\","
         "\"attempts\",\"too_coarse\",\"minutes\",\"files\",\"lines\",\"estimate\",\"cost_landed\"}],"
         "\"failures\":[{\"outcome\",\"attempts\",\"tasks\",\"recovered\",\"undecided\"}],"
         "\"failed\":{…}}]}. What is not known is left out."},
    .options = {{.name = "goal", .value = "GOAL", .help = "this goal only, whatever its phase"}},
    .json = Json::yes,
    .run = run,
};

}  // namespace reeve::cli
