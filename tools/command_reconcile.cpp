#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "fleet/reconcile.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/role.h"

namespace reeve::cli {
namespace {

void tell(const std::string& what, const std::vector<std::string>& names, Context& context) {
  for (const std::string& name : names) context.out.line(what + " " + printable(name));
}

void tell_json(const Reconciled& done, Context& context) {
  JsonObject object;
  object.add("dispatched", done.dispatched).add("taken_back", done.taken_back).add("decided", done.decided);
  object.add("mended", done.mended).add("salvaged", done.salvaged).add("problems", done.problems);
  context.out.line(object.text());
}

ExitCode run(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::working);
  TaskStore store(session.hub, session.clock, role_name("reconcile"), session.signature);
  FleetView view(store, session.goals, chosen_goal(session, arguments));
  view.refresh();
  const Reconciled done = Reconciler(store, view).run();
  if (arguments.json()) {
    tell_json(done, context);
  } else if (context.verbosity != Verbosity::quiet) {
    tell("dispatched", done.dispatched, context);
    tell("taken back:", done.taken_back, context);
    tell("next step taken for", done.decided, context);
    tell("branch put back for", done.mended, context);
    tell("kept the work of a killed worker in", done.salvaged, context);
    for (const std::string& problem : done.problems) print_error(context.err, problem, "");
  }
  return done.problems.empty() ? ExitCode::done : ExitCode::negative;
}

}  // namespace

const Command reconcile_command = {
    .name = "reconcile",
    .summary = "do what follows from the state of the refs, once",
    .group = Group::repair,
    .synopsis = {"[--goal GOAL]"},
    .description = {"Dispatches tasks whose predecessors have landed, takes tasks back from workers that are "
                    "gone, takes the next "
                    "step after failed attempts, keeps work that a killed worker left behind, and puts "
                    "missing branches back. "
                    "Safe to run at any time, any number of times; 'git reeve run' does it all the time."},
    .options = {{.name = "goal", .value = "GOAL", .help = "tasks of this goal only"}},
    .json = Json::yes,
    .run = run,
};

}  // namespace reeve::cli
