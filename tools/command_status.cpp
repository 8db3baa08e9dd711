#include "base/error.h"
#include "report/status_text.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/fleet_reading.h"
#include "tools/output.h"
#include "tools/watch/watch.h"

namespace reeve::cli {
namespace {

constexpr std::int64_t longest_interval = 3600;

StatusView view_on(const Terminal& terminal) {
  return {.width = terminal.width().value_or(0), .colour = terminal.colour()};
}

ExitCode watch(const Arguments& arguments, Context& context) {
  if (arguments.json()) throw Error(ErrorKind::usage, "--watch and --json exclude each other");
  WatchRequest request;
  request.goal = arguments.value("goal");
  if (const auto seconds = arguments.number("interval", 1, longest_interval))
    request.interval = std::chrono::seconds(*seconds);
  return watch_status(context, request);
}

ExitCode run(const Arguments& arguments, Context& context) {
  if (arguments.has("watch")) return watch(arguments, context);
  if (arguments.has("interval")) throw Error(ErrorKind::usage, "--interval is for --watch");
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
    .synopsis = {"[--goal GOAL]", "--watch [--interval SECONDS] [--goal GOAL]"},
    .description =
        {"The goals that are open or paused, how many of their tasks are in which phase, what waits for "
         "you and what to type, and which agents run.",
         "With --watch: the same as a live screen, with the live tasks below. Keys: up and down choose a "
         "task, "
         "enter opens it, l what its agent printed, d its diff, e why it is where it is, / filters, g goes "
         "to "
         "the next goal, ? names all keys, q goes back and ends. The hub is looked at every 2 seconds, over "
         "a "
         "network every 15, as a forge counts requests; where it does not answer, the screen says so and "
         "goes "
         "on trying. Where there is no terminal, or TERM is dumb, --watch is an error."},
    .options = {{.name = "goal", .value = "GOAL", .help = "this goal only, whatever its phase"},
                {.name = "watch", .letter = 'w', .help = "show it as a live screen"},
                {.name = "interval",
                 .value = "SECONDS",
                 .help = "with --watch: between two looks, 1 to 3600"}},
    .json = Json::yes,
    .run = run,
};

}  // namespace reeve::cli
