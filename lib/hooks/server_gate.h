// The gate of a plain git server: what its pre-receive hook decides about a push. SERVER.md says the rules to
// those who push; the rules themselves are in policy_*.h.
#pragma once

#include <vector>

#include "base/clock.h"
#include "git/repository.h"
#include "hooks/policy.h"
#include "hooks/server_push.h"

namespace reeve::hooks {

// All that the push breaks, in the order of its refs; empty if it may go through. Writes nothing but the
// record of an override. `repository` must read the push's objects (Repository::read_objects_from). What
// cannot be read is a breach, never a pass; throws Error only for trouble of the server's own.
std::vector<Breach> breaches_of(const git::Repository& repository, const Push& push, const Clock& clock);

}  // namespace reeve::hooks
