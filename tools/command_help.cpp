#include "base/text.h"
#include "tools/arguments.h"
#include "tools/command_line.h"
#include "tools/commands.h"
#include "tools/help.h"
#include "tools/output.h"

namespace reeve::cli {
namespace {

ExitCode run_help(const Arguments& arguments, Context& context) {
  const std::string name = join(arguments.operands(), " ");
  const std::size_t width = help_width(context.out);
  if (name.empty()) {
    context.out.write(program_help(context.commands, width));
  } else if (const Command* command = find_command(context.commands, name)) {
    context.out.write(command_help(*command, width));
  } else if (!commands_of_family(context.commands, name).empty()) {
    context.out.write(family_help(context.commands, name, width));
  } else {
    throw unknown_command(context.commands, name);
  }
  return ExitCode::done;
}

}  // namespace

const Command help_command = {
    .name = "help",
    .summary = "explain one command, or list them all",
    .group = Group::look,
    .synopsis = {"[COMMAND]"},
    .operands = {.minimum = 0, .maximum = 2, .names = "COMMAND"},
    .run = run_help,
};

}  // namespace reeve::cli
