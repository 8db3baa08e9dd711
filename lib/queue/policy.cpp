#include "queue/policy.h"

#include "queue/batch.h"
#include "queue/strict.h"

namespace reeve::queue {

std::unique_ptr<Policy> make_policy(std::string_view name) {
  if (name == "serial") return make_serial();
  if (name == "batch") return make_batch();
  if (name == "strict") return make_strict();
  return nullptr;
}

}  // namespace reeve::queue
