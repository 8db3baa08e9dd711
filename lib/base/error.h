// The one exception type of the library. The library never prints and never exits: a command's main
// turns an Error into text and an exit code. Outcomes that a caller must handle (a lost race, a
// conflict, a verdict) are values, not errors.
#pragma once

#include <stdexcept>
#include <string>

namespace reeve {

enum class ErrorKind {
  usage,            // the person typed something that cannot be meant
  invalid,          // data handed in (a plan, a result file) breaks a rule
  configuration,    // .reeve/config.toml
  not_found,        // a named task, goal, ref or file does not exist
  damaged,          // data that Reeve wrote cannot be read back
  hub_unreachable,  // the repository that holds the refs does not answer
  unreachable,      // a server beside the hub (a forge) does not answer, or not as it should
  lost_race,        // somebody else changed it first, and retrying is the caller's choice
  git,              // libgit2 or the git program failed
  io,               // the file system
  process,          // a program could not be started
  interrupted,      // the person pressed Ctrl-C
};

// message: what happened and where, without a full stop. hint: what to do next, or empty.
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, const std::string& message, std::string hint = "")
      : std::runtime_error(message), kind_(kind), hint_(std::move(hint)) {}

  ErrorKind kind() const { return kind_; }
  const std::string& hint() const { return hint_; }

 private:
  ErrorKind kind_;
  std::string hint_;
};

}  // namespace reeve
