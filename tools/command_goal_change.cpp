#include <fmt/format.h>

#include "base/error.h"
#include "base/json.h"
#include "fleet/budget_keeper.h"
#include "task/ref_names.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/session.h"

namespace reeve::cli {
namespace {

bool is_done_already(GoalPhase phase, EventType type) {
  return (type == EventType::paused && phase == GoalPhase::paused) ||
         (type == EventType::stopped && phase == GoalPhase::stopped) ||
         (type == EventType::resumed && phase == GoalPhase::open);
}

// Why this goal cannot be changed so; empty if it can.
std::string refusal(const GoalRecord& goal, EventType type) {
  const GoalPhase phase = goal.state.phase;
  const bool may_follow = type == EventType::resumed  ? phase != GoalPhase::delivered
                          : type == EventType::paused ? phase == GoalPhase::open
                                                      : !goal.state.finished();
  if (may_follow && !is_done_already(phase, type)) return "";
  return fmt::format("goal {} is {}, so it cannot be {}", goal.id(), name_of(phase), name_of(type));
}

// Reconcile would pause it again at its next look, and whoever resumed it would wonder. Says so.
bool is_out_of_budget(Session& session, const GoalRecord& goal, Context& context) {
  const auto reason = budget_objection(session.tasks, goal, config_for(session, goal));
  if (!reason) return false;
  print_error(context.err, fmt::format("goal {} would be paused again at once: {}", goal.id(), *reason),
              "raise the limit in .reeve/config.toml on " + refs::short_name(goal.state.spec.target) +
                  ", then resume it");
  return true;
}

void tell(const GoalRecord& goal, const Arguments& arguments, Context& context) {
  if (arguments.json()) {
    JsonObject object;
    object.add("id", goal.id()).add("phase", name_of(goal.state.phase)).add_if("reason", goal.state.reason);
    context.out.line(object.text());
  } else if (context.verbosity != Verbosity::quiet) {
    context.out.line(fmt::format("goal {} is {}", goal.id(), name_of(goal.state.phase)));
  }
}

std::optional<std::string> named_goal(Session& session, const Arguments& arguments, EventType type) {
  if (!arguments.operands().empty()) return arguments.operands().front();
  if (type != EventType::resumed) return std::nullopt;
  std::optional<std::string> paused;  // the only one; what is open needs no resume
  for (const GoalRecord& goal : session.goals.all().goals) {
    if (goal.state.phase != GoalPhase::paused) continue;
    if (paused) throw Error(ErrorKind::usage, "there is more than one paused goal", "name one");
    paused = goal.id();
  }
  if (!paused)
    throw Error(ErrorKind::not_found, "there is no paused goal", "'git reeve goal list' lists them");
  return paused;
}

ExitCode change(const Arguments& arguments, Context& context, EventType type) {
  Session session(context, Purpose::changing);
  GoalRecord goal = resolve_goal(session, named_goal(session, arguments, type));
  if (const std::string reason = refusal(goal, type); !reason.empty()) {
    print_error(context.err, reason, "");
    return ExitCode::negative;
  }
  if (type == EventType::resumed && is_out_of_budget(session, goal, context)) return ExitCode::negative;
  if (!session.goals.append(goal, type, arguments.value("reason").value_or("")))
    throw Error(ErrorKind::lost_race, "somebody else changed goal " + goal.id(), "look at it and try again");
  tell(goal, arguments, context);
  return ExitCode::done;
}

ExitCode run_pause(const Arguments& arguments, Context& context) {
  return change(arguments, context, EventType::paused);
}
ExitCode run_resume(const Arguments& arguments, Context& context) {
  return change(arguments, context, EventType::resumed);
}
ExitCode run_stop(const Arguments& arguments, Context& context) {
  return change(arguments, context, EventType::stopped);
}

Command change_command(const std::string& name, const std::string& summary, const std::string& description,
                       ExitCode (*run)(const Arguments&, Context&)) {
  return {.name = name,
          .summary = summary,
          .group = Group::plan,
          .synopsis = {"[GOAL] [--reason TEXT]"},
          .description = {description},
          .options = {{.name = "reason", .value = "TEXT", .help = "why; it is kept in the goal's log"}},
          .operands = {.minimum = 0, .maximum = 1, .names = "GOAL"},
          .json = Json::yes,
          .run = run};
}

}  // namespace

const Command goal_pause_command = change_command(
    "goal pause", "let nothing new start for a goal",
    "No task of the goal is claimed and nothing of it lands until 'git reeve goal resume'. Agents and checks "
    "that run are stopped by their workers within seconds, on other machines too; their work is kept, and "
    "their tasks are free again. Without a name: the only open goal.",
    run_pause);

const Command goal_resume_command = change_command(
    "goal resume", "let a goal go on",
    "A paused, stopped or achieved goal is open again. Without a name: the only paused goal.", run_resume);

const Command goal_stop_command = change_command(
    "goal stop", "give a goal up",
    "Nothing more is done for the goal. Agents that run are stopped, and their work is kept. What has landed "
    "stays on its branch, its tasks stay as they are, and 'git reeve goal resume' takes it up again. Without "
    "a name: the only open goal.",
    run_stop);

}  // namespace reeve::cli
