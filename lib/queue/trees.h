// The trees that a state speaks of, each of them once however it is told, with what its builds have said.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "queue/queue.h"

namespace reeve::queue {

using TreeId = std::uint32_t;
using ChangeId = std::uint32_t;  // below waiting.size(): that candidate; else of a change that waits no more

struct TreeFacts {
  TreeId before = 0;      // the tree without its last change; itself for a place on the line
  ChangeId top = 0;       // its last change, where there are any on top
  std::size_t place = 0;  // the place on the line that it stands on
  std::size_t size = 0;   // changes on top of that
  bool is_alive = true;   // all changes on top wait
  bool is_intact =
      true;  // all of them wait, or have landed in whatever order and stayed: none was found wanting
  int passed = 0;
  int failed = 0;
  int could_not_run = 0;
  int running = 0;
  std::size_t last_failure = 0;  // index into the state's results, where one failed or could not run

  bool has_failed() const { return passed == 0 && failed + could_not_run > 0; }  // and never passed
};

// Keeps references to the state, which must outlive it unchanged. Building it costs some nanoseconds for each
// change of each tree: 1 ms for 300 builds with 170 changes each.
class Trees {
 public:
  explicit Trees(const State& state);

  const State& state() const { return state_; }
  const std::vector<TreeFacts>& all() const { return facts_; }
  const TreeFacts& operator[](TreeId tree) const { return facts_[tree]; }
  TreeId newest() const { return static_cast<TreeId>(state_.line.size() - first_place_); }
  // A place on the line, not before first_place(): what is known begins there.
  TreeId at_place(std::size_t place) const { return static_cast<TreeId>(place - first_place_); }
  std::size_t first_place() const { return first_place_; }
  bool waits(ChangeId change) const { return change < state_.waiting.size(); }
  // Whether it is on the line after first_place(), and was not reverted.
  bool has_landed(ChangeId change) const { return landed_.contains(names_[change]); }
  std::string_view name(ChangeId change) const { return names_[change]; }
  // Absent if no tree and no candidate has this name.
  std::optional<ChangeId> find(std::string_view name) const;
  const Candidate& candidate(ChangeId change) const { return state_.waiting[change]; }

  // The tree with one more change, known before or not.
  TreeId with(TreeId tree, ChangeId change);
  // The same for a change that may have landed, by its name, which must outlive this: the next place of the
  // line where it is the one that landed there.
  TreeId with(TreeId tree, const std::string& change) { return step(tree, change); }
  // The same for a tree in words, which must outlive this.
  TreeId with(const Tree& tree) { return read(tree); }
  // Its changes on top of the line, in order.
  std::vector<ChangeId> changes(TreeId tree) const;
  // Told from the line's newest place that it contains.
  Tree told(TreeId tree) const;

  // Of the state's builds and results, in their order.
  const std::vector<TreeId>& of_running() const { return running_; }
  const std::vector<TreeId>& of_results() const { return results_; }

  // Whether it passed once, or is the place that is known as green.
  bool is_known_to_pass(TreeId tree) const;

 private:
  struct Path {  // of the tree that was read last: the next one often begins with the same changes
    const Tree* tree = nullptr;
    std::vector<TreeId> trees;  // after each of its changes
  };
  TreeId read(const Tree& tree);
  TreeId step(TreeId tree, const std::string& change);
  ChangeId change_id(std::string_view name);
  void count_results();

  const State& state_;
  std::size_t first_place_ = 0;
  std::vector<TreeFacts> facts_;
  std::vector<std::string_view> names_;
  std::unordered_map<std::string_view, ChangeId> ids_;
  std::unordered_set<std::string_view> landed_;  // after the first place, and not reverted
  std::unordered_map<std::uint64_t, TreeId> next_;
  std::vector<TreeId> running_;
  std::vector<TreeId> results_;
  Path last_;
};

}  // namespace reeve::queue
