// A fork of the test that runs a function: real processes that race for the same files.
#pragma once

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>

namespace reeve::test {

// The child must not use the test framework; an exception in it shows as exit code 1.
class ChildProcess {
 public:
  template <typename Body>
  explicit ChildProcess(Body body) : id_(::fork()) {
    if (id_ < 0) throw std::runtime_error("fork failed");
    if (id_ == 0) ::_exit(run(body));
  }
  ChildProcess(ChildProcess&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess() { kill(); }

  // Its exit code; -1 if a signal ended it.
  int wait() {
    int status = 0;
    ::waitpid(std::exchange(id_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  void kill() {
    if (id_ < 0) return;
    ::kill(id_, SIGKILL);
    wait();
  }

 private:
  template <typename Body>
  static int run(Body& body) {
    try {
      body();
      return 0;
    } catch (...) {
      return 1;
    }
  }
  pid_t id_;
};

}  // namespace reeve::test
