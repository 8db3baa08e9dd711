// A server that is killed while it takes a landing has moved some refs and not others: the target has the
// commit, and the task is still there. The next judge finishes that (judge/half_landed.h), and the gate has
// to know it from a task that is taken away without having landed.
#pragma once

#include <optional>
#include <string>

#include "hooks/server_reader.h"
#include "task/fold.h"

namespace reeve::hooks {

// The commit by which this attempt of the task is on its goal's target since before the push; absent if it is
// not. Only a landing puts such a commit there.
std::optional<git::Oid> landed_before_push(const PushReader& reader, const TaskState& task);

// Whether the ledger had this log, in the note on such a commit, before the push.
bool is_in_ledger_before_push(const PushReader& reader, const std::string& log);

}  // namespace reeve::hooks
