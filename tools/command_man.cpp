#include "tools/commands.h"
#include "tools/manual.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

ExitCode run_man(const Arguments&, Context& context) {
  context.out.write(manual_page(context.commands));
  return ExitCode::done;
}

}  // namespace

const Command man_command = {
    .name = "man",
    .summary = "print git-reeve(1) in roff, as the build installs it",
    .run = run_man,
};

}  // namespace reeve::cli
