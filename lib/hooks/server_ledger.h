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

struct LedgerChange {
  std::map<git::Oid, LandedNote> landed;  // by the commit on the target
  std::set<std::string> filed;            // ids of tasks whose logs are in it now, whole
  std::vector<Objection> objections;      // to the ledger itself
};

// Reads what the push does to the ledger; empty if it does nothing. A ledger only grows: a note is new, and
// the log of a task that goes in this push, with `landed` at its end; or it is that of a goal, and logs of
// the goal's cancelled tasks, which go in this push, are added at its end.
LedgerChange ledger_change(const PushReader& reader, const ServerLimits& limits);

}  // namespace reeve::hooks
