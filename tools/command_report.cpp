#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "hub/goal_history.h"
#include "report/evidence.h"
#include "report/fleet_report.h"
#include "report/job_summary.h"
#include "report/openmetrics.h"
#include "task/id.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/fleet_reading.h"
#include "tools/hot_files.h"
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

// [plan]; the default where the configuration cannot be read, as a report must not fail for it.
PlanConfig sizes_of(Session& session, const GoalRecord& goal) {
  try {
    return config_for(session, goal).plan;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::configuration) throw;
    return {};
  }
}

// The goal of a live task, as the job that worked on it asks; of any other task the goals are as always.
std::vector<GoalRecord> goals_for(Session& session, const Arguments& arguments) {
  const auto task = arguments.value("task");
  if (task && !arguments.has("goal") && is_valid_id(*task)) {
    if (const auto found = session.tasks.find(*task)) return {resolve_goal(session, found->state.spec.goal)};
  }
  return wanted_goals(session, arguments.value("goal"));
}

// More than one are all that are open or paused. One that ended meanwhile is left out.
std::vector<MeasuredGoal> measured(Session& session, const std::vector<GoalRecord>& goals) {
  std::vector<MeasuredGoal> result;
  if (goals.empty()) return result;
  const auto only = goals.size() == 1 ? std::optional(goals.front().id()) : std::nullopt;
  FleetStatus fleet = read_status(session, only);
  for (const GoalRecord& goal : goals) {
    const auto status = std::ranges::find(fleet.goals, goal.id(), &GoalStatus::id);
    if (status != fleet.goals.end()) result.push_back({history_of(session.tasks, goal), std::move(*status)});
  }
  return result;
}

std::vector<GoalReport> reports_of(Session& session, const std::vector<MeasuredGoal>& goals) {
  std::vector<GoalReport> reports;
  for (const MeasuredGoal& goal : goals) {
    const GoalRecord& record = goal.history.goal;
    reports.push_back(report_of(goal.history, goal.status, sizes_of(session, record)));
    reports.back().evidence =
        goal_evidence(goal.history, fleet_commits(session.hub.objects(), record), session.clock.now());
  }
  return reports;
}

JobFilter filter_of(const Arguments& arguments) {
  JobFilter filter;
  filter.task = arguments.value("task").value_or("");
  const auto since = arguments.value("since");
  if (!since) return filter;
  filter.since = parse_time(*since);
  if (!filter.since)
    throw Error(ErrorKind::usage, "'" + printable(*since) + "' is no time",
                "say it in UTC, as 'date -u +%Y-%m-%dT%H:%M:%SZ' does");
  return filter;
}

void check_forms(const Arguments& arguments) {
  int forms = arguments.json() ? 1 : 0;
  for (const char* form : {"html", "openmetrics", "evidence", "markdown"})
    forms += arguments.has(form) ? 1 : 0;
  if (forms > 1)
    throw Error(ErrorKind::usage,
                "--html, --json, --openmetrics, --evidence and --markdown exclude each other");
  if (arguments.value("html") == "")
    throw Error(ErrorKind::usage, "--html names no folder", "name one: git reeve report --html public");
}

std::vector<PageGoal> pages_of(Session& session, std::vector<MeasuredGoal> goals) {
  std::vector<GoalReport> reports = reports_of(session, goals);
  std::vector<PageGoal> pages;
  for (std::size_t i = 0; i < goals.size(); ++i) {
    auto files =
        collisions_of(session.hub.objects(), goals[i].history, sizes_of(session, goals[i].history.goal).hot);
    pages.push_back(
        {std::move(goals[i].history), std::move(reports[i]), std::move(goals[i].status), std::move(files)});
  }
  return pages;
}

std::string evidence_of_all(const std::vector<GoalReport>& reports, std::size_t width) {
  std::string text;
  for (const GoalReport& report : reports)
    text += (text.empty() ? "" : "\n") + evidence_text(report.evidence.value(), width);
  return reports.empty() ? report_text({}, width) : text;
}

void print(const Arguments& arguments, Context& context, Session& session,
           const std::vector<MeasuredGoal>& goals) {
  const std::size_t width = context.out.width().value_or(0);
  const TimePoint now = session.clock.now();
  if (arguments.has("openmetrics")) {
    context.out.write(openmetrics(goals, now));
  } else if (arguments.has("markdown")) {
    context.out.write(job_summary(goals, filter_of(arguments), now));
  } else if (arguments.has("evidence")) {
    context.out.write(evidence_of_all(reports_of(session, goals), width));
  } else if (arguments.json()) {
    context.out.line(report_json(reports_of(session, goals)).text());
  } else if (!arguments.has("junit")) {
    context.out.write(report_text(reports_of(session, goals), width));
  }
}

ExitCode run_report(const Arguments& arguments, Context& context) {
  check_forms(arguments);
  const JobFilter filter = filter_of(arguments);
  Session session(context, Purpose::reading);
  std::vector<MeasuredGoal> goals = measured(session, goals_for(session, arguments));
  if (goals.empty()) tell_of_other_hub(session, context);
  // A report of what can be read is one: it does not fail.
  for (const MeasuredGoal& goal : goals) tell_missing(goal.history, context);
  if (const auto file = arguments.value("junit"))
    write_file(context.folder / *file, junit_report(goals, filter));
  if (const auto folder = arguments.value("html")) {
    context.out.line(write_page(session, pages_of(session, std::move(goals)), context.folder / *folder));
  } else {
    print(arguments, context, session, goals);
  }
  return ExitCode::done;
}

// The paragraphs of the help.
constexpr auto about_goals =
    "The goals that are open or paused, or the last one where none is: what each cycle of the judge said, "
    "how "
    "well tasks were cut, and what failed. A task that landed counts if the ledger has its log.";
constexpr auto about_roles =
    "Of each role: TASKS that are done, were cancelled or given up; DONE, which is landed for workers, and "
    "planned or judged for the others; FIRST, done with no attempt that failed by fault of the agent; SPLIT, "
    "replaced by others; SMALL, that took less than half of the least "
    "minutes of [plan] and changed next to nothing; LARGE, attempts that ran out of time, turns, money or "
    "context, of all; and of those that are done the median minutes of agents, files and lines changed, and "
    "EST, minutes by estimated minutes. COST is that of all tasks by those that are done. A narrow terminal "
    "has only some of these columns.";
constexpr auto about_failures =
    "Of each way to fail: attempts, tasks that had one, those that RECOVERED (landed, or a planner replaced "
    "or "
    "dropped them, and no person answered them, put them back or worked on them), and those that are "
    "UNDECIDED: live, and not given up.";
constexpr auto about_evidence =
    "--evidence says what a team may claim of the fleet's autonomy: commits a week, concurrent agents, tasks "
    "planned and failures recovered without a person, cost by landed task; each with what it means, and a "
    "command that counts it again with plain git.";
constexpr auto about_forms =
    "--openmetrics is for Prometheus and what reads its format, and for GitLab's metrics reports; "
    "templates/grafana/reeve.json is a dashboard of it. --markdown is for the page of a CI job: what landed, "
    "was rejected and failed (since TIME), what waits, and with --task that task's attempts and checks. "
    "--junit writes the gate's checks as a report of tests.";
constexpr auto about_page =
    "With --html, all of it and the run over time become one page, DIR/index.html, with a view for each "
    "task. "
    "It needs no network and no server: open it, keep it as an artifact of a job, or publish it to those who "
    "may read the repository, as it holds what agents wrote.";
constexpr auto about_json =
    "With --json: {\"goals\":[…]}, as templates/schemas/report.json describes; what is not known is left "
    "out. "
    "Newer versions may add members, and neither rename nor drop one.";

}  // namespace

const Command report_command = {
    .name = "report",
    .summary = "show how the goal went: cycles, sizes of tasks, failures, cost",
    .group = Group::look,
    .synopsis =
        {"[--goal GOAL] [--html DIR | --evidence | --openmetrics | --markdown] [--junit FILE] [--task ID] "
         "[--since TIME]"},
    .description = {about_goals, about_roles, about_failures, about_page, about_evidence, about_forms,
                    about_json},
    .options = {{.name = "goal", .value = "GOAL", .help = "this goal only, whatever its phase"},
                {.name = "html", .value = "DIR", .help = "write a page into this folder"},
                {.name = "evidence", .help = "what shows the fleet's autonomy, and how to check it"},
                {.name = "openmetrics", .help = "the figures as OpenMetrics text"},
                {.name = "markdown", .help = "what happened, for a CI job's summary"},
                {.name = "junit", .value = "FILE", .help = "write the gate's checks as JUnit XML"},
                {.name = "task", .value = "ID", .help = "--markdown, --junit: of this task only"},
                {.name = "since",
                 .value = "TIME",
                 .help = "--markdown, --junit: what happened since then, such as 2026-11-21T03:20:00Z"}},
    .json = Json::yes,
    .run = run_report,
};

}  // namespace reeve::cli
