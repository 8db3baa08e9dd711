#include "base/error.h"
#include "plan/goal_picture.h"
#include "report/fleet_report.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/fleet_reading.h"
#include "tools/output.h"
#include "tools/report_page.h"
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

struct ReadGoal {
  GoalReport report;
  GoalStatus status;
  std::vector<FileCollisions> files;
};

ReadGoal read_goal(Session& session, const GoalRecord& goal) {
  GoalPicture picture = picture_of(session.tasks, goal);
  GoalStatus status = status_of(facts_of(session, goal, session.tasks.fleet(goal.id()).tasks));
  std::vector<TaskState> tasks = picture.past;
  tasks.insert(tasks.end(), picture.live.begin(), picture.live.end());
  GoalReport report = report_of(goal, status, tasks, picture.config.plan);
  return {std::move(report), std::move(status), std::move(picture.collisions)};
}

void check_page_arguments(const Arguments& arguments) {
  if (arguments.json())
    throw Error(ErrorKind::usage, "--html and --json cannot be had at once", "ask for one of them");
  if (arguments.value("html")->empty())
    throw Error(ErrorKind::usage, "--html names no folder", "name one: git reeve report --html public");
}

void write_page_of(Session& session, const std::vector<GoalRecord>& goals, const std::string& folder,
                   Context& context) {
  std::vector<PageGoal> pages;
  for (const GoalRecord& goal : goals) {
    ReadGoal read = read_goal(session, goal);
    pages.push_back(
        page_goal_of(session, goal, std::move(read.report), std::move(read.status), std::move(read.files)));
  }
  context.out.line(write_page(session, std::move(pages), context.folder / folder));
}

ExitCode run(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::reading);
  const std::vector<GoalRecord> goals = wanted_goals(session, arguments.value("goal"));
  if (const auto folder = arguments.value("html")) {
    check_page_arguments(arguments);
    write_page_of(session, goals, *folder, context);
    return ExitCode::done;
  }
  std::vector<GoalReport> reports;
  for (const GoalRecord& goal : goals) reports.push_back(read_goal(session, goal).report);
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
    .synopsis = {"[--goal GOAL]", "--html DIR [--goal GOAL]"},
    .description =
        {"The goals that are open or paused, or the last one where none is: what each cycle of the judge "
         "said, how well tasks were cut, and what failed. Sizes and failures are of the newest 500 tasks "
         "that ended, and of live ones. With --html, all of it and the run over time become one page, "
         "DIR/index.html, with a view for each task. It needs no network and no server: open it, keep it as "
         "an "
         "artifact of a job, or publish it to those who may read the repository, as it holds what agents "
         "wrote.",
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
    .options = {{.name = "goal", .value = "GOAL", .help = "this goal only, whatever its phase"},
                {.name = "html", .value = "DIR", .help = "write a page into this folder"}},
    .json = Json::yes,
    .run = run,
};

}  // namespace reeve::cli
