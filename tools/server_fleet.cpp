#include "tools/server_fleet.h"

#include <fmt/format.h>

#include <charconv>

#include "base/error.h"
#include "base/text.h"
#include "fleet/controller.h"
#include "hooks/fleet_starter.h"
#include "hooks/fleet_turn.h"
#include "hooks/server_log.h"
#include "hub/local_hub.h"
#include "tools/interrupt.h"
#include "tools/role.h"
#include "tools/text_argument.h"

namespace reeve::cli {
namespace {

// `git config reeve.serverWorkers` is the word of whoever keeps the server; the goal's configuration comes
// with a push.
std::size_t server_workers(Session& session) {
  const auto text = session.hub.objects().config("reeve.serverWorkers");
  if (!text) return configured_workers(session, "");
  std::size_t number = 0;
  const auto [end, failure] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (failure == std::errc() && end == text->data() + text->size() && number >= 1 && number <= most_workers)
    return number;
  throw Error(ErrorKind::configuration,
              "reeve.serverWorkers is '" + *text + "', which is no number from 1 to 1000",
              "git config reeve.serverWorkers 4");
}

void log_event(hooks::ServerLog& log, const TaskState& task, const Event& event) {
  if (event.type != EventType::failed && event.type != EventType::rejected &&
      event.type != EventType::asked && event.type != EventType::held)
    return;
  log.line(fmt::format("{} {}{}", event.name, task.spec.id, event.reason.empty() ? "" : ": " + event.reason));
}

std::string summary(RunEnd end, const FleetProgress& last) {
  const std::string done = fmt::format("{} landed, {} failed", count_of(last.landed, "task"),
                                       count_of(last.failed_attempts, "attempt"));
  switch (end) {
    case RunEnd::done:
      return "nothing is left to do: " + done;
    case RunEnd::needs_person:
      return "what is left needs a person, see 'git reeve status': " + done;
    case RunEnd::interrupted:
      break;
  }
  return "interrupted, claims are given back: " + done;
}

void run_fleet(Context& context, hooks::ServerLog& log) {
  Session session(context, Purpose::changing);
  TaskStore store(session.hub, session.clock, role_name("run"), session.signature);
  ControllerOptions options;
  options.workers = server_workers(session);
  options.program = this_program(context);
  options.folder = context.folder;
  FleetProgress last;
  Controller controller(store, session.goals, options, interrupt_token());
  controller.on_progress = [&](const FleetProgress& progress) { last = progress; };
  controller.on_event = [&](const TaskState& task, const Event& event) { log_event(log, task, event); };
  controller.on_landed = [&](const std::string& task, const git::Oid& commit) {
    log.line("landed " + task + " as " + commit.short_hex());
  };
  controller.on_problem = [&](const std::string& text) { log.line("problem: " + text); };
  const RunEnd end = controller.run();
  // A push that has nothing for the fleet, as most of a plain repository, leaves no line.
  if (end != RunEnd::done || last.landed + last.failed_attempts > 0) log.line(summary(end, last));
}

}  // namespace

ExitCode start_server_fleet(Context& context) {
  if (!hooks::wakes_fleet(file_argument(context, "-"))) return ExitCode::done;
  const git::Repository repository = git::Repository::discover(context.folder);
  if (repository.config("reeve.serverWorkers") == "0") return ExitCode::done;
  Context here = context;
  here.folder = repository.common_dir();
  std::vector<std::string> program = this_program(here);
  program.insert(program.end(), {"hook", "server-run"});
  hooks::start_fleet(repository, program, inherited_environment());
  return ExitCode::done;
}

ExitCode run_server_fleet(Context& context) {
  const git::Repository repository = git::Repository::discover(context.folder);
  hooks::ServerLog log(hooks::server_log_of(repository), context.clock);
  const auto turn = hooks::take_fleet_turn(state_folder(repository), interrupt_token());
  if (!turn) return ExitCode::done;
  try {
    run_fleet(context, log);
    return ExitCode::done;
  } catch (const Error& error) {
    log.line("error: " + std::string(error.what()));
    if (!error.hint().empty()) log.line("hint: " + error.hint());
    return exit_code_of(error.kind());
  }
}

}  // namespace reeve::cli
