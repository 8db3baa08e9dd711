// The agents and checks of a rehearsal: they do what the scenario says, in virtual time.
#pragma once

#include "rehearse/stage.h"
#include "workspace/runners.h"

namespace reeve::rehearse {

// For the process of this actor. Both must outlive what is returned.
Runners scripted_runners(Stage& stage, Actor& actor);

}  // namespace reeve::rehearse
