#include "queue/policy.h"

#include "queue/after.h"
#include "queue/batch.h"
#include "queue/strict.h"
#include "queue/window.h"

namespace reeve::queue {

std::unique_ptr<Policy> make_policy(std::string_view name) {
  if (name == "serial") return make_serial();
  if (name == "batch") return make_batch();
  if (name == "strict") return make_strict();
  if (name == "lanes") return make_lanes();
  if (name == "optimistic") return make_optimistic();
  if (name == "window") return make_window();
  if (name == "wide-window") return make_wide_window();
  return nullptr;
}

}  // namespace reeve::queue
