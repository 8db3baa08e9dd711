#include "hooks/server_policy.h"

#include <algorithm>

#include "base/error.h"
#include "workspace/target_files.h"

namespace reeve::hooks {

namespace {

// A configuration that is wrong, or not there, asks for no longer lease.
Milliseconds configured_lease(const git::Repository& repository, const git::Oid& commit) {
  try {
    return config_of(repository, commit).limits.lease;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::configuration) throw;
    return Milliseconds{0};
  }
}

}  // namespace

ServerPolicy server_policy(const git::Repository& repository) {
  ServerPolicy policy;
  policy.ref = repository.head_branch().value_or("");
  if (!policy.ref.empty()) policy.tip = repository.read_ref(policy.ref);
  if (!policy.tip) return policy;
  policy.allowed_signers = repository.file_at(repository.tree_of(*policy.tip), ".reeve/allowed_signers");
  policy.longest_lease = std::max(policy.longest_lease, configured_lease(repository, *policy.tip));
  return policy;
}

git::Oid entry_of(const git::Repository& repository, const git::Oid& commit, const std::string& path) {
  const auto entry = repository.entry_at(repository.tree_of(commit), path);
  return entry ? entry->id : git::Oid();
}

}  // namespace reeve::hooks
