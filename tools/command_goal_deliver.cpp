#include <fmt/format.h>

#include "base/error.h"
#include "base/http_curl.h"
#include "base/json.h"
#include "base/text.h"
#include "forge/forge_of_remote.h"
#include "task/ref_names.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/hub_choice.h"
#include "tools/interrupt.h"
#include "tools/output.h"
#include "tools/session.h"

namespace reeve::cli {
namespace {

// The branch that receives the goal: --into, or the first of these that the hub has.
std::string receiving_branch(Session& session, const Arguments& arguments) {
  if (const auto into = arguments.value("into")) return "refs/heads/" + *into;
  for (const char* name : {"refs/heads/main", "refs/heads/master"}) {
    if (session.hub.read(name)) return name;
  }
  throw Error(ErrorKind::usage, "the hub has neither main nor master", "name a branch: --into BRANCH");
}

void require_deliverable(Session& session, const GoalRecord& goal, const std::string& into) {
  const std::string& target = goal.state.spec.target;
  if (goal.state.phase == GoalPhase::delivered)
    throw Error(ErrorKind::usage, "goal " + goal.id() + " is delivered already");
  if (target == into || !target.starts_with(refs::goal_prefix))
    throw Error(ErrorKind::usage,
                "the work of goal " + goal.id() + " lands on " + refs::short_name(target) + " itself",
                "there is nothing to deliver; to end it: git reeve goal stop " + goal.id());
  const std::size_t live = session.tasks.fleet(goal.id()).tasks.size();
  if (live > 0)
    throw Error(ErrorKind::usage, fmt::format("goal {} still has {}", goal.id(), count_of(live, "live task")),
                "let them land ('git reeve run'), or cancel them");
}

bool is_merged(Session& session, const GoalRecord& goal, const std::string& into) {
  const auto receiver = session.hub.read(into);
  return receiver && goal.target && session.hub.objects().is_ancestor(*goal.target, *receiver);
}

std::string body_of(const GoalRecord& goal) {
  std::string body = goal.state.spec.body.empty() ? "" : goal.state.spec.body + "\n\n";
  for (const std::string& criterion : goal.state.spec.accept) body += "- [ ] " + criterion + "\n";
  return body + "\nGoal " + goal.id() + ". Each commit's story: `git log --notes=refs/notes/reeve/ledger`.\n";
}

std::string url_of_landings(Session& session, const GoalRecord& goal) {
  const git::Repository& repository = session.hub.objects();
  const std::string landing = config_for(session, goal).hub.landing;
  const std::string remote = landing.empty() ? chosen_remote(repository) : landing;
  return repository.config("remote." + remote + ".url").value_or(remote);
}

forge::OpenedRequest request_for(Session& session, const GoalRecord& goal, const std::string& into) {
  CurlClient http;
  const auto forge = forge::forge_of_remote(url_of_landings(session, goal), inherited_environment(), http,
                                            session.clock, interrupt_token());
  if (!forge) {
    const std::string branch = refs::short_name(goal.state.spec.target);
    throw Error(
        ErrorKind::configuration, "the hub is at neither GitHub nor GitLab, so nothing can be requested",
        fmt::format("merge it into {} yourself, push that to the hub, and run this again:\ngit merge {}",
                    refs::short_name(into), branch));
  }
  return forge->open_or_find({.source = refs::short_name(goal.state.spec.target),
                              .target = refs::short_name(into),
                              .title = goal.state.spec.title,
                              .body = body_of(goal)});
}

void tell_delivered(const GoalRecord& goal, const std::string& into, const Arguments& arguments,
                    Context& context) {
  if (arguments.json()) {
    context.out.line(JsonObject().add("id", goal.id()).add("phase", name_of(goal.state.phase)).text());
  } else if (context.verbosity != Verbosity::quiet) {
    context.out.line(fmt::format("goal {} is delivered: {} has it", goal.id(), refs::short_name(into)));
  }
}

void tell_requested(const GoalRecord& goal, const forge::OpenedRequest& request, const Arguments& arguments,
                    Context& context) {
  if (arguments.json()) {
    JsonObject object;
    object.add("id", goal.id()).add("phase", name_of(goal.state.phase)).add("request", request.address);
    context.out.line(object.text());
    return;
  }
  const bool is_new = request.end == forge::RequestEnd::opened;
  context.out.line(printable(request.address));
  if (context.verbosity == Verbosity::quiet) return;
  context.err.line(is_new ? "opened; run this again when it is merged"
                          : "it is open already; run this again when it is merged");
}

ExitCode run_goal_deliver(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::changing);
  const auto name = arguments.operands().empty() ? std::nullopt : std::optional(arguments.operands().front());
  GoalRecord goal = resolve_goal(session, name);
  const std::string into = receiving_branch(session, arguments);
  require_deliverable(session, goal, into);
  if (!is_merged(session, goal, into)) {
    tell_requested(goal, request_for(session, goal, into), arguments, context);
    return ExitCode::done;
  }
  if (!session.goals.append(goal, EventType::delivered, "merged into " + refs::short_name(into)))
    throw Error(ErrorKind::lost_race, "somebody else changed goal " + goal.id(), "look at it and try again");
  tell_delivered(goal, into, arguments, context);
  return ExitCode::done;
}

}  // namespace

const Command goal_deliver_command = {
    .name = "goal deliver",
    .summary = "ask for the goal's branch to be merged, and close the goal when it is",
    .group = Group::plan,
    .synopsis = {"[GOAL] [--into BRANCH]"},
    .description =
        {"Opens a pull request at GitHub or a merge request at GitLab from the goal's branch, unless one is "
         "open, and prints its address. Once the branch is merged the same command marks the goal as "
         "delivered. All its tasks must have landed or be cancelled.",
         "The forge is known by the URL of the remote that receives the landings; the token comes from "
         "GITHUB_TOKEN, GH_TOKEN, REEVE_GITLAB_TOKEN or GITLAB_TOKEN. A squash merge is not seen as one: end "
         "such a goal with 'git reeve goal stop'."},
    .options = {{.name = "into",
                 .value = "BRANCH",
                 .help = "the branch that receives it; default: main or master"}},
    .operands = {.minimum = 0, .maximum = 1, .names = "GOAL"},
    .json = Json::yes,
    .run = run_goal_deliver,
};

}  // namespace reeve::cli
