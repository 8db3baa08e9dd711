// A small command table for the tests of the command line, help and manual, and a program run within a test.
#pragma once

#include <string>
#include <vector>

#include "tools/arguments.h"
#include "tools/command.h"
#include "tools/exit_codes.h"

namespace reeve::test {

// "init", "goal new" (options of every sort), "goal list" (knows --json), "work", and a hidden one.
const cli::CommandTable& fake_commands();

struct ProgramRun {
  cli::ExitCode exit_code;
  std::string out;
  std::string err;
};

// Runs git-reeve with the fake commands on a terminal of this width, without colour.
ProgramRun run_fake_program(const std::vector<std::string>& words, std::size_t width = 80);

}  // namespace reeve::test
