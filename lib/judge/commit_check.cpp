#include "judge/commit_check.h"

#include <fmt/format.h>

#include "base/clock.h"
#include "base/text.h"
#include "git/git_program.h"
#include "judge/receipt_book.h"
#include "workspace/check.h"

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

std::vector<Receipt> known(ReceiptBook& book, const git::Oid& tree,
                           const std::vector<std::string>& commands) {
  std::vector<Receipt> receipts;
  for (const std::string& command : commands) {
    const auto receipt = book.find(tree, command);
    if (!receipt) return {};
    receipts.push_back(*receipt);
  }
  return receipts;
}

// A check that is red without the commit as well is still red: whoever is asked for a green tree is told so.
std::string reason_of(const Receipt& receipt) {
  if (receipt.result == CheckResult::pass) return "";
  const std::string ending = receipt.log.empty() ? "" : ": " + receipt.log;
  return fmt::format("'{}' {}{}", receipt.command,
                     receipt.result == CheckResult::fail ? "failed" : "could not run", ending);
}

}  // namespace

CommitVerdict check_commit(git::Repository& repository, const Config& config, const git::Oid& onto,
                           const git::Oid& commit, const std::stop_token& stop) {
  if (config.gate.checks.empty())
    return without_test(CheckResult::could_not_run, "no check is named: set [gate] checks");
  const git::MergeResult merge = git::merge(repository, onto, commit);
  if (!merge.clean())
    return without_test(CheckResult::fail, "it conflicts in " + join(merge.conflicts, ", "));
  CommitVerdict verdict;
  verdict.tree = merge.tree;
  ReceiptBook book(repository);
  verdict.receipts = known(book, merge.tree, config.gate.checks);
  if (verdict.receipts.empty()) {
    WorkspacePool pool(repository, "gate");
    Workspace workspace = pool.acquire();
    verdict.receipts =
        run_checks(config.gate.checks, repository, merge_commit(repository, merge.tree, onto, commit),
                   workspace, config, CheckPlace::gate, stop);
    for (const Receipt& receipt : verdict.receipts) book.add(receipt);
  }
  verdict.result = verdict.receipts.back().result;
  verdict.reason = reason_of(verdict.receipts.back());
  return verdict;
}

}  // namespace reeve
