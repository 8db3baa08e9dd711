// The gate's verdict on one commit that is no task's: a person's branch, a pull request, an entry of a merge
// queue. Nothing lands.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "config/config.h"
#include "git/repository.h"
#include "judge/shared_receipts.h"
#include "task/event.h"

namespace reeve {

struct CommitVerdict {
  CheckResult result = CheckResult::pass;
  std::string reason;             // for `fail` and `could_not_run`
  git::Oid tree;                  // the merged tree that was tested; zero if there is none
  std::vector<Receipt> receipts;  // what was skipped, then up to the first check that blocks
};

// Merges `commit` onto `onto` in memory and runs those of the gate's checks on the result that are for what
// it changes in `onto`; all of them if it changes nothing. What is known of the tree is not run again:
// `shared` are the receipts of other machines, or null. Scope and protected paths bind tasks, not people.
// Throws Error(git) if the two have no history in common.
CommitVerdict check_commit(git::Repository& repository, const Config& config, const git::Oid& onto,
                           const git::Oid& commit, const std::stop_token& stop,
                           SharedReceipts* shared = nullptr);

}  // namespace reeve
