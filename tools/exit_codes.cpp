#include "tools/exit_codes.h"

namespace reeve::cli {

ExitCode exit_code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::invalid:
      return ExitCode::usage;
    case ErrorKind::configuration:
      return ExitCode::configuration;
    case ErrorKind::not_found:
      return ExitCode::negative;
    case ErrorKind::hub_unreachable:
      return ExitCode::hub_unreachable;
    case ErrorKind::lost_race:
      return ExitCode::lost_race;
    case ErrorKind::interrupted:
      return ExitCode::interrupted;
    case ErrorKind::damaged:
    case ErrorKind::git:
    case ErrorKind::io:
    case ErrorKind::process:
    case ErrorKind::unreachable:
      return ExitCode::fault;
  }
  return ExitCode::fault;
}

const std::vector<ExitCodeMeaning>& exit_code_meanings() {
  static const std::vector<ExitCodeMeaning> meanings = {
      {ExitCode::done, "done"},
      {ExitCode::negative, "the answer is no: a check failed, or what was named does not exist"},
      {ExitCode::usage, "the command line, or a file named on it, cannot be meant"},
      {ExitCode::configuration, "the configuration has an error"},
      {ExitCode::hub_unreachable, "the hub does not answer"},
      {ExitCode::lost_race, "somebody else changed the same thing first"},
      {ExitCode::fault, "git, the file system or a program failed"},
      {ExitCode::interrupted, "interrupted"},
      {ExitCode::output_closed, "the reader of the output went away"},
  };
  return meanings;
}

}  // namespace reeve::cli
