#include "hub/hub.h"

#include <set>

#include "base/error.h"
#include "base/text.h"

namespace reeve {

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
