// Processes that run beside each other, each under its keeper, watched by a thread of its own.
#pragma once

#include <condition_variable>
#include <list>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/process.h"

namespace reeve {

struct EndedChild {
  std::string role;  // what it was started as
  ProcessResult result;
};

// Used by one thread.
class Children {
 public:
  // Ends all of them, and waits.
  ~Children();

  // Starts a program; `role` is given back when it ends. What it prints is kept for EndedChild.
  void start(const std::string& role, ProcessSpec spec);
  std::size_t running(const std::string& role) const;
  std::size_t running() const;

  // Waits until a child ends or `limit` is over, and returns those that have ended since the last call.
  std::vector<EndedChild> wait(Milliseconds limit);
  // Asks all to end, as Ctrl-C would.
  void request_stop();

 private:
  struct Child {
    std::string role;
    std::stop_source stop;
    ProcessResult result;
    bool ended = false;
    std::thread thread;
  };

  mutable std::mutex mutex_;
  std::condition_variable ended_;
  std::list<Child> children_;
};

}  // namespace reeve
