// What starting a build and asking again is, for all policies.
#pragma once

#include "queue/policy.h"
#include "queue/trees.h"

namespace reeve::queue {

// A build that is not started yet, told from the line's newest place that it contains.
Build make_build(const Trees& trees, TreeId tree, Purpose purpose);

// Builds that run once the step was carried out as it is: without what it cancels, with what it starts.
std::size_t count_builds(const State& state, const Step& step);

bool has_slot(const State& state, const Settings& settings, const Step& step);

void add_build(const Trees& trees, TreeId tree, Purpose purpose, Step& step);

// At this time at the latest.
void ask_again(TimePoint time, Step& step);

}  // namespace reeve::queue
