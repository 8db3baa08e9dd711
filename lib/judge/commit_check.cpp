#include "judge/commit_check.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "base/text.h"
#include "git/git_program.h"
#include "judge/receipt_book.h"
#include "workspace/check.h"
#include "workspace/check_policy.h"

namespace reeve {

namespace {

CommitVerdict without_test(CheckResult result, const std::string& reason) {
  CommitVerdict verdict;
  verdict.result = result;
  verdict.reason = reason;
  return verdict;
}

git::Oid merge_commit(git::Repository& repository, const git::Oid& tree, const git::Oid& onto,
                      const git::Oid& commit) {
  git::CommitData merged;
  merged.tree = tree;
  merged.parents = {onto, commit};
  merged.message = "Merge " + commit.hex() + " for a check\n";
  merged.author = merged.committer = repository.read_commit(commit).committer;
  return repository.write_commit(merged);
}

// A check that is red without the commit as well is still red: whoever is asked for a green tree is told so.
std::string reason_of(const Receipt& receipt) {
  const std::string ending = receipt.log.empty() ? "" : ": " + receipt.log;
  return fmt::format("'{}' {}{}", receipt.command,
                     receipt.result == CheckResult::fail ? "failed" : "could not run", ending);
}

struct Merged {
  git::Oid tree;
  git::Oid commit;
};

std::vector<Receipt> run_or_recall(git::Repository& repository, const Config& config,
                                   const std::vector<std::string>& commands, const Merged& merged,
                                   const std::stop_token& stop, SharedReceipts* shared) {
  if (shared != nullptr) shared->look();
  ReceiptBook book(repository, check_policy(config), shared);
  const auto known = book.known(merged.tree, commands);
  const auto left = left_to_run(config.gate, commands, known);
  if (left.empty()) return known;
  WorkspacePool pool(repository, "gate");
  Workspace workspace = pool.acquire();
  const auto receipts =
      run_checks(left, repository, merged.commit, workspace, config, CheckPlace::gate, stop);
  book.add(receipts);
  if (shared != nullptr) shared->publish();
  return together(known, receipts);
}

}  // namespace

CommitVerdict check_commit(git::Repository& repository, const Config& config, const git::Oid& onto,
                           const git::Oid& commit, const std::stop_token& stop, SharedReceipts* shared) {
  if (config.gate.checks.empty())
    return without_test(CheckResult::could_not_run, "no check is named: set [gate] checks");
  const git::MergeResult merge = git::merge(repository, onto, commit);
  if (!merge.clean())
    return without_test(CheckResult::fail, "it conflicts in " + join(merge.conflicts, ", "));
  const ChosenChecks chosen =
      choose_checks(config.gate, {}, changed_paths(repository, repository.tree_of(onto), merge.tree));
  CommitVerdict verdict;
  verdict.tree = merge.tree;
  verdict.receipts =
      run_or_recall(repository, config, chosen.run,
                    {merge.tree, merge_commit(repository, merge.tree, onto, commit)}, stop, shared);
  if (const Receipt* red = blocking_receipt(verdict.receipts)) {
    verdict.result = red->result;
    verdict.reason = reason_of(*red);
  }
  const auto skipped = skipped_receipts(chosen, merge.tree, CheckPlace::gate);
  verdict.receipts.insert(verdict.receipts.begin(), skipped.begin(), skipped.end());
  return verdict;
}

}  // namespace reeve
