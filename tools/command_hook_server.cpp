#include "tools/command_hook_server.h"

#include <exception>

#include "base/text.h"
#include "hooks/server_gate.h"
#include "tools/output.h"
#include "tools/text_argument.h"

namespace reeve::cli {

namespace {

std::vector<hooks::Breach> judge(Context& context) {
  const hooks::Push push = hooks::read_push(file_argument(context, "-"), inherited_environment());
  git::Repository repository = git::Repository::open(context.folder);
  if (!push.quarantine.empty()) repository.read_objects_from(push.quarantine);
  return hooks::breaches_of(repository, push, context.clock);
}

}  // namespace

// A gate that cannot look does not let through.
ExitCode run_pre_receive(Context& context) {
  try {
    const auto breaches = judge(context);
    if (breaches.empty()) return ExitCode::done;
    context.err.write(hooks::refusal_text(breaches));
  } catch (const std::exception& error) {
    context.err.line("Reeve's gate cannot look at this push, so it is refused: " + printable(error.what()));
    context.err.line("  next: ask who runs the server");
  }
  return ExitCode::negative;
}

}  // namespace reeve::cli
