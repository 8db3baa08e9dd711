// What a goal has used, against its budget, for people and for scripts. Pure.
#pragma once

#include <cstddef>
#include <string>

#include "base/json.h"
#include "report/status.h"

namespace reeve {

// Lines indented by two, of at most `width` columns (0: as long as needed); empty as long as no attempt has
// ended. Where neither a model was asked nor a cost is known, only the time.
std::string spend_text(const GoalStatus& goal, std::size_t width);

// "spent 12.34 of 500.00, 1.2M tokens, 3 h of agents": the first of those lines, on one line; may be empty.
std::string spend_words(const GoalStatus& goal);

// {"attempts":…,"unknown_cost":…,"usage":{…},"budget":{…},"reserved":{…},"roles":{…},"models":[…]}, numbers
// exact; `budget` has the keys of [limits.goal] that are set.
JsonObject spend_json(const GoalStatus& goal);

}  // namespace reeve
