#include "report/status_text.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/fleet_reading.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

StatusView view_on(const Terminal& terminal, const Arguments& arguments) {
  return {.width = terminal.width().value_or(0),
          .colour = terminal.colour(),
          .detail = arguments.has("all") ? Detail::all : Detail::most_important};
}

ExitCode run(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::reading);
  const FleetStatus status = read_status(session, arguments.value("goal"));
  if (arguments.json()) {
    context.out.line(status_json(status).text());
  } else {
    context.out.write(status_text(status, session.clock.now(), view_on(context.out, arguments)));
  }
  return ExitCode::done;
}

}  // namespace

const Command status_command = {
    .name = "status",
    .summary = "show what is going on and what needs you",
    .group = Group::look,
    .synopsis = {"[--all] [--goal GOAL]"},
    .description =
        {"What waits for you and what to type; the goals that are open or paused, how many of their tasks "
         "are "
         "in which phase, how many landed and what that cost; and which agents run, since when, and when "
         "something was last heard of them. One of which nothing was heard for 15 minutes is silent.",
         "The estimate says what is left with what the plans that have not ended will probably add, how long "
         "that takes at the pace of the last landings (at most 100, of the last day), and what it costs if "
         "it "
         "costs what landed tasks did; in brackets, what it will be between nine times out of ten. There is "
         "none before 10 tasks have landed within a day.",
         "With more goals, needs and agents than fit a screen the first are shown; --all shows all of them. "
         "--json always does: each goal's `cycle`, `phases`, `landed`, `rate` (`last_hour`, and `hours`, the "
         "last 24 of them, the oldest first), `estimate` (`tasks`, `seconds` and `cost`, each with `value`, "
         "`low` and `high`; left out where there is none), `spend`, `running`, `needs` and `hot`. "
         "templates/schemas/status.json describes it; newer versions may add members, and neither rename nor "
         "drop one.",
         "What was read is kept in .git/reeve/status-cache for the next time. It may be removed."},
    .options = {{.name = "all", .help = "everything, however long"},
                {.name = "goal", .value = "GOAL", .help = "this goal only, whatever its phase"}},
    .json = Json::yes,
    .run = run,
};

}  // namespace reeve::cli
