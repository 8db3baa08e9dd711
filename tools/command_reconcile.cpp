#include <fmt/format.h>

#include "base/error.h"
#include "base/http_curl.h"
#include "base/json.h"
#include "base/text.h"
#include "fleet/reconcile.h"
#include "forge/forge_environment.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/interrupt.h"
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
  object.add("mended", done.mended).add("salvaged", done.salvaged).add("out_of_budget", done.out_of_budget);
  object.add("halted", done.halted).add("put_back", done.put_back).add("problems", done.problems);
  object.add("adopted", done.adopted).add("left", done.left);
  context.out.line(object.text());
}

// Looks a claim's job up at the forge whose job this is. A forge that does not answer leaves it to the lease.
class JobLookup {
 public:
  explicit JobLookup(Context& context)
      : context_(context),
        forge_(forge::forge_of_job(inherited_environment(), http_, context.clock, interrupt_token())) {}

  bool has_ended(const std::string& run) {
    if (!forge_) return false;
    try {
      return forge_->state_of_run(run) == forge::RunState::ended;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::interrupted) throw;
      print_error(context_.err, error.what(), error.hint());
      forge_.reset();  // it would say the same of every claim
      return false;
    }
  }

 private:
  Context& context_;
  CurlClient http_;
  std::unique_ptr<forge::Forge> forge_;
};

ExitCode run_reconcile(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::working);
  TaskStore store(session.hub, session.clock, role_name("reconcile"), session.signature);
  FleetView view(store, session.goals, chosen_goal(session, arguments));
  view.refresh();
  JobLookup jobs(context);
  Reconciler reconciler(store, view);
  reconciler.job_has_ended = [&](const std::string& job) { return jobs.has_ended(job); };
  const Reconciled done = reconciler.run();
  if (arguments.json()) {
    tell_json(done, context);
  } else if (context.verbosity != Verbosity::quiet) {
    tell("dispatched", done.dispatched, context);
    tell("taken back:", done.taken_back, context);
    tell("next step taken for", done.decided, context);
    tell("branch put back for", done.mended, context);
    tell("kept the work of a killed worker in", done.salvaged, context);
    tell("out of budget:", done.out_of_budget, context);
    tell("stopped the line of", done.halted, context);
    tell("put back after the line was stopped:", done.put_back, context);
    tell("taken up for the gate:", done.adopted, context);
    for (const std::string& left : done.left) context.err.line(printable(left));
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
    .description =
        {"Dispatches tasks whose predecessors have landed, takes tasks back from workers that are "
         "gone, takes the next "
         "step after failed attempts, keeps work that a killed worker left behind, puts "
         "missing branches back, and holds or pauses what has used up its budget. "
         "Stops the line of a goal in which the same failure repeats. "
         "Safe to run at any time, any number of times; 'git reeve run' does it all the time.",
         "In a job of GitHub Actions or GitLab CI it asks the forge whether the jobs that hold tasks still "
         "run; elsewhere their lease decides."},
    .options = {{.name = "goal", .value = "GOAL", .help = "tasks of this goal only"}},
    .json = Json::yes,
    .run = run_reconcile,
};

}  // namespace reeve::cli
