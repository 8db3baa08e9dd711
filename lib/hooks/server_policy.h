// The policy that a push is held to: read from old tips alone, never from what is pushed.
#pragma once

#include <optional>
#include <string>

#include "base/clock.h"
#include "git/repository.h"

namespace reeve::hooks {

struct ServerPolicy {
  std::string ref;                             // the configuration ref: the branch of the server's HEAD
  std::optional<git::Oid> tip;                 // of it, before the push
  std::optional<std::string> allowed_signers;  // .reeve/allowed_signers there; absent: nothing need be signed
  Milliseconds longest_lease{24 * 3'600'000};  // of a claim: a day, or lease_minutes there if that is more
};

ServerPolicy server_policy(const git::Repository& repository);

// The entry `path` of a commit's tree; zero where there is none.
git::Oid entry_of(const git::Repository& repository, const git::Oid& commit, const std::string& path);

}  // namespace reeve::hooks
