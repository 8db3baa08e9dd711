#include "hub/memory_hub.h"

#include <set>

#include "base/error.h"

namespace reeve {

namespace {

// A ref is a file in git, so that refs/a and refs/a/b cannot both exist, not even within one transaction.
void check_folders(const std::map<std::string, git::Oid>& refs, const Transaction& transaction) {
  std::set<std::string> names;
  for (const git::RefUpdate& update : transaction.updates) names.insert(update.ref);
  for (const auto& [name, id] : refs) names.insert(name);
  for (const git::RefUpdate& update : transaction.updates) {
    const auto below = names.lower_bound(update.ref + "/");
    const bool has_below = below != names.end() && below->starts_with(update.ref + "/");
    bool has_above = false;
    for (auto slash = update.ref.find('/'); slash != update.ref.npos;
         slash = update.ref.find('/', slash + 1)) {
      has_above = has_above || names.contains(update.ref.substr(0, slash));
    }
    if (has_below || has_above) {
      throw Error(ErrorKind::invalid,
                  update.ref + " cannot exist beside a ref that has the name of a folder");
    }
  }
}

}  // namespace

std::vector<git::Ref> MemoryRefs::list(const std::string& prefix) const {
  const std::lock_guard lock(mutex_);
  std::vector<git::Ref> result;
  for (auto it = refs_.lower_bound(prefix); it != refs_.end() && it->first.starts_with(prefix); ++it) {
    result.push_back({it->first, it->second});
  }
  return result;
}

std::optional<git::Oid> MemoryRefs::read(const std::string& ref) const {
  const std::lock_guard lock(mutex_);
  const auto it = refs_.find(ref);
  if (it == refs_.end()) return std::nullopt;
  return it->second;
}

ApplyResult MemoryRefs::apply(const Transaction& transaction) {
  check_names(transaction);
  const std::lock_guard lock(mutex_);
  check_folders(refs_, transaction);
  ApplyResult result;
  std::map<std::string, git::Oid> changed = refs_;
  for (const git::RefUpdate& update : transaction.updates) {
    const auto it = refs_.find(update.ref);
    const auto current = it == refs_.end() ? std::nullopt : std::optional<git::Oid>(it->second);
    if (current != update.expected) result.contested.push_back(update.ref);
    if (update.desired) {
      changed[update.ref] = *update.desired;
    } else {
      changed.erase(update.ref);
    }
  }
  if (!result.contested.empty()) {
    result.applied = Applied::lost_race;
    return result;
  }
  refs_ = std::move(changed);
  return result;
}

ApplyResult MemoryHub::apply(const Transaction& transaction) {
  for (const git::RefUpdate& update : transaction.updates) {
    if (update.desired && update.desired != update.expected && !objects_.exists(*update.desired)) {
      throw Error(ErrorKind::invalid,
                  update.ref + " cannot be set to " + update.desired->hex() + ": no such object");
    }
  }
  return refs_->apply(transaction);
}

}  // namespace reeve
