// How a run of a coding CLI ended. Pure.
#pragma once

#include "agent/cli/reader.h"

namespace reeve::cli_agent {

// In this order: that we stopped it for its own sake (`stopped`), what its events told, what its error
// messages say, and how its process ended. That it finished well counts even where it was stopped after it,
// for some hang at their end; an exit code that is not one of `ok_codes` speaks against it.
RoundReport conclusion(const Told& told, const ProcessResult& process, const std::vector<int>& ok_codes,
                       const std::optional<Trouble>& stopped);

}  // namespace reeve::cli_agent
