#include <algorithm>
#include <array>
#include <cstdlib>
#include <exception>
#include <fstream>

#include "base/error.h"
#include "base/text.h"
#include "hooks/checked_out_task.h"
#include "hooks/lease.h"
#include "hooks/push_advice.h"
#include "hooks/trailers.h"
#include "hub/local_hub.h"
#include "task/ref_names.h"
#include "tools/arguments.h"
#include "tools/command_hook_server.h"
#include "tools/commands.h"
#include "tools/hub_choice.h"
#include "tools/output.h"
#include "tools/server_fleet.h"
#include "tools/session.h"
#include "tools/text_argument.h"

namespace reeve::cli {
namespace {

using Words = std::vector<std::string>;  // what git gives to the hook, without its name

// How long a commit waits while others change refs.
constexpr Milliseconds commits_patience{500};

ExitCode prepare_commit_msg(const Words& words, Context& context) {
  if (words.empty()) throw Error(ErrorKind::usage, "git named no file with a message");
  hooks::add_trailers(context.folder, words[0], words.size() > 1 ? words[1] : "", inherited_environment());
  return ExitCode::done;
}

// Where git has set GIT_DIR, the folder the hook runs in may belong to another repository or to none.
Context in_git_folder(const Context& context) {
  Context inside = context;
  inside.folder = hooks::git_folder(context.folder, inherited_environment());
  return inside;
}

ExitCode pre_push(const Words&, Context& context) {
  const auto pushes = hooks::task_pushes(file_argument(context, "-"));
  if (pushes.empty()) return ExitCode::done;
  Session session(in_git_folder(context), Purpose::reading);
  ExitCode code = ExitCode::done;
  for (const hooks::TaskPush& push : pushes) {
    const auto objection = hooks::objection_to(push, session.tasks);
    if (!objection) continue;
    print_error(context.err, "the gate would not take " + refs::short_name(push.ref) + ": " + *objection,
                "undo these changes and push again; 'git push --no-verify' pushes all the same");
    code = ExitCode::negative;
  }
  return code;
}

// Only where the hub is this repository, which takes 5 ms. To renew at a remote is a push: a commit must be
// as fast as ever and work without a network, and forges ask for few pushes.
ExitCode post_commit(const Words&, Context& context) {
  const auto task = hooks::checked_out_task(context.folder, inherited_environment());
  if (!task) return ExitCode::done;
  git::Repository repository = git::Repository::discover(in_git_folder(context).folder);
  const auto person = repository.person(context.clock.now());
  if (!person || !chosen_remote(repository).empty()) return ExitCode::done;
  LocalHub hub(std::move(repository), commits_patience);
  TaskStore tasks(hub, context.clock, person->name + " <" + person->email + ">", *person);
  hooks::renew_lease(tasks, *task);
  return ExitCode::done;
}

struct Hook {
  std::string_view name;
  ExitCode (*run)(const Words&, Context&);
  std::string_view not_done;  // what to say when there was trouble
};

// They give advice to who works in a clone. A commit or a push never fails because of trouble of ours.
constexpr std::array client_hooks{
    Hook{"prepare-commit-msg", prepare_commit_msg, "no trailers were added"},
    Hook{"post-commit", post_commit, "the lease of the task was not renewed"},
    Hook{"pre-push", pre_push, "the push was not checked"},
};

ExitCode run_client_hook(const Hook& hook, const Words& words, Context& context) try {
  return hook.run(words, context);
} catch (const std::exception& error) {
  context.err.line("warning: " + std::string(hook.not_done) + ": " + printable(error.what()));
  return ExitCode::done;
}

// `git reeve doctor` sets the variable to see which hooks git really runs.
bool answer_probe(const std::string& hook) {
  const char* file = std::getenv("REEVE_HOOK_PROBE");
  if (file == nullptr || *file == '\0') return false;
  std::ofstream(file, std::ios::app) << hook << '\n';
  return true;
}

ExitCode run_hook(const Arguments& arguments, Context& context) {
  const std::string& name = arguments.operands().front();
  if (const auto hook = std::ranges::find(client_hooks, name, &Hook::name); hook != client_hooks.end()) {
    if (answer_probe(name)) return ExitCode::done;
    return run_client_hook(*hook, {arguments.operands().begin() + 1, arguments.operands().end()}, context);
  }
  if (name == "pre-receive") return run_pre_receive(context);
  if (name == "post-receive") return start_server_fleet(context);
  if (name == "server-run") return run_server_fleet(context);
  // A shim of a newer version may be installed, and must not stop anybody.
  context.err.line("warning: git-reeve knows no hook " + printable(name));
  return ExitCode::done;
}

}  // namespace

const Command hook_command = {
    .name = "hook",
    .summary = "what an installed hook runs",
    .group = Group::hidden,
    .synopsis = {"NAME [ARGUMENT]…"},
    .description =
        {"prepare-commit-msg adds Reeve-Task and Reeve-Attempt to a commit made for a task. post-commit "
         "renews "
         "the lease of a claim of yours on the branch that is checked out, where the hub is this repository. "
         "pre-push reads what git is about to push, and refuses a task's branch that changes paths outside "
         "the "
         "task's scope, or protected ones; every other push passes. Trouble is a warning and stops nothing.",
         "On a git server, pre-receive refuses a push that breaks the rules of the fleet, and post-receive "
         "starts the fleet in the repository that a push came to and returns at once. What it starts is "
         "server-run: one at a time for each repository, until nothing is left to do.",
         "With REEVE_HOOK_PROBE in the environment a hook appends its name to that file and does nothing "
         "else."},
    .operands = {.minimum = 1, .maximum = Operands::any_number, .names = "NAME"},
    .run = run_hook,
};

}  // namespace reeve::cli
