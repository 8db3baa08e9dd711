// Reads what lib/report says something about.
#pragma once

#include <optional>
#include <string>

#include "report/explain.h"
#include "report/status.h"
#include "tools/session.h"

namespace reeve::cli {

// A goal with its live tasks, already read, and everything else that its status is made of.
GoalFacts facts_of(Session& session, const GoalRecord& goal, std::vector<TaskRecord> tasks);

// The named goal, or all that are open or paused.
FleetStatus read_status(Session& session, const std::optional<std::string>& goal);

// What there is to say of one task, live or not.
ExplainFacts explain_facts(Session& session, const TaskRecord& task);

}  // namespace reeve::cli
