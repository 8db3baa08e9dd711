#include "hub/hub.h"

#include <set>

#include "base/error.h"
#include "base/text.h"

namespace reeve {

RefSnapshot Hub::look(const std::vector<std::string>& prefixes) {
  std::vector<git::Ref> refs;
  for (const std::string& prefix : prefixes) {
    for (git::Ref& ref : list(prefix)) refs.push_back(std::move(ref));
  }
  return RefSnapshot(refs);
}

RefSnapshot Hub::read_each(const std::vector<std::string>& names) {
  std::vector<git::Ref> refs;
  for (const std::string& name : names) {
    if (const auto id = read(name)) refs.push_back({name, *id});
  }
  return RefSnapshot(refs);
}

void check_names(const Transaction& transaction) {
  std::set<std::string> seen;
  for (const git::RefUpdate& update : transaction.updates) {
    if (!update.ref.starts_with("refs/") || !git::Repository::is_valid_ref_name(update.ref)) {
      throw Error(ErrorKind::invalid,
                  "git does not accept '" + printable(update.ref) + "' as the name of a ref");
    }
    if (!seen.insert(update.ref).second) {
      throw Error(ErrorKind::invalid, "the ref " + update.ref + " is named twice in one transaction");
    }
  }
}

}  // namespace reeve
