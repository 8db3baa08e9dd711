// How a commit came to be, from what travels with it: its trailers, and the ledger's note. Reads this
// repository alone, so that it works in any clone that has fetched the notes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "git/repository.h"
#include "hub/verdict.h"
#include "task/fold.h"

namespace reeve {

struct Provenance {
  git::Oid commit;
  git::CommitData data;
  std::string task;                // id, of the trailers; empty: no task made it
  std::string goal;                // id
  std::vector<std::string> also;   // ids of the other tasks that were squashed into it, outside the gate
  std::optional<TaskState> story;  // of the ledger; absent: it has none, or what it has is damaged
  std::optional<git::Oid> noted;   // the commit that the note is on, where that is another one: this commit
                                   // was made of it by a rebase, a squash or a cherry-pick
  std::optional<SignedVerdict> verdict;  // of the gate, on the push that landed it; not verified here
};

class ProvenanceReader {
 public:
  // `repository` must outlive it.
  explicit ProvenanceReader(const git::Repository& repository);

  // Throws Error where there is no such commit. The note of a commit that was rewritten is found by its
  // trailers; for that, all notes are looked through once, 10 µs each.
  Provenance of(const git::Oid& commit);
  bool has_ledger() const { return ledger_.has_value(); }

 private:
  std::optional<git::Oid> landing_of(const std::string& task);
  std::optional<std::string> note_for(Provenance& provenance);

  const git::Repository& repository_;
  std::optional<git::Oid> ledger_;
  std::optional<std::map<std::string, git::Oid>> by_task_;  // commits that have a note
};

// The values of a trailer in a message that people may have made of several: those of its last paragraph, and
// where that has none, of every line that reads like one, as `git merge --squash` indents them and the squash
// of a code host leaves them in the middle. Each once.
std::vector<std::string> values_of_trailer(const std::string& message, const std::string& name);

// The task that a ledger note tells of; absent if it has no log, or a damaged one.
std::optional<TaskState> task_in_note(const std::string& note);

}  // namespace reeve
