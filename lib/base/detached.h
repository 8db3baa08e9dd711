// Starts a program that lives on when its starter, the starter's terminal and its connection are gone. The
// opposite of run_process (base/process.h): no keeper, nobody waits for it.
//
// A starter that itself runs under a keeper takes what it started along: a keeper is a subreaper, and lets
// nothing escape. That is meant so, and there is no way around it from here.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/process.h"

namespace reeve {

struct DetachedProgram {
  std::vector<std::string> argv;  // as in ProcessSpec
  std::filesystem::path cwd;
  Environment environment;    // the complete one
  std::filesystem::path log;  // both outputs are appended to it; made if it is not there
};

// The program has a session of its own, nothing on standard input, none of our other open files, and all
// signals as a fresh program has them. It stays this process's child until this process ends.
// Throws Error(process) if it cannot be started, Error(io) if the log cannot be written.
void start_detached(const DetachedProgram& program);

}  // namespace reeve
