// What a goal has used, against its budget, for people and for scripts. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "base/json.h"
#include "report/status.h"

namespace reeve {

// What was spent of the budget, by role and by model, and what a landed task costs. Lines indented by two, of
// at most `width` columns (0: as long as needed); empty as long as no attempt has ended, and for programs of
// which nothing but the time is known, unless time or tokens have a limit.
std::string spend_text(const GoalStatus& goal, std::size_t width);

// {"attempts":…,"unknown_cost":…,"usage":{…},"budget":{…},"reserved":{…},"roles":{…},"models":[…],"mean_cost_landed":…},
// numbers exact; `budget` has the keys of [limits.goal] that are set.
JsonObject spend_json(const GoalStatus& goal);

// {"minutes":…,"tokens":…,"cost":…}, of what is set.
JsonObject budget_json(const Budget& budget);

}  // namespace reeve
