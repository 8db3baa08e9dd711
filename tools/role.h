// What the commands that run a role (worker, judge, controller) share.
#pragma once

#include <string>

#include "tools/command.h"
#include "tools/session.h"

namespace reeve::cli {

// "worker@build7": who signs the events of a role's process.
std::string role_name(const std::string& role);

// The id of the goal that --goal names; empty if it is not given.
std::string chosen_goal(Session& session, const Arguments& arguments);

constexpr std::size_t most_workers = 1'000;  // that a person may ask for

// [limits] workers of the goal with this id, or of the first open one if it is empty; the default where there
// is none.
std::size_t configured_workers(Session& session, const std::string& goal);

// The words that run this program again in this repository.
std::vector<std::string> this_program(const Context& context);

}  // namespace reeve::cli
