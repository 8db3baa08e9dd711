#include "cli/fake_commands.h"

#include "base/text.h"
#include "tools/output.h"
#include "tools/program.h"

namespace reeve::test {
namespace {

using namespace reeve::cli;

ExitCode print_operands(const Arguments& arguments, Context& context) {
  context.out.line(join(arguments.operands(), "|"));
  return ExitCode::done;
}

ExitCode print_goals(const Arguments& arguments, Context& context) {
  context.out.line(arguments.json() ? R"(["speed"])" : "speed");
  return arguments.json() ? ExitCode::done : ExitCode::negative;
}

ExitCode lose_the_race(const Arguments&, Context&) {
  throw Error(ErrorKind::lost_race, "task fix-a2b3 was claimed\nby worker \x1b[31mtwo\x1b[m",
              "take another one\nor wait");
}

const Command init_command = {
    .name = "init",
    .summary = "write the configuration, the prompts, the hooks and the files of a forge's pipeline",
    .group = Group::start,
    .run = print_operands,
};

const Command goal_new_command = {
    .name = "goal new",
    .summary = "open a goal",
    .group = Group::plan,
    .synopsis = {"TITLE [--body FILE] [--accept TEXT]… [--check COMMAND]… [-j N] [--force]",
                 "--from-an-older-goal-of-this-repository GOAL"},
    .description = {"A goal is what a person asks for: text, acceptance criteria and checks. Workers land on "
                    "its branch, which a person merges when satisfied.",
                    " git reeve goal new 'Make it fast' --check 'make test'"},
    .options = {{"body", '\0', "FILE", "the text of the goal; - reads standard input"},
                {"accept", 'a', "TEXT", "an acceptance criterion", Repeat::collects},
                {"check", '\0', "COMMAND", "a command that must pass on the whole goal", Repeat::collects},
                {"jobs", 'j', "N", "how many workers may run at the same time for this goal and no other"},
                {"force", 'f', "", "open it even if one of this title is open"},
                {"from-an-older-goal-of-this-repository", '\0', "GOAL", "copy everything from this one"}},
    .operands = {.minimum = 1, .maximum = 1, .names = "TITLE"},
    .run = print_operands,
};

const Command goal_list_command = {
    .name = "goal list",
    .summary = "list the goals",
    .group = Group::plan,
    .json = Json::yes,
    .run = print_goals,
};

const Command work_command = {
    .name = "work",
    .summary = "work on one task",
    .group = Group::run,
    .synopsis = {"[TASK]…"},
    .operands = {.minimum = 0, .maximum = Operands::any_number, .names = "TASK"},
    .run = lose_the_race,
};

const Command secret_command = {.name = "secret", .summary = "print nothing", .run = print_operands};

}  // namespace

const CommandTable& fake_commands() {
  static const CommandTable table = {&init_command, &goal_new_command, &goal_list_command, &work_command,
                                     &secret_command};
  return table;
}

ProgramRun run_fake_program(const std::vector<std::string>& words, std::size_t width) {
  ProgramRun run{};
  const auto appending_to = [](std::string& text) {
    return [&text](std::string_view piece) {
      text += piece;
      return true;
    };
  };
  Terminal out({.is_terminal = false, .width = width, .colour = Colour::off}, appending_to(run.out));
  Terminal err({.is_terminal = false, .width = width, .colour = Colour::off}, appending_to(run.err));
  run.exit_code = run_program(words, fake_commands(), out, err);
  return run;
}

}  // namespace reeve::test
