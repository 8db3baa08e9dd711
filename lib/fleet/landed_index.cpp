#include "fleet/landed_index.h"

#include "hub/ledger.h"

namespace reeve {

std::map<std::string, git::Oid> LandedIndex::update(const git::Repository& repository, const git::Oid& tip,
                                                    const git::Oid& base) {
  if (tip_ == tip) return {};
  // A target that was moved back (by a person) is read anew.
  const bool forward = tip_ && repository.is_ancestor(*tip_, tip);
  if (!forward) landed_.clear();
  auto added = landed_tasks(repository, goal_, tip, forward ? *tip_ : base);
  landed_.insert(added.begin(), added.end());
  tip_ = tip;
  return added;
}

}  // namespace reeve
