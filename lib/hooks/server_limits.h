// How large a push may be. The values are the server's own: git's configuration of the repository, which no
// push can change.
#pragma once

#include <cstdint>
#include <vector>

#include "base/clock.h"
#include "git/object_folder.h"
#include "git/repository.h"
#include "hooks/policy.h"
#include "hooks/server_push.h"

namespace reeve::hooks {

struct ServerLimits {
  std::size_t refs = 10'000;                 // reeve.maxRefs: a plan of 1,000 tasks has 2,000
  std::size_t objects = 1'000'000;           // reeve.maxObjects: of all kinds
  std::uint64_t object_bytes = 64ULL << 20;  // reeve.maxObjectBytes: a log has at most 16 MiB
  std::size_t log_steps = 1000;              // commits that one push adds to a log or the ledger
  std::size_t log_bytes = 4 << 20;           // that one push adds to a log
  Milliseconds time{60'000};                 // reeve.maxSeconds: for looking at a push
};

// Throws Error(configuration) for a value that is no number above 0.
ServerLimits server_limits(const git::Repository& repository);

// What is too many or too large of what came with the push. Pure.
std::vector<Breach> breaches_of_size(const std::vector<git::StoredObject>& objects, std::size_t ref_count,
                                     const ServerLimits& limits);

}  // namespace reeve::hooks
