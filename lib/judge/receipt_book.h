// What the gate knows of trees, by tree and command, so that an identical tree is never tested twice: not in
// another batch, not on another base, not after a kill, and where others share theirs not on another machine.
//
// A receipt counts where its policy is the gate's own (workspace/check_policy.h says what is in it). Passes
// are kept on this machine (<git dir>/reeve/receipts, the newest most_kept_trees for longest_kept), so that a
// judge that is killed has not worked in vain; they are shared through the hub (shared_receipts.h) as well.
// A failure is kept only as long as this book: a flaky one must not stick to a tree for ever.
//
// Used by one thread at a time.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "git/repository.h"
#include "judge/shared_receipts.h"
#include "task/event.h"

namespace reeve {

constexpr std::size_t most_kept_trees = 5'000;
constexpr std::chrono::days longest_kept{30};

class ReceiptBook {
 public:
  // `shared` may be null; it must outlive this.
  ReceiptBook(const git::Repository& repository, std::string policy, SharedReceipts* shared = nullptr);

  // A receipt of a gate for the tree and the command; absent if it has to be run. `could_not_run` is never
  // kept.
  std::optional<Receipt> find(const git::Oid& tree, const std::string& command);
  // What is known of these commands, in their order, up to the first with which nothing may land.
  std::vector<Receipt> known(const git::Oid& tree, const std::vector<std::string>& commands);

  // What was run on a tree; a later receipt takes the place of an earlier one.
  void add(const Receipt& receipt);
  void add(const std::vector<Receipt>& receipts);

 private:
  void load(const std::string& tree);
  void keep(const Receipt& receipt);
  void share(const std::string& tree);

  std::filesystem::path folder_;
  std::string policy_;
  SharedReceipts* shared_;
  std::map<std::pair<std::string, std::string>, Receipt> receipts_;  // this gate's own
  std::map<std::string, bool> loaded_;
};

}  // namespace reeve
