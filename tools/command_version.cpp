#include "tools/commands.h"
#include "tools/output.h"
#include "tools/version.h"

namespace reeve::cli {
namespace {

ExitCode run_version(const Arguments&, Context& context) {
  context.out.line(version_text());
  return ExitCode::done;
}

}  // namespace

const Command version_command = {
    .name = "version",
    .summary = "print the version",
    .group = Group::look,
    .run = run_version,
};

}  // namespace reeve::cli
