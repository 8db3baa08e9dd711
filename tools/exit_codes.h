// What git-reeve tells the shell. Scripts rely on these numbers; they never change their meaning.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace reeve::cli {

// 128 and 141 are git's own: a fault (die) and death by a closed pipe. A fault is no `negative`, so that
// `git reeve judge --check` on a full disk is not taken for a verdict.
enum class ExitCode {
  done = 0,
  negative = 1,
  usage = 2,
  configuration = 3,
  hub_unreachable = 4,
  lost_race = 5,
  fault = 128,
  interrupted = 130,
  output_closed = 141,
};

ExitCode exit_code_of(ErrorKind kind);

// For the manual, in the order of the numbers.
struct ExitCodeMeaning {
  ExitCode code;
  std::string meaning;
};
const std::vector<ExitCodeMeaning>& exit_code_meanings();

}  // namespace reeve::cli
