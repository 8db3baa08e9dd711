// Only a tree that itself passed lands.
#pragma once

#include <memory>

#include "queue/policy.h"

namespace reeve::queue {

std::unique_ptr<Policy> make_strict();

}  // namespace reeve::queue
