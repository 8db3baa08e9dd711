// Several refs changed by one compare-and-swap: all of them are locked, then compared, then written.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/repository.h"

namespace reeve::git {

struct RefUpdate {
  std::string ref;              // full name
  std::optional<Oid> expected;  // what it must be now; absent: it must not exist
  std::optional<Oid> desired;   // what it shall be; absent: deleted
};

// What stands in the lock files whose content git never reads: a delete's, a comparison's and packed-refs'.
// The lock of a new value holds that value. So a lock that a killed process left can be told from the one of
// a git process that lives (lib/hub/journal.h).
inline constexpr std::string_view lock_mark = "reeve\n";

enum class RefTransactionResult {
  applied,
  mismatch,  // at least one ref was not what was expected; nothing is written
  locked,    // somebody holds a ref's lock file: nothing is written, try again
};

// Writes all updates or none of them (but for a crash in the middle: see lib/hub/local_hub.h). They are
// written in the order given: put the ref that decides first, and deletes last (those of packed refs are all
// done with the first delete).
// `contested` gets the refs that were not as expected, or the first one that is locked ("packed-refs" if a
// ref is to be deleted and somebody holds that file's lock for more than a second).
// `reflog` is the message in the reflog, which is kept where git would keep one.
// `before_write` is called once everything is locked and compared, before the first ref changes; if it
// throws, nothing is written. Git's reference-transaction hook is not run.
// Updates where expected == desired only compare.
// Throws Error(invalid) for a name that git refuses or that is not under refs/, for a ref named twice, for a
// name that collides with another (of the list, or existing) as folder and file, for a symbolic ref, and for
// a desired object that does not exist.
RefTransactionResult update_refs(Repository& repository, const std::vector<RefUpdate>& updates,
                                 const std::string& reflog, std::vector<std::string>& contested,
                                 const std::function<void()>& before_write = {});

}  // namespace reeve::git
