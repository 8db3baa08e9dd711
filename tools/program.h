// The program without main(): reads the words, finds the command, runs it, and turns what goes wrong into
// text and an exit code.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "tools/command.h"

namespace reeve::cli {

// `words` are those after the program's name. Never throws. The clock is the machine's, but for tests.
ExitCode run_program(const std::vector<std::string>& words, const CommandTable& table, Terminal& out,
                     Terminal& err, Clock& clock = system_clock()) noexcept;

}  // namespace reeve::cli
