// Processes that are threads, in virtual time: exactly one of them runs at a time, until it sleeps; then the
// one that is to wake first runs, and the clock jumps there. What happens is decided by the order of (time,
// number of the call) alone, so that the same processes do the same things in every run.
//
// It is the clock of all code that runs in it. Between two sleeps nothing else moves, so that what the
// processes share needs no locks of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <tuple>

#include "base/clock.h"

namespace reeve::rehearse {

// Thrown in a process that was killed, at the point where it slept. No std::exception: nothing that handles
// errors may handle it, as nothing handles a SIGKILL.
struct Killed {};

class Scheduler : public Clock {
 public:
  explicit Scheduler(TimePoint start) : now_(start) {}
  // Kills what still runs.
  ~Scheduler() override;
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;

  TimePoint now() const override { return now_; }
  // In a process: others run meanwhile. Throws Killed if it was killed. While an exception is on its way (in
  // a destructor), and outside of all processes, it returns at once.
  void sleep(Milliseconds duration) override;

  // A process that begins when the caller sleeps next. What it throws ends run(), but for Killed.
  int start(const std::string& name, std::function<void()> body);
  // Ends a process where it sleeps; the caller's own at once. One that has ended stays as it is.
  void kill(int process);
  // Ends the sleep of a process now.
  void wake(int process);
  bool is_running(int process) const { return processes_.contains(process); }
  // The process that calls; 0: none does.
  int current() const;

  // Runs all processes until none is left. Throws what one of them threw, when the others have been killed.
  void run();

 private:
  struct Process {
    int number = 0;
    std::string name;
    std::thread thread;
    std::condition_variable turn;
    bool has_turn = false;
    bool killed = false;
    TimePoint wakes{};
    std::uint64_t order = 0;
  };

  void enqueue(Process& process, TimePoint wakes);
  void live(Process& process, const std::function<void()>& body);
  void pass_turn();
  void await_turn(std::unique_lock<std::mutex>& lock, Process& process);
  void bury(std::unique_lock<std::mutex>& lock);
  void kill_all();

  mutable std::mutex mutex_;
  std::condition_variable idle_;
  bool is_idle_ = true;
  TimePoint now_;  // written by whoever has the turn
  std::uint64_t calls_ = 0;
  int started_ = 0;
  std::set<std::tuple<TimePoint, std::uint64_t, int>> queue_;
  std::map<int, std::unique_ptr<Process>> processes_;
  std::map<int, std::unique_ptr<Process>> ended_;  // their threads have still to be joined
  std::exception_ptr error_;
};

}  // namespace reeve::rehearse
