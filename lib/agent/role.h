// What an agent is asked for.
#pragma once

#include <string_view>

namespace reeve {

enum class Role { planner, worker, judge, review };

// "planner" …: as in [roles], in .reeve/prompts and in reports.
std::string_view name_of(Role role);

}  // namespace reeve
