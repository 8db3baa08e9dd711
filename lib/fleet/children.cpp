#include "fleet/children.h"

#include <algorithm>

#include "base/error.h"

namespace reeve {

namespace {

ProcessResult run_quietly(const ProcessSpec& spec) {
  try {
    return run_process(spec);
  } catch (const std::exception& error) {
    ProcessResult failed;
    failed.err = error.what();
    return failed;
  }
}

}  // namespace

Children::~Children() {
  request_stop();
  for (Child& child : children_) child.thread.join();
}

void Children::start(const std::string& role, ProcessSpec spec) {
  const std::lock_guard lock(mutex_);
  Child& child = children_.emplace_back();
  child.role = role;
  spec.stop = child.stop.get_token();
  child.thread = std::thread([this, &child, spec = std::move(spec)] {
    ProcessResult result = run_quietly(spec);
    const std::lock_guard done(mutex_);
    child.result = std::move(result);
    child.ended = true;
    ended_.notify_all();
  });
}

std::size_t Children::running(const std::string& role) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(children_.begin(), children_.end(), [&](const Child& child) {
    return !child.ended && child.role == role;
  }));
}

std::size_t Children::running() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(
      std::count_if(children_.begin(), children_.end(), [](const Child& child) { return !child.ended; }));
}

std::vector<EndedChild> Children::wait(Milliseconds limit) {
  std::unique_lock lock(mutex_);
  const auto any_ended = [&] {
    return std::any_of(children_.begin(), children_.end(), [](const Child& child) { return child.ended; });
  };
  ended_.wait_for(lock, limit, any_ended);
  std::vector<EndedChild> result;
  for (auto child = children_.begin(); child != children_.end();) {
    if (!child->ended) {
      ++child;
      continue;
    }
    child->thread.join();  // it has let go of the mutex, or will without taking it again
    result.push_back({std::move(child->role), std::move(child->result)});
    child = children_.erase(child);
  }
  return result;
}

void Children::request_stop() {
  const std::lock_guard lock(mutex_);
  for (Child& child : children_) child.stop.request_stop();
}

}  // namespace reeve
