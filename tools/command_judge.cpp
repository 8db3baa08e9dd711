#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "hub/finished_spend.h"
#include "hub/local_hub.h"
#include "judge/archive.h"
#include "judge/gate.h"
#include "judge/offers.h"
#include "task/ref_names.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/commit_check.h"
#include "tools/hub_choice.h"
#include "tools/interrupt.h"
#include "tools/output.h"
#include "tools/role.h"
#include "work/attempt.h"
#include "work/budget.h"
#include "workspace/target_files.h"

namespace reeve::cli {
namespace {

bool names_a_task(GateEvent::Kind kind) {
  return kind != GateEvent::Kind::testing && kind != GateEvent::Kind::flaky &&
         kind != GateEvent::Kind::stopped && kind != GateEvent::Kind::warning;
}

// Which candidates stand together, where that is few enough for a line.
std::string names_of(const GateEvent& event) {
  constexpr std::size_t most_names = 6;
  if (event.kind != GateEvent::Kind::testing || event.tasks.empty()) return "";
  if (event.tasks.size() > most_names) return "";
  return ": " + printable(join(event.tasks, ", "));
}

void tell(const GateEvent& event, const Arguments& arguments, Context& context) {
  if (arguments.json()) {
    JsonObject object;
    object.add("event", name_of(event.kind));
    if (event.kind != GateEvent::Kind::warning)
      object.add(names_a_task(event.kind) ? "task" : "what", event.task);
    object.add_if("reason", event.reason);
    if (!event.tasks.empty()) object.add("tasks", event.tasks);
    if (!event.commit.is_zero()) object.add("commit", event.commit.hex());
    context.out.line(object.text());
    return;
  }
  if (context.verbosity == Verbosity::quiet) return;
  std::string line(name_of(event.kind));
  if (!event.task.empty()) line += " " + event.task;
  if (!event.commit.is_zero()) line += " as " + event.commit.short_hex();
  if (!event.reason.empty()) line += ": " + printable(event.reason);
  if (event.kind == GateEvent::Kind::testing || event.kind == GateEvent::Kind::warning) {
    context.err.line(line + names_of(event));
  } else {
    context.out.line(line);
  }
}

// One judge a goal on this machine: two would test the same trees. The other one is waited for, then there
// may be nothing left to do.
std::optional<FileLock> wait_for_turn(Session& session, const std::string& goal) {
  const auto file = state_folder(session.hub.objects()) / "gate" / (goal + ".lock");
  make_folders(file.parent_path());
  while (!interrupt_token().stop_requested()) {
    if (auto lock = FileLock::try_acquire(file)) return lock;
    system_clock().sleep(Milliseconds{100});
  }
  return std::nullopt;
}

// A review is paid for by the budgets of the task that it is on.
Lenses::Grant grant_for_review(TaskStore& store, const GoalRecord& goal, const Config& config,
                               const TaskRecord& task, const AgentConfig& agent) {
  const Fleet fleet = store.fleet(goal.id());
  std::vector<const TaskState*> live;
  for (const TaskRecord& each : fleet.tasks) live.push_back(&each.state);
  FinishedSpend finished;
  const auto tasks =
      spend_of_goal(finished, store.hub().objects(), goal, store.hub().read(std::string(refs::ledger)), live);
  const auto budgets = budgets_of(task.state.spec, tasks, config.limits);
  const Amount wanted = wanted_by(agent, config.limits);
  if (const auto objection = objection_to_start(wanted, budgets)) return {std::nullopt, *objection};
  return {budget_for(granted(wanted, budgets), budgets), ""};
}

GateResult judge_goal(Session& session, TaskStore& store, const GoalRecord& goal, const Arguments& arguments,
                      Context& context) {
  const Config config = config_of(session.hub.objects(), goal.base());
  const auto host = open_host(session.hub, config.hub);
  Gate gate(store, goal, config, next_step_for(store, config), interrupt_token(), host.get());
  gate.grant = [&](const TaskRecord& task, const AgentConfig& agent) {
    return grant_for_review(store, goal, config, task, agent);
  };
  gate.on_event = [&](const GateEvent& event) { tell(event, arguments, context); };
  return gate.run();
}

// What people pushed joins the queue; what cannot is told, for who reads this to tell them. Returns how many
// branches could not.
std::size_t take_in_offers(TaskStore& store, const Arguments& arguments, Context& context) {
  const Adopted adopted = adopt_offers(store, offered_branches(store.hub()));
  if (arguments.json()) {
    for (const std::string& id : adopted.tasks) {
      JsonObject object;
      context.out.line(object.add("event", "adopted").add("task", id).text());
    }
    for (const LeftBranch& left : adopted.left) {
      JsonObject object;
      object.add("event", "left").add("branch", left.branch).add("reason", left.reason);
      context.out.line(object.add("next", left.next).text());
    }
    return adopted.left.size();
  }
  if (context.verbosity != Verbosity::quiet)
    for (const std::string& id : adopted.tasks) context.out.line("taken up " + id);
  for (const LeftBranch& left : adopted.left)
    context.err.line(fmt::format("left {}: {}\n  next: {}", left.branch, printable(left.reason), left.next));
  return adopted.left.size();
}

ExitCode run_judge(const Arguments& arguments, Context& context) {
  if (arguments.has("check")) return run_commit_check(arguments, context);
  if (arguments.has("onto")) throw Error(ErrorKind::usage, "--onto belongs to --check");
  Session session(context, Purpose::working);
  TaskStore store(session.hub, session.clock, role_name("judge"), session.signature);
  const std::string chosen = chosen_goal(session, arguments);
  std::size_t settled = 0;
  std::size_t blocked = take_in_offers(store, arguments, context);
  for (const GoalRecord& listed : session.goals.all().goals) {
    if (!chosen.empty() && listed.id() != chosen) continue;
    if (listed.state.phase == GoalPhase::delivered) continue;  // it was delivered when nothing of it lived
    if (listed.state.phase != GoalPhase::open) {
      // Nothing of it lands any more, but what ended still leaves the hub.
      for (const std::string& id : archive_ended(store, listed))
        tell({GateEvent::Kind::archived, id, "", {}, {}}, arguments, context);
      continue;
    }
    const auto turn = wait_for_turn(session, listed.id());
    const auto goal = session.goals.find(listed.id());
    if (!turn || !goal) continue;
    const GateResult result = judge_goal(session, store, *goal, arguments, context);
    settled += result.landed + result.rejected + result.reverted;
    blocked += result.blocked.size() + (result.stopped.empty() ? 0 : 1);
  }
  if (interrupt_token().stop_requested()) return ExitCode::interrupted;
  if (settled + blocked == 0 && context.verbosity != Verbosity::quiet && !arguments.json()) {
    context.err.line("no candidate is ready");
  }
  return blocked > 0 ? ExitCode::negative : ExitCode::done;
}

}  // namespace

const Command judge_command = {
    .name = "judge",
    .summary = "test what is ready, and land or reject it",
    .group = Group::run,
    .synopsis = {"[--goal GOAL]", "--check REV [--onto REV | --goal GOAL]"},
    .description =
        {"Merges the candidates that wait under reeve/ready/ onto the target, runs the checks on "
         "the merged tree, and "
         "lands those that pass. A candidate whose check fails, again and again ([gate] reruns), "
         "and passes without it, is rejected with the log. Exits with 1 if a candidate could be "
         "neither landed nor rejected: a check that cannot run, or that is red on the target "
         "itself, needs a person.",
         "[gate] policy says what may land: strict, only a tree that itself passed ever becomes the "
         "target's tip; lanes, also what passed and cannot interact with what landed meanwhile; "
         "optimistic, also what passed on its own branch. The last two verify the tip afterwards, "
         "move reeve/green/GOAL forward, and revert what turns out to be bad.",
         "A branch that a person pushes to reeve/ready/NAME joins the queue as a task: of the only "
         "open goal, or of the one that a trailer Reeve-Goal of its commits names. Its commits "
         "keep their author when they land as one. If it is rejected, its work is kept under "
         "reeve/failed/, and it is tried again when it is pushed again under the same name.",
         "With --check nothing lands: one commit is merged onto the target in memory and the "
         "checks are run on the result, as a required status check of a code host does it for "
         "people's changes. Exits with 0 only if all pass."},
    .options = {{.name = "check", .value = "REV", .help = "judge this commit, and land nothing"},
                {.name = "onto", .value = "REV", .help = "what --check merges it onto; default: the target"},
                {.name = "goal", .value = "GOAL", .help = "candidates of this goal only"}},
    .json = Json::yes,
    .run = run_judge,
};

}  // namespace reeve::cli
