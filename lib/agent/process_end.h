// What the end of a program says about the agent that it was.
#pragma once

#include "agent/round.h"

namespace reeve {

// Outcome and reason from the process's end alone. `done` means: look further.
RoundReport report_of_end(const ProcessResult& process);

// A report with this outcome, and a reason that tells how the process ended and the end of what it printed.
RoundReport ended(Outcome outcome, const ProcessResult& process);

// A person, an out-of-memory killer, a machine that goes down: none of these is evidence against the agent.
// How often a task may end so is limited (limits.lost).
bool is_from_outside(int signal);

// The end of a text, for a person: what one looks at first when something failed. Printable.
std::string end_for_people(std::string_view text);

}  // namespace reeve
