#include "tools/program.h"

#include <set>

#include "cli/fake_commands.h"
#include "support/catch.h"
#include "tools/command_line.h"
#include "tools/commands.h"
#include "tools/exit_codes.h"
#include "tools/output.h"

namespace program_test {

using namespace reeve;
using namespace reeve::cli;
using reeve::test::run_fake_program;

TEST_CASE("a command's answer is its output and exit code") {
  const auto said_no = run_fake_program({"goal", "list"});
  CHECK(said_no.exit_code == ExitCode::negative);
  CHECK(said_no.out == "speed\n");
  CHECK(run_fake_program({"goal", "list", "--json"}).out == "[\"speed\"]\n");
  CHECK(run_fake_program({"goal", "new", "Make it fast"}).out == "Make it fast\n");
}

TEST_CASE("an error is told on stderr, made harmless, with every line of the hint marked") {
  const auto lost = run_fake_program({"work"});
  CHECK(lost.exit_code == ExitCode::lost_race);
  CHECK(lost.out.empty());
  CHECK(lost.err ==
        "error: task fix-a2b3 was claimed\n"
        "       by worker \\x1b[31mtwo\\x1b[m\n"
        "hint: take another one\n"
        "hint: or wait\n");
}

TEST_CASE("a usage error exits 2 and prints nothing on stdout") {
  const auto wrong = run_fake_program({"wrok"});
  CHECK(wrong.exit_code == ExitCode::usage);
  CHECK(wrong.out.empty());
  CHECK(wrong.err == "error: 'wrok' is not a git reeve command\nhint: did you mean 'git reeve work'?\n");
}

TEST_CASE("the version is printed for the option, wherever it stands") {
  CHECK(run_fake_program({"--version"}).out.starts_with("git-reeve "));
  CHECK(run_fake_program({"init", "--version"}).out == run_fake_program({"--version"}).out);
}

TEST_CASE("an output that nobody reads ends the program quietly") {
  std::string errors;
  Terminal out({}, [](std::string_view) { return false; });
  Terminal err({}, [&](std::string_view text) {
    errors += text;
    return true;
  });
  CHECK(run_program({"-h"}, reeve::test::fake_commands(), out, err) == ExitCode::output_closed);
  CHECK(errors.empty());
}

TEST_CASE("every kind of error has an exit code that scripts can tell apart") {
  CHECK(exit_code_of(ErrorKind::usage) == ExitCode::usage);
  CHECK(exit_code_of(ErrorKind::invalid) == ExitCode::usage);
  CHECK(exit_code_of(ErrorKind::configuration) == ExitCode::configuration);
  CHECK(exit_code_of(ErrorKind::not_found) == ExitCode::negative);
  CHECK(exit_code_of(ErrorKind::damaged) == ExitCode::fault);
  CHECK(exit_code_of(ErrorKind::hub_unreachable) == ExitCode::hub_unreachable);
  CHECK(exit_code_of(ErrorKind::lost_race) == ExitCode::lost_race);
  CHECK(exit_code_of(ErrorKind::git) == ExitCode::fault);
  CHECK(exit_code_of(ErrorKind::io) == ExitCode::fault);
  CHECK(exit_code_of(ErrorKind::process) == ExitCode::fault);
  CHECK(exit_code_of(ErrorKind::interrupted) == ExitCode::interrupted);
}

TEST_CASE("the real command table is sound") {
  std::set<std::string> names;
  for (const Command* command : commands()) {
    INFO("command " << command->name);
    CHECK(names.insert(command->name).second);
    CHECK(command->run != nullptr);
    CHECK(!command->summary.empty());
    CHECK(!command->summary.ends_with('.'));
    CHECK(!command->synopsis.empty());
    CHECK(command->operands.minimum <= command->operands.maximum);
    CHECK((command->operands.maximum == 0) == command->operands.names.empty());
    // A word is a command or a family, never both: "goal" with "goal new" could not be parsed.
    CHECK(commands_of_family(commands(), command->name).empty());
  }
}

TEST_CASE("every option of the real command table is explained, in the synopsis and not a global one") {
  for (const Command* command : commands()) {
    std::string synopsis;
    for (const std::string& form : command->synopsis) synopsis += form + "\n";
    CHECK(synopsis.find(command->operands.names) != std::string::npos);
    std::set<char> letters;
    for (const Option& option : command->options) {
      INFO("command " << command->name << ", option " << option.name);
      CHECK(!option.help.empty());
      CHECK(!option.help.ends_with('.'));
      CHECK(find_option(global_options(), option.name) == nullptr);
      if (option.letter != '\0') CHECK(letters.insert(option.letter).second);
      for (const Option& global : global_options()) {
        if (global.letter != '\0') CHECK(global.letter != option.letter);
      }
      const bool named = synopsis.find("--" + option.name) != std::string::npos ||
                         synopsis.find(std::string("-") + option.letter) != std::string::npos;
      CHECK(named);
    }
  }
}

}  // namespace program_test
