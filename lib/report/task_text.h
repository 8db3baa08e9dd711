// One task with all that is known about it, for people and for scripts. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "hub/task_store.h"

namespace reeve {

// The refs that hold something of a live task, short names; `kept` are those of its failed attempts. For one
// that has left the hub: where its log is.
std::vector<std::string> refs_of(const TaskRecord& task, const std::vector<std::string>& kept);

// What `task show` prints: the spec, the state, every attempt, and the refs to look at.
std::string task_text(const TaskRecord& task, const std::vector<std::string>& refs, TimePoint now);

// A task as a member of a list.
JsonObject task_summary_json(const TaskState& state);
// All of it: {"spec":…,"phase":…,"attempts":[…],"refs":[…]}.
JsonObject task_json(const TaskRecord& task, const std::vector<std::string>& refs);

}  // namespace reeve
