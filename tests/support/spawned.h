// A program that the test starts without a keeper, as a shell would, so that it can be killed like one.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/process.h"

namespace reeve::test {

class Spawned {
 public:
  Spawned(const std::vector<std::string>& argv, const Environment& environment);
  // Kills it if it still runs.
  ~Spawned();
  Spawned(const Spawned&) = delete;
  Spawned& operator=(const Spawned&) = delete;

  bool running();
  void send(int signal) const;
  // From now on it, and what it starts, cannot write files beyond this size: as on a full disk, a write fails
  // in the middle. It must ignore SIGXFSZ.
  void limit_file_size(std::size_t bytes) const;
  // Waits for the end; -1 for a program that a signal killed, else its exit code.
  int wait();

 private:
  pid_t pid_ = 0;
  bool ended_ = false;
  int status_ = 0;
};

// The processes whose command line has this text in it, but for the caller's own.
std::vector<pid_t> processes_with(const std::string& text);

}  // namespace reeve::test
