#include "hub/ref_snapshot.h"

namespace reeve {

RefSnapshot::RefSnapshot(const std::vector<git::Ref>& refs) {
  // Lists are sorted, so the place of the next one is mostly known.
  for (const git::Ref& ref : refs) refs_.insert_or_assign(refs_.end(), ref.name, ref.id);
}

std::vector<git::Ref> RefSnapshot::list(std::string_view prefix) const {
  std::vector<git::Ref> found;
  for (auto ref = refs_.lower_bound(prefix); ref != refs_.end() && ref->first.starts_with(prefix); ++ref)
    found.push_back({ref->first, ref->second});
  return found;
}

std::optional<git::Oid> RefSnapshot::read(std::string_view ref) const {
  const auto found = refs_.find(ref);
  return found == refs_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace reeve
