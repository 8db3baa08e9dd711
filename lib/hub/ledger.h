// The ledger: notes on landed commits, on one notes ref, in folders of two digits (FORMAT.md). The gate alone
// writes it, so that one hot ref is no bottleneck: one write a batch.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "git/repository.h"
#include "task/fold.h"

namespace reeve {

// What a note says to people above the log.
std::string ledger_note(const TaskState& state, const std::string& log);

// The part of a ledger note that is the log (or logs); absent if there is none.
std::optional<std::string> log_in_ledger_note(const std::string& note);

// What that log, or one of those logs, says of its task. Absent if it is damaged: one log hides no other.
std::optional<TaskState> state_in(std::string_view log);

// The note on a commit; absent if it has none, or there is no ledger.
std::optional<std::string> read_ledger(const git::Repository& repository,
                                       const std::optional<git::Oid>& ledger, const git::Oid& commit);

// The blob of that note, to know whether it has changed without reading it. Absent if the commit has none.
std::optional<git::Oid> ledger_note_id(const git::Repository& repository, const git::Oid& ledger,
                                       const git::Oid& commit);

// All commits that have a note, with the note's blob. Entries that are no notes are passed over.
std::map<git::Oid, git::Oid> ledger_notes(const git::Repository& repository, const git::Oid& ledger);

// A ledger commit on top of `ledger` (absent: the first one) in which these notes are set, and these totals
// (by goal, hub/ledger_totals.h). No ref moves.
git::Oid write_ledger(git::Repository& repository, const std::optional<git::Oid>& ledger,
                      const std::map<git::Oid, std::string>& notes, const std::string& message,
                      const git::Signature& author, const std::map<std::string, std::string>& totals = {});

// Where the ledger's tree has the totals of a goal; and whose they are, absent for any other path.
std::string path_of_totals(const std::string& goal);
std::optional<std::string> goal_of_totals(std::string_view path);

// What the target's commits between `base` and `tip` (first parents) say by their trailers of the tasks of a
// goal. Goals may share a target.
struct Landings {
  std::map<std::string, git::Oid> landed;  // id → commit; without those that were taken back afterwards
  std::set<std::string> reverted;          // landed before `base`, taken back since
};
Landings landings_between(const git::Repository& repository, const std::string& goal, const git::Oid& tip,
                          const git::Oid& base);
// Those that landed alone.
std::map<std::string, git::Oid> landed_tasks(const git::Repository& repository, const std::string& goal,
                                             const git::Oid& tip, const git::Oid& base);

// The value of the trailer `name` in a commit message; absent if there is none in its last paragraph. The
// last one counts.
std::optional<std::string> trailer(const std::string& message, const std::string& name);
// All values of it, in their order.
std::vector<std::string> trailers(const std::string& message, const std::string& name);

// The logs in a note that holds several, one after the other, as on a goal's commit.
std::vector<std::string> logs_in_note(const std::string& note);

}  // namespace reeve
