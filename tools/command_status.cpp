#include "report/status_text.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/fleet_reading.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

StatusView view_on(const Terminal& terminal) {
  return {.width = terminal.width().value_or(0), .colour = terminal.colour()};
}

ExitCode run(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::reading);
  const FleetStatus status = read_status(session, arguments.value("goal"));
  if (arguments.json()) {
    context.out.line(status_json(status).text());
  } else {
    context.out.write(status_text(status, session.clock.now(), view_on(context.out)));
  }
  return ExitCode::done;
}

}  // namespace

const Command status_command = {
    .name = "status",
    .summary = "show what is going on and what needs you",
    .group = Group::look,
    .synopsis = {"[--goal GOAL]"},
    .description =
        {"The goals that are open or paused, how many of their tasks are in which phase, what waits for "
         "you and what to type, and which agents run."},
    .options = {{.name = "goal", .value = "GOAL", .help = "this goal only, whatever its phase"}},
    .json = Json::yes,
    .run = run,
};

}  // namespace reeve::cli
