// A chain of single candidates, each built on top of all before it, as far ahead as a window allows.
#pragma once

#include <memory>

#include "queue/policy.h"

namespace reeve::queue {

// With a window of 20, as Zuul begins; `most` of the settings does not count. A failure restarts all behind
// it.
std::unique_ptr<Policy> make_window();
std::unique_ptr<Policy> make_wide_window();  // of 100, the most that GitHub's queue builds at once

}  // namespace reeve::queue
