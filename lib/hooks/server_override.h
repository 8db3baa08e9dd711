// The push option that lets a person do what the rules forbid: git push --signed -o reeve-override=REASON
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "hooks/policy.h"
#include "hooks/server_policy.h"
#include "hooks/server_push.h"

namespace reeve::hooks {

struct Override {
  std::string reason;
  std::string signer;  // a principal of allowed_signers
};

// Absent if the push asks for none. An objection if it does and is not signed, for this very push, by a key
// of the policy's allowed_signers that may sign for git (namespaces="git").
std::optional<std::variant<Override, Objection>> asked_override(const git::Repository& repository,
                                                                const Push& push, const ServerPolicy& policy);

// Appends one line of JSON to <git dir>/reeve/overrides.log: who, why, the refs, the rules that were broken.
// It is no object, so the quarantine does not hold it back: the line stays if git refuses the push after us.
// Throws Error(io) if it cannot be written; then the push must be refused.
void record_override(const git::Repository& repository, const Push& push, const Override& override_,
                     const std::vector<Breach>& lifted, TimePoint now);

}  // namespace reeve::hooks
