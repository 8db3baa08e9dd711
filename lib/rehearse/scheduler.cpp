#include "rehearse/scheduler.h"

#include <utility>

namespace reeve::rehearse {

namespace {

// Whose thread this is; 0 outside of all processes.
thread_local int own_number = 0;

}  // namespace

int Scheduler::current() const {
  return own_number;
}

void Scheduler::enqueue(Process& process, TimePoint wakes) {
  process.wakes = wakes;
  process.order = ++calls_;
  queue_.emplace(process.wakes, process.order, process.number);
}

// Gives the turn to whoever wakes first; to run(), if nobody sleeps.
void Scheduler::pass_turn() {
  if (queue_.empty()) {
    is_idle_ = true;
    idle_.notify_one();
    return;
  }
  const auto [wakes, order, number] = *queue_.begin();
  queue_.erase(queue_.begin());
  now_ = std::max(now_, wakes);
  Process& next = *processes_.at(number);
  next.has_turn = true;
  next.turn.notify_one();
}

void Scheduler::await_turn(std::unique_lock<std::mutex>& lock, Process& process) {
  process.turn.wait(lock, [&] { return process.has_turn; });
  process.has_turn = false;
  if (process.killed) throw Killed{};
}

void Scheduler::sleep(Milliseconds duration) {
  if (own_number == 0 || std::uncaught_exceptions() > 0) return;
  std::unique_lock lock(mutex_);
  Process& self = *processes_.at(own_number);
  enqueue(self, now_ + duration);
  pass_turn();
  await_turn(lock, self);
}

int Scheduler::start(const std::string& name, std::function<void()> body) {
  std::unique_lock lock(mutex_);
  bury(lock);
  auto owned = std::make_unique<Process>();
  Process& process = *owned;
  process.number = ++started_;
  process.name = name;
  processes_.emplace(process.number, std::move(owned));
  enqueue(process, now_);
  process.thread = std::thread([this, &process, body = std::move(body)] { live(process, body); });
  return process.number;
}

void Scheduler::live(Process& process, const std::function<void()>& body) {
  own_number = process.number;
  std::exception_ptr error;
  try {
    {
      std::unique_lock lock(mutex_);
      await_turn(lock, process);
    }
    body();
  } catch (const Killed&) {
  } catch (...) {
    error = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  if (error && !error_) error_ = error;
  ended_.insert(processes_.extract(process.number));
  if (error_) kill_all();
  pass_turn();
}

// Threads that have ended hold memory until they are joined. They need the lock for their last step.
void Scheduler::bury(std::unique_lock<std::mutex>& lock) {
  auto ended = std::move(ended_);
  ended_.clear();
  lock.unlock();
  for (auto& [number, process] : ended) process->thread.join();
  lock.lock();
}

void Scheduler::wake(int process) {
  const std::lock_guard lock(mutex_);
  const auto found = processes_.find(process);
  if (found == processes_.end()) return;
  Process& sleeper = *found->second;
  if (queue_.erase({sleeper.wakes, sleeper.order, process}) > 0) enqueue(sleeper, now_);
}

void Scheduler::kill(int process) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = processes_.find(process);
    if (found == processes_.end()) return;
    found->second->killed = true;
  }
  if (process == own_number) throw Killed{};
  wake(process);
}

void Scheduler::kill_all() {
  for (auto& [number, process] : processes_) {
    process->killed = true;
    if (queue_.erase({process->wakes, process->order, number}) > 0) enqueue(*process, now_);
  }
}

void Scheduler::run() {
  std::unique_lock lock(mutex_);
  if (!queue_.empty()) {
    is_idle_ = false;
    pass_turn();
    idle_.wait(lock, [this] { return is_idle_; });
  }
  bury(lock);
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
}

Scheduler::~Scheduler() {
  {
    const std::lock_guard lock(mutex_);
    kill_all();
    error_ = nullptr;
  }
  try {
    run();
  } catch (...) {  // what a killed process threw on its way is nobody's concern any more
  }
}

}  // namespace reeve::rehearse
