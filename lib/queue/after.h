// Policies by which a change lands before the line's newest with it was tested; that is verified after.
#pragma once

#include <memory>

#include "queue/policy.h"

namespace reeve::queue {

std::unique_ptr<Policy> make_lanes();
std::unique_ptr<Policy> make_optimistic();

}  // namespace reeve::queue
