// The gate's verdict on one commit that is no task's: a person's branch, a pull request, an entry of a merge
// queue. Nothing lands.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "config/config.h"
#include "git/repository.h"
#include "task/event.h"

namespace reeve {

struct CommitVerdict {
  CheckResult result = CheckResult::pass;
  std::string reason;             // for `fail` and `could_not_run`
  git::Oid tree;                  // the merged tree that was tested; zero if there is none
  std::vector<Receipt> receipts;  // up to the first check that did not pass
};

// Merges `commit` onto `onto` in memory and runs the gate's checks on the result. Scope and protected paths
// bind tasks, not people. Throws Error(git) if the two have no history in common.
CommitVerdict check_commit(git::Repository& repository, const Config& config, const git::Oid& onto,
                           const git::Oid& commit, const std::stop_token& stop);

}  // namespace reeve
