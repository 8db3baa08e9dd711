// What a landing leaves in the history and in the ledger.
#include "base/error.h"
#include "base/fake_clock.h"
#include "git/ssh_signature.h"
#include "hub/ledger.h"
#include "hub/ledger_totals.h"
#include "hub/verdict.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "support/ssh_key.h"
#include "task/ref_names.h"

namespace landing_test {

using namespace reeve;
using namespace reeve::test;

TEST_CASE("a landed task is one commit with trailers, and its whole log is in the ledger") {
  FakeClock clock;
  FleetSetting setting;
  setting.config = "[gate]\nchecks = [\"true\"]\n";
  FleetFixture fleet(setting, clock);
  TaskSpec spec = fleet.spec("x", {"a.txt"});
  spec.body = "The body.";
  spec.checks = {"grep two a.txt"};
  Handoff handoff;
  handoff.summary = "Did it.";
  fleet.submit(spec, {{"a.txt", "two\n"}}, handoff);
  REQUIRE(fleet.judge() == "testing 1 candidate\nlanded x\n");
  const git::Oid tip = fleet.goal().target.value();
  const git::CommitData commit = fleet.repository().read_commit(tip);
  CHECK(commit.message ==
        "Change x\n\nDid it.\n\nReeve-Task: x\nReeve-Goal: goal\nReeve-Agent: small\nReeve-Model: m-1\n"
        "Reeve-Attempt: 1\n");
  CHECK(commit.parents == std::vector<git::Oid>{fleet.goal().goal_commit});
  CHECK(commit.committer.when == clock.now());
  CHECK(without_volatile_parts(fleet.ledger(tip)) ==
        R"(Task: x (Change x)
Goal: goal
Agent: small (m-1), attempt 1
Cost: 0 ms of agent time
Attempt: 1 by worker small, done, model m-1
Check: pass on tree <tree>: true (<s>)
Check: pass on tree <tree>: grep two a.txt (<s>)
Verdict: {"reeve":"verdict","v":1,"verdict":"pass","goal":"goal","target":"refs/heads/reeve/goal/goal","base":"<id>","commit":"<id>","tree":"<id>","policy":"<id>","tasks":["x"],"receipts":[{"tree":"<id>","command":"true","result":"pass","exit":0,"seconds":<s>,"where":"gate","policy":"<id>"},{"tree":"<id>","command":"grep two a.txt","result":"pass","exit":0,"seconds":<s>,"where":"gate","policy":"<id>"}]}

{"reeve":"task","v":1,"id":"x","goal":"goal","kind":"work","title":"Change x","body":"The body.","scope":["a.txt"],"checks":["grep two a.txt"]}
{"event":"planned","at":"<time>","by":"Test <test@localhost>","commit":"<id>"}
{"event":"dispatched","at":"<time>","by":"Test <test@localhost>"}
{"event":"claimed","at":"<time>","by":"Test <test@localhost>","attempt":1,"nonce":"<nonce>","lease_until":"<time>","run":"run","agent":"small","model":"m-1","rung":0}
{"event":"submitted","at":"<time>","by":"Test <test@localhost>","attempt":1,"nonce":"<nonce>","commit":"<id>","handoff":{"summary":"Did it."}}
{"event":"landed","at":"<time>","by":"Test <test@localhost>","attempt":1,"commit":"<id>","verdict":"pass","receipts":[{"tree":"<id>","command":"true","result":"pass","exit":0,"seconds":<s>,"where":"gate","policy":"<id>"},{"tree":"<id>","command":"grep two a.txt","result":"pass","exit":0,"seconds":<s>,"where":"gate","policy":"<id>"}]}
)");
}

TEST_CASE("cancelled tasks are filed on the goal's commit") {
  FakeClock clock;
  FleetSetting setting;
  setting.config = "[gate]\nchecks = [\"true\"]\n";
  FleetFixture fleet(setting, clock);
  for (const char* id : {"x", "y"}) {
    fleet.publish(id);
    TaskRecord task = fleet.record(id);
    REQUIRE(fleet.tasks().cancel(task, "not wanted"));
    CHECK(fleet.judge() == "archived " + std::string(id) + "\n");
  }
  CHECK(fleet.tasks().fleet().tasks.empty());
  CHECK(fleet.branches() == "");
  const std::string note = fleet.ledger(fleet.goal().goal_commit);
  const auto log_of = [](const std::string& id) {
    return R"({"reeve":"task","v":1,"id":")" + id + R"(","goal":"goal","kind":"work","title":"Change )" + id +
           R"("}
{"event":"planned","at":"<time>","by":"Test <test@localhost>","commit":"<id>"}
{"event":"dispatched","at":"<time>","by":"Test <test@localhost>"}
{"event":"cancelled","at":"<time>","by":"Test <test@localhost>","reason":"not wanted"}
)";
  };
  CHECK(without_volatile_parts(note) == log_of("x") + log_of("y"));
  CHECK(fleet.harm() == "");
}

TEST_CASE("green only moves forward, and with the target") {
  FleetSetting setting;
  setting.config = "[gate]\nchecks = [\"true\"]\n";
  FleetFixture fleet(setting);
  const git::Oid start = fleet.goal().green.value();
  fleet.submit("x", {{"x.txt", "x\n"}});
  const git::Oid moved = fleet.move_target({{"a.txt", "untested\n"}});
  CHECK(fleet.goal().green == start);
  fleet.judge();
  CHECK(fleet.goal().green == fleet.goal().target);
  CHECK(fleet.repository().is_ancestor(moved, fleet.goal().green.value()));
}

TEST_CASE("totals that are of no use any more are written anew with the next landing") {
  FleetSetting setting;
  setting.config = "[gate]\nchecks = [\"true\"]\n";
  FleetFixture fleet(setting);
  fleet.submit("x", {{"x.txt", "x\n"}});
  fleet.judge();
  const auto written = [&] {
    return totals_in_ledger(fleet.repository(), fleet.hub().read(std::string(refs::ledger)), "goal");
  };
  CHECK_FALSE(written());
  const git::Oid first = fleet.goal().target.value();
  const std::string of_another_base = totals_text("goal", {first, first, {}});
  fleet.scratch().set_ref(std::string(refs::ledger),
                          write_ledger(fleet.repository(), fleet.hub().read(std::string(refs::ledger)), {},
                                       "old\n", fleet.tasks().signature(), {{"goal", of_another_base}}));
  fleet.submit("y", {{"y.txt", "y\n"}});
  fleet.judge();
  REQUIRE(written());
  CHECK(written()->tip == first);
  CHECK(written()->totals.count == 1);
  CHECK(fleet.harm() == "");
}

TEST_CASE("the verdict is on the tip of a batch alone, and says what it is on") {
  FleetSetting setting;
  setting.config = "[gate]\nchecks = [\"true\"]\n";
  FleetFixture fleet(setting);
  const git::Oid base = fleet.goal().target.value();
  fleet.submit("x", {{"a.txt", "two\n"}});
  fleet.submit("y", {{"b.txt", "two\n"}});
  fleet.judge();
  const git::Oid tip = fleet.goal().target.value();
  const auto verdict = verdict_in_note(fleet.ledger(tip)).value();
  CHECK(verdict.signature.empty());
  Verdict said = verdict_from(verdict.text).value();
  REQUIRE(said.receipts.size() == 1);
  CHECK(said.receipts.front().tree == fleet.repository().tree_of(tip).hex());
  said.receipts.clear();
  const git::Oid policy =
      fleet.repository().entry_at(fleet.repository().tree_of(base), ".reeve/config.toml")->id;
  CHECK(said == Verdict{"goal",
                        "refs/heads/reeve/goal/goal",
                        base,
                        tip,
                        fleet.repository().tree_of(tip),
                        policy,
                        {"x", "y"},
                        {}});
  CHECK_FALSE(verdict_in_note(fleet.ledger(fleet.repository().read_commit(tip).parents.front())));
}

TEST_CASE("a verdict is signed where git names a key, and no landing goes out unsigned by mistake") {
  FleetSetting setting;
  setting.config = "[gate]\nchecks = [\"true\"]\n";
  FleetFixture fleet(setting);
  const SshKey judge("judge");
  fleet.submit("x", {{"a.txt", "two\n"}});
  SECTION("named for git's own signatures") {
    fleet.scratch().git({"config", "gpg.format", "ssh"});
    fleet.scratch().git({"config", "user.signingKey", judge.file()});
  }
  SECTION("named for Reeve") {
    fleet.scratch().git({"config", "reeve.signingKey", judge.file()});
  }
  SECTION("but not where Reeve's own is empty") {
    fleet.scratch().git({"config", "gpg.format", "ssh"});
    fleet.scratch().git({"config", "user.signingKey", judge.file()});
    fleet.scratch().git({"config", "reeve.signingKey", ""});
    fleet.judge();
    CHECK(verdict_in_note(fleet.ledger(fleet.goal().target.value())).value().signature.empty());
    return;
  }
  SECTION("that does not exist") {
    fleet.scratch().git({"config", "reeve.signingKey", "/nowhere/at/all"});
    const git::Oid base = fleet.goal().target.value();
    CHECK_THROWS_AS(fleet.judge(), Error);
    CHECK(fleet.goal().target == base);
    return;
  }
  fleet.judge();
  const auto verdict = verdict_in_note(fleet.ledger(fleet.goal().target.value())).value();
  CHECK(git::signer_of(verdict.text, verdict.signature, judge.as_signer("reeve"), "reeve") == "judge");
}

}  // namespace landing_test
