#include "hub/local_hub.h"

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "hub/journal.h"
#include "hub/patience.h"

namespace reeve {

namespace {

// If writing has begun when something throws, the journal stays, and the next transaction finishes it. Before
// that nothing is left to finish: the locks are given back.
git::RefTransactionResult update_with_journal(git::Repository& repository, const Transaction& transaction,
                                              std::vector<std::string>& contested, const Journal& journal) {
  bool writing = false;
  const auto before_write = [&] {
    journal.mark_writing();
    writing = true;
  };
  journal.begin(transaction.updates);
  try {
    const auto result = git::update_refs(repository, transaction.updates, "reeve: " + transaction.reason,
                                         contested, before_write);
    journal.end();
    return result;
  } catch (...) {
    if (!writing) journal.end();
    throw;
  }
}

git::RefTransactionResult update_under_lock(git::Repository& repository, const Transaction& transaction,
                                            std::vector<std::string>& contested, Patience& patience) {
  const auto lock = acquire(state_folder(repository) / "refs.lock", "the refs", patience);
  const Journal journal(repository);
  if (!journal.recover(repository)) {
    contested = {"a transaction that was not finished"};
    return git::RefTransactionResult::locked;
  }
  return update_with_journal(repository, transaction, contested, journal);
}

}  // namespace

LocalHub::LocalHub(git::Repository repository, Milliseconds patience)
    : repository_(std::move(repository)), patience_(patience) {
  make_folders(state_folder(repository_));
}

std::vector<git::Ref> LocalHub::list(const std::string& prefix) {
  return repository_.list_refs(prefix);
}

std::optional<git::Oid> LocalHub::read(const std::string& ref) {
  // HEAD and its like belong to one work tree, not to the hub.
  return ref.starts_with("refs/") ? repository_.read_ref(ref) : std::nullopt;
}

ApplyResult LocalHub::apply(const Transaction& transaction) {
  check_names(transaction);
  Patience patience(patience_, Milliseconds{1}, Milliseconds{16});
  for (;;) {
    ApplyResult result;
    switch (update_under_lock(repository_, transaction, result.contested, patience)) {
      case git::RefTransactionResult::applied:
        return result;
      case git::RefTransactionResult::mismatch:
        result.applied = Applied::lost_race;
        return result;
      case git::RefTransactionResult::locked:
        break;
    }
    if (patience.wait()) continue;
    throw Error(ErrorKind::hub_unreachable,
                "the lock of " + join(result.contested, ", ") + " is held by another git process",
                "look for a git process that hangs in this repository, or a lock file that one left behind");
  }
}

std::filesystem::path state_folder(const git::Repository& repository) {
  return repository.common_dir() / "reeve";
}

}  // namespace reeve
