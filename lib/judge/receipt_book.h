// The gate's receipts by tree and command, so that an identical tree is never tested twice. They are kept on
// this machine too (<git dir>/reeve/receipts), so that a judge that is killed has not worked in vain.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "git/repository.h"
#include "task/event.h"

namespace reeve {

class ReceiptBook {
 public:
  explicit ReceiptBook(const git::Repository& repository);

  // A receipt of this gate for the tree and the command; absent if it has to be run. `could_not_run` is never
  // kept, and a failure only as long as this book: a flaky failure must not stick to a tree for ever.
  std::optional<Receipt> find(const git::Oid& tree, const std::string& command);
  void add(const Receipt& receipt);

 private:
  void load(const std::string& tree);

  std::filesystem::path folder_;
  std::map<std::pair<std::string, std::string>, Receipt> receipts_;
  std::map<std::string, bool> loaded_;
};

}  // namespace reeve
