// A model that works by itself: it is asked, its commands are run, it reads what they printed, until it says
// that it is done or a limit is reached.
#pragma once

#include "agent/round.h"

namespace reeve {

// `done` is said by a command (bash_command.h). A model that makes no readable call three times in a row, or
// gets the same output from the same command four times in a row, is `stuck`. Throws as run_api_round().
RoundReport run_bash_loop(const Round& round);

// templates/prompts/bash_loop.md: what the model is told beside its prompt. Variables: marker, turns,
// minutes.
std::string_view bash_loop_prompt_template();

}  // namespace reeve
