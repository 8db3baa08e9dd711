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

StatusView view_on(const Terminal& terminal, const Arguments& arguments) {
  return {.width = terminal.width().value_or(0),
          .colour = terminal.colour(),
          .detail = arguments.has("all") ? Detail::all : Detail::most_important};
}

ExitCode watch(const Arguments& arguments, Context& context) {
  if (arguments.json()) throw Error(ErrorKind::usage, "--watch and --json exclude each other");
  WatchRequest request;
  request.goal = arguments.value("goal");
  if (const auto seconds = arguments.number("interval", 1, longest_interval))
    request.interval = std::chrono::seconds(*seconds);
  return watch_status(context, request);
}

ExitCode run_status(const Arguments& arguments, Context& context) {
  if (arguments.has("watch")) return watch(arguments, context);
  if (arguments.has("interval")) throw Error(ErrorKind::usage, "--interval is for --watch");
  Session session(context, Purpose::reading);
  const FleetStatus status = read_status(session, arguments.value("goal"));
  if (arguments.json()) {
    context.out.line(status_json(status).text());
  } else {
    context.out.write(status_text(status, session.clock.now(), view_on(context.out, arguments)));
  }
  if (status.goals.empty()) tell_of_other_hub(session, context);
  return ExitCode::done;
}

// The paragraphs of the help.
constexpr auto about_screen =
    "What waits for you and what to type; the goals that are open or paused, how many of their tasks "
    "are in which phase, how many landed and what that cost; and which agents run, since when, and when "
    "something was last heard of them. One of which nothing was heard for 15 minutes is silent.";
constexpr auto about_estimate =
    "The estimate says what is left with what the plans that have not ended will probably add, how long "
    "that takes at the pace of the last landings (at most 100, of the last day), and what it costs if "
    "it costs what landed tasks did; in brackets, what it will be between nine times out of ten. There "
    "is none before 10 tasks have landed within a day.";
constexpr auto about_parts =
    "With more goals, needs and agents than fit a screen the first are shown; --all shows all of them. "
    "--json always does: each goal's `cycle`, `phases`, `landed`, `rate` (`last_hour`, and `hours`, the "
    "last 24 of them, the oldest first), `estimate` (`tasks`, `seconds` and `cost`, each with `value`, "
    "`low` and `high`; left out where there is none), `spend`, `running`, `needs` and `hot`. "
    "templates/schemas/status.json describes it; newer versions may add members, and neither rename nor "
    "drop one.";
constexpr auto about_watch =
    "With --watch: the same as a live screen, with the live tasks below. Keys: up and down choose a "
    "task, enter opens it, l what its agent printed, d its diff, e why it is where it is, / filters, g "
    "goes to the next goal, ? names all keys, q goes back and ends. The hub is looked at every 2 "
    "seconds, over a network every 15, as a forge counts requests; where it does not answer, or wants a "
    "password that no agent or helper of yours gives, the screen says so and goes on trying. Where there is "
    "no terminal, or TERM is dumb, --watch is an error.";
constexpr auto about_cache =
    "What was read is kept in .git/reeve/status-cache for the next time. It may be removed.";

}  // namespace

const Command status_command = {
    .name = "status",
    .summary = "show what is going on and what needs you",
    .group = Group::look,
    .synopsis = {"[--all] [--goal GOAL]", "--watch [--interval SECONDS] [--goal GOAL]"},
    .description = {about_screen, about_estimate, about_parts, about_watch, about_cache},
    .options = {{.name = "all", .help = "everything, however long"},
                {.name = "goal", .value = "GOAL", .help = "this goal only, whatever its phase"},
                {.name = "watch", .letter = 'w', .help = "show it as a live screen"},
                {.name = "interval",
                 .value = "SECONDS",
                 .help = "with --watch: between two looks, 1 to 3600"}},
    .json = Json::yes,
    .run = run_status,
};

}  // namespace reeve::cli
