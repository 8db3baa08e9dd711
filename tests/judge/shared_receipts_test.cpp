// Receipts that travel between machines: two clones of one hub.
#include "judge/shared_receipts.h"

#include "base/fake_clock.h"
#include "base/text.h"
#include "hub/remote_hub.h"
#include "judge/commit_check.h"
#include "support/catch.h"
#include "support/repository.h"
#include "support/ssh_key.h"
#include "support/workspaces.h"
#include "task/ref_names.h"

namespace shared_receipts_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const git::Signature author{"Ada", "ada@example.org", {}};

struct Machine {
  ScratchRepository clone{git::Repository::Kind::bare};
  RemoteHub hub;
  std::string warnings;

  Machine(const ScratchRepository& server, const std::string& gate)
      : hub(git::Repository::open(clone.path()), server.path().string(), Milliseconds(500)) {
    clone.git({"fetch", "-q", server.path().string(), "refs/heads/*:refs/heads/*"});
    clone.git({"config", "reeve.gateId", gate});
  }
};

struct World {
  WorkspacesAt workspaces;
  TemporaryFolder outside;
  ScratchRepository server{git::Repository::Kind::bare};
  git::Oid base = server.commit({{"a.txt", "one\n"}}, {});
  git::Oid change = server.commit({{"a.txt", "two\n"}}, {base});
  FakeClock clock{parse_time("2026-11-21T12:00:00Z").value()};
  std::optional<std::string> signers;
  Config config;

  World() {
    server.set_ref("refs/heads/main", base);
    server.set_ref("refs/heads/change", change);
    config.gate.sandbox = Sandbox::none;  // the check counts its runs outside
    config.gate.checks = {"echo run >> " + (outside.path() / "runs").string()};
  }

  // The gate's verdict of this machine on the change, and how often a check has run so far on any.
  std::string check(Machine& machine) {
    SharedReceipts shared(machine.hub, clock, author, signers);
    shared.on_warning = [&](const std::string& text) { machine.warnings += text + "\n"; };
    const CommitVerdict verdict =
        check_commit(machine.hub.objects(), config, base, change, std::stop_token(), &shared);
    const auto runs = outside.path() / "runs";
    const std::size_t count = std::filesystem::exists(runs) ? split_lines(read_file(runs)).size() : 0;
    return std::string(name_of(verdict.result)) + ", " + count_of(count, "run");
  }
};

// The receipts of the server by their refs, as git itself shows them.
std::string notes(World& world) {
  std::string text;
  for (const git::Ref& ref : world.server.repository().list_refs(std::string(refs::receipts_prefix)))
    text += ref.name + ": " +
            world.server.git({"--git-dir=" + world.server.path().string(), "notes", "--ref=" + ref.name,
                              "show", world.server.repository().tree_of(world.change).hex()});
  return text;
}

}  // namespace

TEST_CASE("a tree that one machine has tested is not tested by another") {
  World world;
  Machine one(world.server, "one"), two(world.server, "two");
  CHECK(world.check(one) == "pass, 1 run");
  CHECK(world.check(two) == "pass, 1 run");
  CHECK(world.check(one) == "pass, 1 run");
  CHECK(one.warnings + two.warnings == "");
  const std::string text = notes(world);
  CAPTURE(text);
  CHECK(text.starts_with("refs/notes/reeve/receipts/one: {\"reeve\":\"receipts\",\"v\":1,\"tree\":\""));
  CHECK(split_lines(text).size() == 1);
  world.config.gate.environment["CC"] = "gcc";  // another policy
  CHECK(world.check(two) == "pass, 2 runs");
}

TEST_CASE("a failure is no evidence for others") {
  World world;
  world.config.gate.checks.front() += "; false";
  Machine one(world.server, "one"), two(world.server, "two");
  CHECK(world.check(one) == "fail, 1 run");
  CHECK(world.check(two) == "fail, 2 runs");
  CHECK(notes(world) == "");
}

TEST_CASE("with allowed signers a receipt that none of them has signed is not believed") {
  World world;
  const SshKey judge("judge@build7"), worker("worker@build8");
  world.signers = judge.as_signer("reeve");
  Machine one(world.server, "one"), two(world.server, "two");
  SECTION("signed by the judge") {
    one.clone.git({"config", "reeve.signingKey", judge.file()});
    CHECK(world.check(one) == "pass, 1 run");
    CHECK(world.check(two) == "pass, 1 run");
    CHECK(two.warnings == "");
  }
  SECTION("signed by somebody else") {
    one.clone.git({"config", "reeve.signingKey", worker.file()});
    CHECK(world.check(one) == "pass, 1 run");
    CHECK(world.check(two) == "pass, 2 runs");
    CHECK(two.warnings == "the receipts for tree " +
                              world.server.repository().tree_of(world.change).short_hex() +
                              " in refs/notes/reeve/receipts/one are not believed: the signature of the "
                              "receipts is none of .reeve/allowed_signers\n");
  }
  SECTION("signed by nobody") {
    CHECK(world.check(one) == "pass, 1 run");
    CHECK(world.check(two) == "pass, 2 runs");
    CHECK(two.warnings.ends_with("are not believed: the receipts are not signed\n"));
  }
  SECTION("signed for another tree") {
    one.clone.git({"config", "reeve.signingKey", judge.file()});
    CHECK(world.check(one) == "pass, 1 run");
    const std::string ref = refs::receipts("one");
    git::Repository& server = world.server.repository();
    const auto all = all_receipt_notes(server, server.read_ref(ref).value());
    const git::Oid other = world.server.commit({{"a.txt", "evil\n"}}, {world.base});
    world.server.set_ref(
        ref,
        write_receipt_notes(server, std::nullopt,
                            {{server.tree_of(other), server.read_blob(all.begin()->second)}}, 10, author));
    world.server.set_ref("refs/heads/change", other);
    world.change = other;
    Machine three(world.server, "three");
    CHECK(world.check(three) == "pass, 2 runs");
    CHECK(three.warnings.find("are not believed: the receipts are those of tree ") != std::string::npos);
  }
}

TEST_CASE("a hub that is lost, or holds nonsense, costs a run and nothing else") {
  World world;
  Machine one(world.server, "one"), two(world.server, "two");
  SECTION("lost") {
    std::filesystem::rename(world.server.path(), world.server.path().string() + "-away");
    CHECK(world.check(one) == "pass, 1 run");
    std::filesystem::rename(world.server.path().string() + "-away", world.server.path());
    CHECK(one.warnings.starts_with("receipts of other machines are not read for 10 min 00 s: "));
    CHECK(split_lines(one.warnings).size() == 1);
  }
  SECTION("nonsense") {
    world.server.set_ref(refs::receipts("liar"), world.base);
    const git::Oid tree = world.server.repository().tree_of(world.change);
    world.server.set_ref(refs::receipts("liar2"), write_receipt_notes(world.server.repository(), std::nullopt,
                                                                      {{tree, "{\"reeve\":"}}, 10, author));
    CHECK(world.check(two) == "pass, 1 run");
    CHECK(
        two.warnings.ends_with("in refs/notes/reeve/receipts/liar2 are not believed: the note has no "
                               "receipts of a format that is known\n"));
  }
}

TEST_CASE("a gate's notes are bounded, the newest stay, and gates that are no more are forgotten") {
  World world;
  Machine one(world.server, "one");
  ShareSettings settings;
  settings.most_notes = 4;
  const git::Oid old =
      write_receipt_notes(world.server.repository(), std::nullopt, {}, 10,
                          {"Eve", "eve@example.org", world.clock.now() - std::chrono::days(15)});
  world.server.set_ref(refs::receipts("gone"), old);
  SharedReceipts shared(one.hub, world.clock, author, std::nullopt, settings);
  shared.look();
  std::vector<git::Oid> trees;
  for (int number = 0; number < 6; ++number) {
    trees.push_back(world.server.tree({{"n", std::to_string(number)}}));
    Receipt receipt;
    receipt.tree = trees.back().hex();
    receipt.command = "make";
    receipt.result = CheckResult::pass;
    receipt.where = CheckPlace::gate;
    shared.add(trees.back(), {receipt});
    shared.publish();
    world.clock.tick(std::chrono::minutes(1));
  }
  git::Repository& server = world.server.repository();
  const auto refs_there = server.list_refs(std::string(refs::receipts_prefix));
  REQUIRE(refs_there.size() == 1);
  CHECK(refs_there.front().name == refs::receipts("one"));
  const auto kept = all_receipt_notes(server, refs_there.front().id);
  CHECK(kept.size() == 4);
  CHECK_FALSE(kept.contains(trees[1]));
  CHECK(kept.contains(trees[2]));
  CHECK(kept.contains(trees[5]));
  CHECK(server.history(refs_there.front().id, std::nullopt).size() == 2);
  shared.look();
  CHECK(shared.passes_on(trees[5]).size() == 1);
  world.clock.tick(std::chrono::days(15));
  SharedReceipts later(one.hub, world.clock, author, std::nullopt, settings);
  later.look();
  CHECK(later.passes_on(trees[5]).empty());
}

}  // namespace shared_receipts_test
