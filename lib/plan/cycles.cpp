#include "plan/cycles.h"

#include <algorithm>

namespace reeve {

namespace {

using Tasks = std::vector<std::size_t>;

enum class Visit { none, on_path, done };

// Depth first with a stack of its own: a plan may be a chain of 100,000 tasks.
class Walk {
 public:
  Walk(const std::vector<Tasks>& after, std::size_t limit)
      : after_(after), limit_(limit), visits_(after.size()), next_(after.size()) {}

  std::vector<Tasks> run() {
    for (std::size_t task = 0; task < after_.size() && !full(); ++task) {
      if (visits_[task] == Visit::none) walk_from(task);
    }
    return std::move(cycles_);
  }

 private:
  bool full() const { return cycles_.size() >= limit_; }

  void enter(std::size_t task) {
    visits_[task] = Visit::on_path;
    path_.push_back(task);
  }

  void leave() {
    visits_[path_.back()] = Visit::done;
    path_.pop_back();
  }

  void walk_from(std::size_t first) {
    enter(first);
    while (!path_.empty() && !full()) {
      const std::size_t task = path_.back();
      if (next_[task] == after_[task].size()) {
        leave();
        continue;
      }
      const std::size_t predecessor = after_[task][next_[task]++];
      if (visits_[predecessor] == Visit::none)
        enter(predecessor);
      else if (visits_[predecessor] == Visit::on_path)
        close_cycle(predecessor);
    }
  }

  void close_cycle(std::size_t at) {
    Tasks cycle(std::find(path_.begin(), path_.end(), at), path_.end());
    std::rotate(cycle.begin(), std::ranges::min_element(cycle), cycle.end());
    if (std::ranges::find(cycles_, cycle) == cycles_.end()) cycles_.push_back(std::move(cycle));
  }

  const std::vector<Tasks>& after_;
  std::size_t limit_;
  std::vector<Visit> visits_;
  std::vector<std::size_t> next_;  // of each task, which predecessor to look at next
  Tasks path_;
  std::vector<Tasks> cycles_;
};

}  // namespace

std::vector<Tasks> find_cycles(const std::vector<Tasks>& after, std::size_t limit) {
  return Walk(after, limit).run();
}

}  // namespace reeve
