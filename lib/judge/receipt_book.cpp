#include "judge/receipt_book.h"

#include <fstream>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "hub/local_hub.h"
#include "task/codec.h"

namespace reeve {

ReceiptBook::ReceiptBook(const git::Repository& repository)
    : folder_(state_folder(repository) / "receipts") {}

void ReceiptBook::load(const std::string& tree) {
  if (!loaded_.try_emplace(tree, true).second) return;
  const auto text = read_untrusted_file(folder_ / tree, longest_log);
  if (!text) return;
  for (const std::string& line : split_lines(*text)) {
    const auto document = try_parse_json(line);
    if (!document) continue;  // a line that a killed judge did not finish
    Receipt receipt = receipt_from_json(*document);
    if (receipt.tree != tree || receipt.result != CheckResult::pass || receipt.where != CheckPlace::gate)
      continue;
    receipts_.emplace(std::pair(receipt.tree, receipt.command), std::move(receipt));
  }
}

std::optional<Receipt> ReceiptBook::find(const git::Oid& tree, const std::string& command) {
  load(tree.hex());
  const auto receipt = receipts_.find({tree.hex(), command});
  if (receipt == receipts_.end()) return std::nullopt;
  return receipt->second;
}

void ReceiptBook::add(const Receipt& receipt) {
  if (receipt.result == CheckResult::could_not_run) return;
  receipts_[{receipt.tree, receipt.command}] = receipt;
  if (receipt.result != CheckResult::pass) return;
  make_folders(folder_);
  std::ofstream file(folder_ / receipt.tree, std::ios::app);
  file << receipt_to_json(receipt).text() << "\n";  // a full disk costs a second run, nothing else
}

}  // namespace reeve
