// The trees that the queue speaks of, as commits: candidates merged one on the other in memory, each once.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/config.h"
#include "judge/gate_line.h"
#include "judge/squash.h"

namespace reeve {

struct MergedTree {
  queue::Tree tree;               // what was asked for, without what could not be merged
  std::vector<git::Oid> commits;  // of its changes, in their order
  git::Oid tip;                   // the line's commit where it has no changes
  // What could not be merged, with the tree below it and why.
  struct LeftOut {
    std::string candidate;
    queue::Tree below;
    Squashed why;
  };
  std::vector<LeftOut> left_out;
};

class MergedTrees {
 public:
  // All must outlive it.
  MergedTrees(TaskStore& store, const Config& config) : store_(store), config_(config) {}

  // `tasks` has the record of each candidate by its id. One that is not there and has landed on the line is
  // taken from there: who looks for a culprit asks for it on an earlier place. Any other is left out without
  // a word.
  MergedTree merge(const queue::Tree& tree, const GateLine& line,
                   const std::map<std::string, TaskRecord>& tasks);
  // One candidate on one commit.
  const Squashed& on(const git::Oid& below, const std::string& candidate, const TaskRecord& task);
  // The change of one that has landed on another commit.
  const Squashed& again(const git::Oid& below, const std::string& candidate, const git::Oid& landed);
  // Forgets what is about other candidates than these.
  void keep_only(const std::map<std::string, TaskRecord>& tasks);

 private:
  TaskStore& store_;
  const Config& config_;
  std::map<std::pair<git::Oid, std::string>, Squashed> known_;
};

}  // namespace reeve
