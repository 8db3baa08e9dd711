#include <algorithm>
#include <unordered_set>

#include "queue/queue.h"

namespace reeve::queue {

namespace {

class Use {
 public:
  explicit Use(const State& state) : state_(state) {
    for (const Candidate& candidate : state.waiting) waiting_.insert(candidate.id);
    for (std::size_t place = state.green; place < state.line.size(); ++place) {
      if (state.line[place].kind == ChangeKind::candidate) after_green_.insert(state.line[place].id);
    }
    for (const Result& result : state.results) {
      const Tree tree = normalized(result.build.tree, state.line);
      if (has_waiting(tree)) stood_on_.insert(tree.position);
    }
  }

  bool is_used(const Result& result) const {
    const Tree tree = normalized(result.build.tree, state_.line);
    if (!tree.changes.empty()) return has_waiting(tree) || speaks_of_line(tree, result.outcome);
    return tree.position >= state_.green || stood_on_.contains(tree.position);
  }

 private:
  bool has_waiting(const Tree& tree) const {
    return std::any_of(tree.changes.begin(), tree.changes.end(),
                       [&](const std::string& change) { return waiting_.contains(change); });
  }

  // Such trees tell which of them broke the line. One that passed does so without those that have gone.
  bool speaks_of_line(const Tree& tree, Outcome outcome) const {
    const auto is_after_green = [&](const std::string& change) { return after_green_.contains(change); };
    return outcome == Outcome::pass ? std::any_of(tree.changes.begin(), tree.changes.end(), is_after_green)
                                    : std::all_of(tree.changes.begin(), tree.changes.end(), is_after_green);
  }

  const State& state_;
  std::unordered_set<std::string_view> waiting_;
  std::unordered_set<std::string_view> after_green_;
  std::unordered_set<std::size_t> stood_on_;
};

}  // namespace

void forget_settled(State& state) {
  const Use use(state);
  std::erase_if(state.results, [&](const Result& result) { return !use.is_used(result); });
}

}  // namespace reeve::queue
