#include "tools/work_by_hand.h"

#include <fmt/format.h>
#include <unistd.h>

#include <iostream>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "task/policy.h"
#include "task/ref_names.h"
#include "tools/arguments.h"
#include "tools/interrupt.h"
#include "tools/output.h"
#include "tools/person_shell.h"
#include "work/hand_attempt.h"
#include "work/salvage.h"
#include "workspace/check.h"

namespace reeve::cli {

namespace {

// A folder of the person's is filled with the task's files, so nothing of theirs may be in it.
std::filesystem::path chosen_folder(const Arguments& arguments, const Context& context) {
  const auto name = arguments.value("in");
  if (!name) return {};
  const std::filesystem::path folder = (context.folder / *name).lexically_normal();
  if (std::filesystem::exists(folder) &&
      !(std::filesystem::is_directory(folder) && std::filesystem::is_empty(folder))) {
    throw Error(ErrorKind::usage,
                "--in needs a new or empty folder, and there is something in " + folder.string());
  }
  std::filesystem::create_directories(folder);
  return folder;
}

GoalRecord open_goal_of(Session& session, const TaskRecord& task) {
  auto goal = session.goals.find(task.state.spec.goal);
  if (!goal) throw Error(ErrorKind::not_found, "there is no goal " + task.state.spec.goal);
  if (goal->state.phase == GoalPhase::open) return std::move(*goal);
  throw Error(
      ErrorKind::lost_race,
      fmt::format("goal {} is {}, so nothing can be submitted", goal->id(), name_of(goal->state.phase)),
      "'git reeve goal resume " + goal->id() + "'");
}

void say_task(const TaskRecord& task, const Config& config, const std::filesystem::path& folder,
              Context& context) {
  const TaskSpec& spec = task.state.spec;
  const auto say = [&](const std::string& name, const std::string& text) {
    if (!text.empty()) context.err.line(fmt::format("{:<8} {}", name, printable(text)));
  };
  say("task", spec.id + ": " + spec.title);
  for (const std::string& line : split_lines(spec.body)) context.err.line("  " + printable(line));
  for (const std::string& criterion : spec.accept) say("accept", criterion);
  say("scope", spec.scope.empty() ? "every file that is not protected" : join(spec.scope, " "));
  for (const std::string& check : checks_for(config.gate, spec)) say("check", check);
  say("folder", folder.string());
  context.err.line(
      "Commit what shall be submitted and leave the shell: it is merged, checked and submitted. Leave "
      "without "
      "a commit to give the task back.");
}

// The variables of git with which the person commits: the configuration of their repository is not seen here.
std::map<std::string, std::string> variables_for(const Session& session, const TaskRecord& task) {
  std::map<std::string, std::string> variables{{"REEVE_ID", task.id()}};
  for (const char* role : {"AUTHOR", "COMMITTER"}) {
    variables[fmt::format("GIT_{}_NAME", role)] = session.signature.name;
    variables[fmt::format("GIT_{}_EMAIL", role)] = session.signature.email;
  }
  return variables;
}

bool is_asked(Context& context) {
  return isatty(STDIN_FILENO) == 1 && context.err.is_terminal();
}

bool wants_to_go_back(const std::string& problem, Context& context) {
  context.err.line(printable(problem));
  if (!is_asked(context)) return false;
  context.err.write("Go back to the shell? [Y/n] ");
  std::string answer;
  return std::getline(std::cin, answer) && (answer.empty() || answer.front() == 'y' || answer.front() == 'Y');
}

Workspace clean_workspace(TaskStore& store, WorkspacePool& pool) {
  Workspace workspace = pool.acquire();
  salvage(store, workspace);
  return workspace;
}

std::string kept_words(Session& session, const TaskRecord& task, int attempt) {
  const std::string ref = refs::failed(task.id(), attempt);
  return session.hub.read(ref) ? "\nWhat was not submitted is kept in " + refs::short_name(ref) + "." : "";
}

std::string words_for(const AttemptResult& result, const std::string& id) {
  switch (result.end) {
    case AttemptEnd::submitted:
      return "submitted " + id;
    case AttemptEnd::given_back:
      return "given back " + id + ": " + result.reason;
    case AttemptEnd::claim_lost:
      return "claim lost " + id + ": somebody took the task away meanwhile";
    default:
      return "not submitted " + id + ": " + result.reason;
  }
}

void tell(const AttemptResult& result, const std::string& text, const std::string& id, int attempt,
          const Arguments& arguments, Context& context) {
  if (arguments.json()) {
    JsonObject object;
    object.add("task", id).add("attempt", attempt).add("agent", person_agent);
    object.add("end", result.end == AttemptEnd::submitted ? "submitted" : "not submitted");
    object.add("outcome", name_of(result.outcome)).add_if("reason", result.reason);
    context.out.line(object.text());
  } else if (context.verbosity != Verbosity::quiet) {
    context.out.line(printable(text));
  }
}

}  // namespace

ExitCode work_by_hand(Session& session, const Arguments& arguments, Context& context,
                      const std::string& run) {
  const std::string id = resolve_task(session, arguments.value("task").value());
  const auto found = session.tasks.find(id);
  if (!found) throw Error(ErrorKind::not_found, "there is no live task '" + printable(id) + "'");
  const GoalRecord goal = open_goal_of(session, *found);
  const Config config = config_for(session, goal);
  const auto folder = chosen_folder(arguments, context);
  WorkspacePool pool(session.hub.objects(), "work");
  Workspace workspace = clean_workspace(session.tasks, pool);
  Workspace for_checks = clean_workspace(session.tasks, pool);

  TaskRecord task = claim_by_hand(session.tasks, id, run, config.limits.lease);
  const int attempt = static_cast<int>(task.state.attempts.size());
  const auto let_work = [&](const std::filesystem::path& place, const std::function<void()>& on_tick) {
    say_task(task, config, place, context);
    run_persons_shell(place, variables_for(session, task), on_tick);
  };
  const auto ask = [&](const std::string& problem) { return wants_to_go_back(problem, context); };
  const HandSetting setting{session.tasks, goal,     config, workspace,        for_checks,
                            folder,        let_work, ask,    interrupt_token()};
  const AttemptResult result = run_hand_attempt(setting, task);
  tell(result, words_for(result, id) + kept_words(session, task, attempt), id, attempt, arguments, context);
  return result.end == AttemptEnd::submitted ? ExitCode::done : ExitCode::negative;
}

}  // namespace reeve::cli
