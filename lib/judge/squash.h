// A candidate as the commit that would land: its work merged onto another commit, and squashed into one.
#pragma once

#include "config/config.h"
#include "hub/task_store.h"

namespace reeve {

struct Squashed {
  enum class Kind {
    commit,
    conflict,  // with what is in the commit below it
    refused,   // it breaks a rule there, or is not what was submitted
  };
  Kind kind = Kind::commit;
  git::Oid commit;  // for `commit`
  Failure failure;  // for the others
};

// Merges in memory: writes objects, moves no ref. A history that git cannot merge, or a tree that is too deep
// to be read, is the candidate's fault and gives `refused`. Throws Error for trouble of ours.
Squashed squash_onto(TaskStore& store, const Config& config, const git::Oid& below, const TaskRecord& task);

// The commit alone: this tree, on top of `below`, with the task's message as it is now. What others wrote is
// in `below` already; who wrote the rest is its author.
git::Oid squash(TaskStore& store, const TaskRecord& task, const git::Oid& tree, const git::Oid& below);

}  // namespace reeve
