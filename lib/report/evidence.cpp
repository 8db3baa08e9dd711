#include "report/evidence.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "hub/ledger.h"
#include "report/evidence_commands.h"
#include "report/words.h"
#include "task/policy.h"

namespace reeve {

namespace {

// "2026-W47", by ISO 8601: a week belongs to the year of its Thursday.
std::string week_name(TimePoint time) {
  using namespace std::chrono;
  const sys_days thursday = floor<days>(start_of(Period::week, time)) + days{3};
  const year_month_day date(thursday);
  const auto day_of_year = (thursday - sys_days(date.year() / January / 1)).count();
  return fmt::format("{:04}-W{:02}", static_cast<int>(date.year()), day_of_year / 7 + 1);
}

std::string commits_by_week(const std::vector<FleetCommit>& commits) {
  std::map<std::string, std::size_t> weeks;
  for (const FleetCommit& commit : commits) {
    if (commit.agent != person_agent) ++weeks[week_name(commit.at)];
  }
  std::string text;
  for (const auto& [week, count] : weeks) text += fmt::format("{} {}\n", week, count);
  return text;
}

std::string concurrency_words(const Concurrency& figures) {
  const double minutes = static_cast<double>(figures.busy.count()) / 60'000;
  return fmt::format("peak {}, mean {:.2f} in {:.1f} minutes\n", figures.peak, figures.mean, minutes);
}

std::string planned_words(const GoalHistory& history) {
  std::size_t tasks = 0, planned = 0;
  for (const TaskHistory& task : history.tasks) {
    if (task.state.spec.kind != TaskKind::work) continue;
    ++tasks;
    if (!task.state.spec.parent.empty()) ++planned;
  }
  return fmt::format("{} of {} tasks\n", planned, tasks);
}

std::string recovered_words(const FailureFigures& all) {
  return fmt::format("{} of {} tasks, {} failed attempts\n", all.recovered, all.tasks, all.attempts);
}

std::string cost_words_of(const GoalHistory& history, const Spend& spend) {
  const auto landed = std::ranges::count_if(history.tasks, [](const TaskHistory& task) {
    return task.state.spec.kind == TaskKind::work && task.state.phase == Phase::landed;
  });
  const double cost = spend.usage.cost.value_or(0);
  const std::string each = landed > 0 ? fmt::format(": {:.4f} each", cost / static_cast<double>(landed)) : "";
  return fmt::format("{:.4f} for {} landed tasks{}\n", cost, landed, each);
}

// Nothing that is counted is later than this, also where the clocks of machines differ.
TimePoint newest_event(const GoalHistory& history, TimePoint now) {
  for (const TaskHistory& task : history.tasks) {
    for (const Event& event : task.log.events) now = std::max(now, event.at);
  }
  return now;
}

git::Oid base_of(const GoalRecord& goal) {
  return git::Oid::parse(goal.state.spec.base).value_or(goal.goal_commit);
}

// --- For people

void add_wrapped(std::string& text, const std::string& words, std::size_t width) {
  constexpr std::string_view indent = "  ";
  std::string line(indent);
  for (const std::string& word : split(words, ' ')) {
    const bool is_first = line.size() == indent.size();
    if (!is_first && width > 0 && display_width(line) + 1 + display_width(word) > width) {
      text += line + "\n";
      line = indent;
    }
    line += (line.size() == indent.size() ? "" : " ") + word;
  }
  text += line + "\n";
}

std::string indented_lines(const std::string& lines, std::string_view indent) {
  std::string text;
  for (const std::string& line : split_lines(lines)) text += std::string(indent) + line + "\n";
  return text;
}

std::string claim_text(const AutonomyClaim& claim, std::size_t width) {
  std::string text = "\n" + claim.title + "\n";
  text += claim.value.empty() ? "  none\n" : indented_lines(printable(claim.value), "  ");
  add_wrapped(text, claim.definition, width);
  return text + "\n" + indented_lines(claim.command, "    ");
}

}  // namespace

std::vector<FleetCommit> fleet_commits(const git::Repository& repository, const GoalRecord& goal) {
  std::vector<FleetCommit> commits;
  if (!goal.target) return commits;
  for (const git::Oid& id : repository.first_parents(*goal.target, base_of(goal))) {
    const git::CommitData commit = repository.read_commit(id);
    if (trailer(commit.message, "Reeve-Goal") != goal.id() || !trailer(commit.message, "Reeve-Task"))
      continue;
    commits.push_back({commit.committer.when, trailer(commit.message, "Reeve-Agent").value_or("")});
  }
  return commits;
}

GoalEvidence goal_evidence(const GoalHistory& history, const std::vector<FleetCommit>& commits,
                           TimePoint now) {
  const GoalRecord& goal = history.goal;
  const Spend spend = total_of(spend_table(history));
  GoalEvidence evidence;
  evidence.goal = goal.id();
  evidence.as_of = newest_event(history, now);
  evidence.untold = history.untold;
  const Concurrency concurrency = concurrency_of(runs_of(history), evidence.as_of);
  evidence.hours = concurrency.hours;
  evidence.claims = {
      {"commits_by_week", "Commits a week by the fleet",
       "Commits on the goal's target that a task became, by the ISO week (UTC) of their committer date. A "
       "change that was taken back later counts; a person's work by hand (agent 'me') does not.",
       commits_by_week(commits),
       commits_by_week_command(goal.id(), base_of(goal), goal.target.value_or(goal.goal_commit))},
      {"concurrent_agents", "Concurrent agents",
       "Attempts of agents that ran at one moment: from the claim to what the agent handed in, or to its "
       "failure, but not beyond its lease. Planners and judges count, a person's work by hand and the "
       "gate's checks and reviews do not. The mean is by time, over the minutes in which at least one ran.",
       concurrency_words(concurrency), concurrency_command(goal.id(), evidence.as_of)},
      {"planned_without_a_person", "Tasks planned without a person",
       "Tasks to do work that a plan task made (they name it as their parent), of all. Plan tasks are done "
       "by agents alone.",
       planned_words(history), planned_command(goal.id(), evidence.as_of)},
      {"recovered_without_a_person", "Failures recovered without a person",
       "Tasks that had an attempt that failed, or were rejected or taken back, and landed all the same, or "
       "were replaced or dropped by a planner; and that no person answered, released, retried, cancelled or "
       "worked on. A person is who signs with a name and an address; a process signs as role@host.",
       recovered_words(failures_of(history).all), recovered_command(goal.id(), evidence.as_of)},
      {"cost_by_landed_task", "Cost by landed task",
       fmt::format("What all attempts and reviews of the goal used, those that failed, of planners and of "
                   "judges too, by tasks that landed and were not taken back. Of {} nobody said the cost: "
                   "nothing is counted for them.",
                   count_of(spend.unknown_cost, "attempt")),
       cost_words_of(history, spend), cost_command(goal.id(), evidence.as_of)}};
  return evidence;
}

std::string evidence_text(const GoalEvidence& evidence, std::size_t width) {
  std::string text =
      fmt::format("Evidence for goal {}, as of {}\n", evidence.goal, time_words(evidence.as_of));
  add_wrapped(text,
              "Each number, what it means, and a command of sh that counts it again. In a clone, first: git "
              "fetch origin 'refs/notes/reeve/*:refs/notes/reeve/*'",
              width);
  if (evidence.untold > 0)
    add_wrapped(text,
                fmt::format("The ledger here does not tell of {}: they count in the commits alone.",
                            count_of(evidence.untold, "landed task")),
                width);
  for (const AutonomyClaim& claim : evidence.claims) text += claim_text(claim, width);
  return text;
}

JsonObject evidence_json(const GoalEvidence& evidence) {
  std::vector<JsonObject> claims, hours;
  for (const AutonomyClaim& claim : evidence.claims) {
    JsonObject& object = claims.emplace_back();
    object.add("name", claim.name).add("title", claim.title).add("definition", claim.definition);
    object.add("value", claim.value).add("command", claim.command);
  }
  for (const HourOfRuns& hour : evidence.hours)
    hours.emplace_back().add("start", format_time(hour.start)).add("peak", hour.peak).add("mean", hour.mean);
  JsonObject object;
  object.add("as_of", format_time(evidence.as_of)).add("untold", evidence.untold);
  return object.add("claims", claims).add("hours", hours);
}

}  // namespace reeve
