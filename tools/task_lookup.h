// Tasks wherever they are: on the hub, landed, or filed away after they were cancelled.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "report/status.h"
#include "tools/session.h"

namespace reeve::cli {

// The task that this names (an id, or the beginning of only one), live ones first. One that has left the hub
// comes from the ledger; its record has a zero `log` and no branch. Throws Error(not_found) with the nearest
// id, Error(usage) where it could be several, Error(damaged) if its log cannot be read.
TaskRecord find_task(Session& session, const std::string& text);

// Ids of the tasks that have landed on the goal's target.
std::set<std::string> landed_ids(Session& session, const GoalRecord& goal);

// The logs of the goal's tasks that ended without landing and have left the hub. Damaged ones are left out.
std::vector<TaskRecord> filed_tasks(Session& session, const GoalRecord& goal);

// The files with what the agents of its last attempt printed, where they ran on this machine.
std::vector<std::string> logs_of_last_attempt(Session& session, const TaskRecord& task);

// The files with all that the checks of its attempts printed which did not pass, where they are here.
std::vector<std::string> check_logs_of(const TaskRecord& task);

// Whether it is still on the hub.
bool is_live(const TaskRecord& task);

}  // namespace reeve::cli
