// What a landed task has used, in the trailers of its commit: sums over thousands of landed tasks need their
// commits alone, and not a note for each (FORMAT.md).
#pragma once

#include <string>

#include "task/spend.h"

namespace reeve {

// Reeve-Cost and Reeve-Tokens, for people, and one Reeve-Usage for each model that was asked: of all attempts
// at the task, failed ones too, since they were paid for. Lines with their line feeds; empty where nothing is
// known.
std::string spend_trailers(const TaskState& state);

// What the trailers of a landed task's commit say. Never throws: what cannot be read counts as not known.
TaskSpend landed_spend(const std::string& message);

// Adds what one Reeve-Usage says. Never throws, as above.
void add_usage(SpendTable& table, const std::string& value);

}  // namespace reeve
