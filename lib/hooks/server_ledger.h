// What a push adds to the ledger: the landings and the filings that let logs of tasks go.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "hooks/policy.h"
#include "hooks/server_limits.h"
#include "hooks/server_reader.h"
#include "task/fold.h"

namespace reeve::hooks {

struct LandedNote {
  std::string text;
  TaskState state;  // of the log in it
};

// What takes a landed task back.
struct RevertNote {
  std::string text;
  std::string task;
};

struct LedgerChange {
  std::map<git::Oid, LandedNote> landed;    // by the commit on the target
  std::map<git::Oid, RevertNote> reverted;  // by the commit on the target that takes one back
  std::set<std::string> filed;              // ids of tasks whose logs are in it now, whole
  std::vector<Objection> objections;        // to the ledger itself
};

// Reads what the push does to the ledger; empty if it does nothing. A ledger only grows: a note is new, and
// the log of a task that goes in this push, with `landed` at its end; or it is that of a goal, and logs of
// the goal's cancelled tasks, which go in this push, are added at its end; or it is on a commit of this push
// that reverts a landing, and has no log. The totals of a goal come with a landing of it, and hold what had
// landed before.
LedgerChange ledger_change(const PushReader& reader, const ServerLimits& limits);

}  // namespace reeve::hooks
