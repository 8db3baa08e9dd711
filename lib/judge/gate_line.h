// What the target got since the gate began to look, as the queue counts it: a place for each commit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/config.h"
#include "git/repository.h"
#include "queue/queue.h"
#include "task/fold.h"

namespace reeve {

// The id by which the queue knows a candidate: a task that is submitted again is another one.
std::string candidate_id(const std::string& task, int attempt);
std::string candidate_id(const TaskState& task);
// The task of a candidate.
std::string task_of(const std::string& candidate);

class GateLine {
 public:
  // Begins at `start`, which the first place stands for. `goal`: whose landings are candidates; all else is
  // `outside`. `targets`: by which its changes interact. The repository and the targets must outlive it.
  GateLine(const git::Repository& repository, std::string goal, const BuildTargets& targets,
           const git::Oid& start);

  const std::vector<queue::Change>& changes() const { return changes_; }
  // Of a place: 0 is the start.
  const git::Oid& commit(std::size_t place) const { return commits_.at(place); }
  const git::Oid& newest() const { return commits_.back(); }
  std::optional<std::size_t> place_of(const git::Oid& commit) const;

  // The commit by which this candidate has landed, the newest one; absent: it has not, on this line.
  std::optional<git::Oid> landing_of(const std::string& candidate) const;

  // Takes over what the target has got. False if it was moved to where it did not come from here: the line is
  // what it was, and a new one has to begin.
  bool follow(const git::Oid& tip);

 private:
  queue::Change change_of(const git::Oid& commit) const;

  const git::Repository& repository_;
  std::string goal_;
  const BuildTargets& targets_;
  std::vector<git::Oid> commits_;
  std::vector<queue::Change> changes_;
};

}  // namespace reeve
