#include "git/ref_transaction.h"

#include <map>
#include <set>
#include <utility>

#include "git/packed_refs.h"
#include "git/ref_lock.h"
#include "git/reflog.h"
#include "git/repository_state.h"

namespace reeve::git {
namespace {

namespace fs = std::filesystem;

bool is_write(const RefUpdate& update) {
  return update.expected != update.desired;
}
bool is_create(const RefUpdate& update) {
  return !update.expected && update.desired;
}
bool is_delete(const RefUpdate& update) {
  return update.expected && !update.desired;
}

// --- What is refused before anything is locked

// "refs/heads/a/b": refs/heads, refs/heads/a.
std::vector<std::string> folders_of(const std::string& ref) {
  std::vector<std::string> folders;
  for (std::size_t slash = ref.find('/', 5); slash != std::string::npos; slash = ref.find('/', slash + 1))
    folders.push_back(ref.substr(0, slash));
  return folders;
}

[[noreturn]] void throw_collision(const std::string& ref, const std::string& other) {
  throw Error(ErrorKind::invalid,
              ref + " and " + other + " cannot both exist: one would be a file and the other a folder",
              "choose another name");
}

void refuse_bad_names(const std::vector<RefUpdate>& updates) {
  std::set<std::string> names;
  for (const RefUpdate& update : updates) {
    if (!update.ref.starts_with("refs/") || !Repository::is_valid_ref_name(update.ref))
      throw Error(ErrorKind::invalid, "'" + update.ref + "' is no name for a ref");
    if (!names.insert(update.ref).second)
      throw Error(ErrorKind::invalid, update.ref + " is named twice in one transaction");
  }
  for (const std::string& name : names)
    for (const std::string& folder : folders_of(name))
      if (names.contains(folder)) throw_collision(name, folder);
}

void refuse_missing_objects(const Repository& repository, const std::vector<RefUpdate>& updates) {
  std::set<Oid> seen;
  for (const RefUpdate& update : updates)
    if (is_write(update) && update.desired && seen.insert(*update.desired).second &&
        !repository.exists(*update.desired))
      throw Error(ErrorKind::invalid,
                  update.ref + " cannot be set to " + update.desired->hex() + ": no such object");
}

void refuse_collisions(const Repository& repository, const std::vector<RefUpdate>& updates) {
  const PackedRefs packed(repository.common_dir());
  std::set<std::string> free_folders;  // most updates of a transaction share theirs
  for (const RefUpdate& update : updates) {
    if (!is_create(update)) continue;
    for (const std::string& folder : folders_of(update.ref)) {
      if (!free_folders.insert(folder).second) continue;
      std::error_code ignored;
      if (packed.has(folder) || fs::is_regular_file(repository.common_dir() / folder, ignored))
        throw_collision(update.ref, folder);
    }
    const std::vector<Ref> below = repository.list_refs(update.ref + "/");
    if (!below.empty()) throw_collision(update.ref, below.front().name);
  }
}

// --- The transaction

// The ref's own value. Error(invalid) for a symbolic one: what it points at is what should be updated.
std::optional<Oid> locked_value(const Repository& repository, const std::string& ref) {
  git_reference* opened = nullptr;
  const int code = git_reference_lookup(&opened, repository.raw(), ref.c_str());
  if (code == GIT_ENOTFOUND) return std::nullopt;
  if (code < 0)
    throw Error(ErrorKind::damaged,
                ref + " cannot be read in " + repository.common_dir().string() + ": " + last_error_words());
  const OwnedReference reference(opened);
  if (git_reference_type(reference.get()) != GIT_REFERENCE_DIRECT)
    throw Error(ErrorKind::invalid, ref + " is a symbolic ref and cannot be updated");
  return from_libgit2(*git_reference_target(reference.get()));
}

class Transaction {
 public:
  Transaction(const Repository& repository, const std::vector<RefUpdate>& updates,
              std::vector<std::string>& contested)
      : repository_(repository), updates_(updates), contested_(contested) {
    for (const RefUpdate& update : updates) {
      by_name_.emplace(update.ref, &update);
      if (is_delete(update)) deleted_.insert(update.ref);
    }
  }

  // In the order of the names, so that two transactions cannot each hold what the other needs.
  bool lock_all() {
    for (const auto& [name, update] : by_name_) {
      std::optional<RefLock> lock = RefLock::acquire(repository_.common_dir(), name,
                                                     is_write(*update) ? update->desired : std::nullopt);
      if (!lock) {
        contested_.push_back(name);
        return false;
      }
      locks_.emplace(name, std::move(*lock));
    }
    return true;
  }

  bool all_as_expected() {
    for (const auto& [name, update] : by_name_)
      if (locked_value(repository_, name) != update->expected) contested_.push_back(name);
    return contested_.empty();
  }

  // A deleted ref must leave packed-refs too, and nobody may pack it again while its file is still there.
  bool lock_packed_refs() {
    if (deleted_.empty()) return true;
    std::optional<PackedRefsLock> lock = PackedRefsLock::acquire(repository_.common_dir());
    if (!lock) contested_.emplace_back("packed-refs");
    if (lock) packed_lock_.emplace(std::move(*lock));
    return packed_lock_.has_value();
  }

  void write_all(const Reflog& reflog) {
    bool packed_are_removed = deleted_.empty();
    for (const RefUpdate& update : updates_) {
      if (!is_write(update)) continue;
      RefLock& lock = locks_.at(update.ref);
      if (update.desired) {
        reflog.append(update.ref, update.expected, *update.desired);
        lock.write();
        continue;
      }
      if (!std::exchange(packed_are_removed, true)) packed_lock_->remove(deleted_);
      reflog.remove(update.ref);
      lock.remove();
    }
  }

 private:
  const Repository& repository_;
  const std::vector<RefUpdate>& updates_;
  std::vector<std::string>& contested_;
  std::map<std::string, const RefUpdate*> by_name_;
  std::set<std::string> deleted_;
  std::map<std::string, RefLock> locks_;
  std::optional<PackedRefsLock> packed_lock_;  // given back before the refs' own locks, as it was taken after
};

}  // namespace

RefTransactionResult update_refs(Repository& repository, const std::vector<RefUpdate>& updates,
                                 const std::string& reflog, std::vector<std::string>& contested,
                                 const std::function<void()>& before_write) {
  contested.clear();
  refuse_bad_names(updates);
  refuse_missing_objects(repository, updates);
  refuse_collisions(repository, updates);
  const Reflog log(repository, reflog);
  Transaction transaction(repository, updates, contested);
  if (!transaction.lock_all()) return RefTransactionResult::locked;
  if (!transaction.all_as_expected()) return RefTransactionResult::mismatch;
  if (!transaction.lock_packed_refs()) return RefTransactionResult::locked;
  if (before_write) before_write();
  transaction.write_all(log);
  return RefTransactionResult::applied;
}

}  // namespace reeve::git
