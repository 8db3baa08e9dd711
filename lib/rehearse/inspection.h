// What is to be said at the end of a rehearsal, read from the hub.
#pragma once

#include "rehearse/rehearsal.h"
#include "rehearse/stage.h"

namespace reeve::rehearse {

// `workers`: the most that were to run at once.
RehearsalReport inspect(Stage& stage, std::uint64_t seed, std::size_t workers);

}  // namespace reeve::rehearse
