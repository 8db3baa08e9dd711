// Receipts that gates tell each other, on a server that looks at them.
#include "git/ssh_signature.h"
#include "hooks/server_world.h"
#include "hub/receipt_notes.h"
#include "support/catch.h"
#include "task/ref_names.h"

namespace server_receipts_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::string ref = refs::receipts("build7");
const git::Signature author{"Ada", "ada@example.org", {}};

// A commit with receipts for `said` as the note on `tree`, signed with this key if there is one.
git::Oid receipts(ServerWorld& world, const git::Oid& tree, const git::Oid& said, const std::string& key) {
  Receipt receipt;
  receipt.tree = said.hex();
  receipt.command = "make";
  receipt.result = CheckResult::pass;
  receipt.where = CheckPlace::gate;
  const std::string text = text_of(TreeReceipts{said, "build7", TimePoint(), {receipt}});
  const std::string signature = key.empty() ? "" : git::sign(text, key, git::reeve_namespace);
  return write_receipt_notes(world.objects(), std::nullopt, {{tree, to_note({text, signature})}}, 10, author);
}

}  // namespace

TEST_CASE("with allowed signers a gate's receipts are signed by one of them") {
  ServerWorld world({true, ""});
  const git::Oid tree = world.clone().tree({{"a", "1"}});
  const auto refused = [&](const git::Oid& commit, const std::string& words) {
    return refused_by(world, {{ref, std::nullopt, commit}}, ref, "receipt", words);
  };
  const SshKey worker("worker@build8");
  CHECK(refused(receipts(world, tree, tree, ""), "the receipts are not signed") == "");
  CHECK(refused(receipts(world, tree, tree, worker.file()), "none of .reeve/allowed_signers") == "");
  const git::Oid other = world.clone().tree({{"a", "2"}});
  CHECK(refused(receipts(world, tree, other, world.judge_key().file()), "are those of tree") == "");
  CHECK(refused(world.clone().commit({{"a", "1"}}, {}), "'a' is no note on a tree") == "");
  const git::Oid good = receipts(world, tree, tree, world.judge_key().file());
  CHECK(world.push({{ref, std::nullopt, good}}) == "");
  CHECK(world.push({{ref, good, std::nullopt}}) == "");
}

TEST_CASE("without allowed signers receipts need no signature, but are such") {
  ServerWorld world;
  const git::Oid tree = world.clone().tree({{"a", "1"}});
  CHECK(world.push({{ref, std::nullopt, receipts(world, tree, tree, "")}}) == "");
  const std::string other = refs::receipts("build8");
  const git::Oid nonsense =
      write_receipt_notes(world.objects(), std::nullopt, {{tree, "all is well"}}, 10, author);
  CHECK(refused_by(world, {{other, std::nullopt, nonsense}}, other, "receipt",
                   "no receipts of a format that is known") == "");
}

}  // namespace server_receipts_test
