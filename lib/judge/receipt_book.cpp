#include "judge/receipt_book.h"

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/old_files.h"
#include "base/text.h"
#include "hub/local_hub.h"
#include "task/codec.h"

namespace reeve {

ReceiptBook::ReceiptBook(const git::Repository& repository, std::string policy, SharedReceipts* shared)
    : folder_(state_folder(repository) / "receipts"), policy_(std::move(policy)), shared_(shared) {
  remove_old_files(folder_, {most_kept_trees, longest_kept});
}

void ReceiptBook::load(const std::string& tree) {
  if (!loaded_.try_emplace(tree, true).second) return;
  const auto text = read_untrusted_file(folder_ / tree, longest_log);
  if (!text) return;
  for (const std::string& line : split_lines(*text)) {
    const auto document = try_parse_json(line);
    if (!document) continue;  // a line that a killed judge did not finish
    Receipt receipt = receipt_from_json(*document);
    if (receipt.tree != tree || receipt.result != CheckResult::pass || receipt.where != CheckPlace::gate ||
        receipt.policy != policy_)
      continue;
    receipts_.insert_or_assign({receipt.tree, receipt.command}, std::move(receipt));
  }
}

std::optional<Receipt> ReceiptBook::find(const git::Oid& tree, const std::string& command) {
  load(tree.hex());
  const auto own = receipts_.find({tree.hex(), command});
  if (own != receipts_.end()) return own->second;
  if (shared_ == nullptr) return std::nullopt;
  for (const Receipt& receipt : shared_->passes_on(tree))
    if (receipt.command == command && receipt.policy == policy_) return receipt;
  return std::nullopt;
}

std::vector<Receipt> ReceiptBook::known(const git::Oid& tree, const std::vector<std::string>& commands) {
  std::vector<Receipt> receipts;
  for (const std::string& command : commands) {
    const auto receipt = find(tree, command);
    if (!receipt) continue;
    receipts.push_back(*receipt);
    if (blocks(receipt->result)) break;
  }
  return receipts;
}

void ReceiptBook::add(const Receipt& receipt) {
  if (receipt.result == CheckResult::could_not_run || receipt.result == CheckResult::skipped) return;
  load(receipt.tree);
  Receipt& kept = receipts_[{receipt.tree, receipt.command}];
  kept = receipt;
  kept.policy = policy_;
  if (kept.result != CheckResult::pass) return;
  keep(kept);
  share(kept.tree);
}

void ReceiptBook::add(const std::vector<Receipt>& receipts) {
  for (const Receipt& receipt : receipts) add(receipt);
}

// A full disk costs a second run, nothing else.
void ReceiptBook::keep(const Receipt& receipt) {
  try {
    make_folders(folder_);
  } catch (const Error&) {
    return;
  }
  std::ofstream file(folder_ / receipt.tree, std::ios::app);
  file << receipt_to_json(receipt).text() << "\n";
}

void ReceiptBook::share(const std::string& tree) {
  const auto id = git::Oid::parse(tree);
  if (shared_ == nullptr || !id) return;
  std::vector<Receipt> passes;
  for (auto own = receipts_.lower_bound({tree, ""}); own != receipts_.end() && own->first.first == tree;
       ++own)
    if (own->second.result == CheckResult::pass) passes.push_back(own->second);
  shared_->add(*id, passes);
}

}  // namespace reeve
