#include "fleet/landed_index.h"

#include "hub/ledger.h"

namespace reeve {

std::map<std::string, git::Oid> LandedIndex::update(const git::Repository& repository, const git::Oid& tip,
                                                    const git::Oid& base) {
  if (tip_ == tip) return {};
  // A target that was moved back (by a person) is read anew.
  const bool forward = tip_ && repository.is_ancestor(*tip_, tip);
  if (!forward) landed_.clear();
  Landings since = landings_between(repository, goal_, tip, forward ? *tip_ : base);
  for (const std::string& id : since.reverted) landed_.erase(id);
  for (const auto& [id, commit] : since.landed) landed_.insert_or_assign(id, commit);
  tip_ = tip;
  return std::move(since.landed);
}

}  // namespace reeve
