// The target of an open goal on a server with the gate: landings with and without a verdict that holds.
#include <functional>

#include "base/text.h"
#include "git/ssh_signature.h"
#include "hooks/server_world.h"
#include "hub/ledger.h"
#include "hub/verdict.h"
#include "judge/half_landed.h"
#include "support/catch.h"
#include "task/ref_names.h"

namespace server_landing_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::string ledger_ref = "refs/notes/reeve/ledger";
const git::Signature author{"Eve", "eve@localhost", TimePoint{Milliseconds{1'800'000'000'000}}};

// The same as a person who knows no key would write it: the verdict says what is wanted, unsigned.
Updates with_forged(ServerWorld& world, const Updates& updates, const std::function<void(Verdict&)>& change) {
  return with_changed_verdict(world, updates, [&](SignedVerdict& said) {
    Verdict verdict = verdict_from(said.text).value();
    change(verdict);
    said = {verdict_text(verdict), ""};
  });
}

}  // namespace

TEST_CASE("the gate lets a landing through that has its verdict, alone and as a batch") {
  for (const char* target : {"", "refs/heads/main"}) {
    ServerWorld world({false, target});
    world.submitted("x");
    CHECK(world.push(world.landing({"x"})) == "");
    world.submitted("y");
    world.submitted("z");
    CHECK(world.push(world.landing({"y", "z"})) == "");
    CHECK(world.goal().green == world.goal().target);
    CHECK(world.worker().fleet().tasks.empty());
  }
}

TEST_CASE("a target moves for nobody without a passing verdict on exactly what it gets") {
  ServerWorld world;
  world.submitted("x");
  const std::string target = world.target();
  const git::Oid before = world.goal().target.value();
  const git::Oid mine = world.work_on(before);
  const Updates honest = world.landing({"x"});
  const auto refused = [&](const Updates& updates, const std::string& rule, const std::string& words) {
    return refused_by(world, updates, target, rule, words);
  };
  const auto forged = [&](const std::function<void(Verdict&)>& change) {
    return refused(with_forged(world, honest, change), "verdict", "the verdict");
  };
  SECTION("a plain push") {
    CHECK(refused({{target, before, mine}}, "target", "lands no task") == "");
  }
  SECTION("a deletion") {
    CHECK(refused({{target, before, std::nullopt}}, "target", "cannot be deleted") == "");
  }
  SECTION("a forced push to another history") {
    const git::Oid other = world.clone().commit({{"a.txt", "eve\n"}}, {}, "other\n");
    CHECK(refused({{target, before, other}}, "target", "moves forward only") == "");
  }
  SECTION("a forced push backwards") {
    const git::Oid past = world.objects().read_commit(before).parents.front();
    CHECK(refused({{target, before, past}}, "target", "moves forward only") == "");
  }
  SECTION("a landing without its ledger") {
    Updates updates = honest;
    std::erase_if(updates, [](const auto& update) { return update.ref == ledger_ref; });
    CHECK(refused(updates, "target", "lands no task") == "");
  }
  SECTION("a note without a verdict") {
    const auto updates = with_changed_verdict(world, honest, [](SignedVerdict& verdict) { verdict = {}; });
    CHECK(refused(updates, "verdict", "has no passing verdict") == "");
  }
  SECTION("a verdict that is no pass") {
    const auto updates = with_changed_verdict(world, honest, [](SignedVerdict& verdict) {
      verdict.text = replace_all(verdict.text, "\"verdict\":\"pass\"", "\"verdict\":\"could_not_run\"");
    });
    CHECK(refused(updates, "verdict", "has no passing verdict") == "");
  }
  SECTION("a verdict for another tree") {
    CHECK(forged([&](Verdict& verdict) { verdict.tree = world.objects().tree_of(before); }) == "");
  }
  SECTION("a verdict for another commit") {
    CHECK(forged([&](Verdict& verdict) { verdict.commit = mine; }) == "");
  }
  SECTION("a verdict for another base") {
    CHECK(forged([&](Verdict& verdict) { verdict.base = mine; }) == "");
  }
  SECTION("a verdict for another target") {
    CHECK(forged([](Verdict& verdict) { verdict.target = "refs/heads/main"; }) == "");
  }
  SECTION("a verdict of another goal") {
    CHECK(forged([](Verdict& verdict) { verdict.goal = "other"; }) == "");
  }
  SECTION("a verdict for other tasks") {
    CHECK(forged([](Verdict& verdict) { verdict.tasks = {"y"}; }) == "");
  }
  SECTION("a verdict that went by another policy") {
    CHECK(forged([&](Verdict& verdict) { verdict.policy = world.objects().write_blob("[gate]\n"); }) == "");
  }
  SECTION("a verdict with no check") {
    CHECK(forged([](Verdict& verdict) { verdict.receipts.clear(); }) == "");
  }
  SECTION("a verdict with a check of its own instead of the configured one") {
    const auto updates =
        with_forged(world, honest, [](Verdict& verdict) { verdict.receipts.front().command = "echo"; });
    CHECK(refused(updates, "verdict", "the check 'true' is missing") == "");
  }
  SECTION("a check that failed") {
    CHECK(forged([](Verdict& verdict) { verdict.receipts.front().result = CheckResult::fail; }) == "");
  }
  SECTION("a check that ran on another tree") {
    CHECK(forged([](Verdict& verdict) { verdict.receipts.front().tree = std::string(40, 'a'); }) == "");
  }
  SECTION("a check that ran at the worker's") {
    CHECK(forged([](Verdict& verdict) { verdict.receipts.front().where = CheckPlace::worker; }) == "");
  }
  SECTION("one commit more than was tested") {
    Updates updates = honest;
    git::RefUpdate& landing = update_of(updates, target);
    landing.desired = world.work_on(*landing.desired, "more\n");
    CHECK(refused(updates, "target", "lands no task") == "");
  }
  SECTION("a landing replayed after another has landed") {
    world.submitted("y");
    REQUIRE(world.push(world.landing({"y"})) == "");
    CHECK(refused(honest, "target", "moves forward only") == "");
  }
  SECTION("a landing that changes the settings") {
    Updates updates = honest;
    git::RefUpdate& landing = update_of(updates, target);
    Files files = world.clone().files_of(*landing.desired);
    files[".reeve/config.toml"] += "# mine\n";
    landing.desired = world.clone().commit(files, {before}, "settings\n");
    CHECK(refused(updates, "settings", "does not change .reeve/") == "");
  }
  SECTION("a stop of the goal in the same push") {
    const Event stopped = make_event(EventType::stopped, system_clock().now(), "eve");
    CHECK(
        refused({{target, before, mine}, world.log_with("refs/notes/reeve/goal/goal", encode_event(stopped))},
                "target", "lands no task") == "");
  }
  CHECK(world.goal().target == (world.goal().green));
}

TEST_CASE("goals that share a target land on it one as the other") {
  ServerWorld world({false, "refs/heads/main"});
  GoalSpec spec;
  spec.id = "another";
  spec.title = "Another";
  spec.target = "refs/heads/main";
  REQUIRE(world.goals().open(spec, world.goal().target.value()));
  world.submitted("x");
  CHECK(world.push(world.landing({"x"})) == "");
}

TEST_CASE("a replayed verdict is for the base that it was for") {
  ServerWorld world;
  world.submitted("x");
  world.submitted("y");
  Updates first = world.landing({"x"});
  const std::string note = read_ledger(world.objects(), update_of(first, ledger_ref).desired,
                                       update_of(first, world.target()).desired.value())
                               .value();
  REQUIRE(world.push(first) == "");
  const Updates replayed = with_changed_verdict(
      world, world.landing({"y"}), [&](SignedVerdict& verdict) { verdict = verdict_in_note(note).value(); });
  CHECK(refused_by(world, replayed, world.target(), "verdict", "the verdict is for a target at") == "");
}

TEST_CASE("with allowed_signers only the judge's signature lands") {
  ServerWorld world({true, ""});
  world.submitted("x");
  const std::string target = world.target();
  const auto refused = [&](const Updates& updates, const std::string& words) {
    return refused_by(world, updates, target, "verdict", words);
  };
  SECTION("an honest one does") {
    CHECK(world.push(world.landing({"x"}, world.judge_key().file())) == "");
  }
  SECTION("one without a signature does not") {
    CHECK(refused(world.landing({"x"}), "is not signed") == "");
  }
  SECTION("nor one by a stranger") {
    const SshKey eve("judge@build7");
    CHECK(refused(world.landing({"x"}, eve.file()), "none of .reeve/allowed_signers") == "");
  }
  SECTION("nor one by a person who may sign pushes alone") {
    CHECK(refused(world.landing({"x"}, world.ada_key().file()), "none of .reeve/allowed_signers") == "");
  }
  SECTION("nor one for another use of the judge's key") {
    const auto updates = with_changed_verdict(world, world.landing({"x"}), [&](SignedVerdict& verdict) {
      verdict.signature = git::sign(verdict.text, world.judge_key().file(), "git");
    });
    CHECK(refused(updates, "none of .reeve/allowed_signers") == "");
  }
  SECTION("nor a signature that belongs to another text") {
    const auto updates =
        with_changed_verdict(world, world.landing({"x"}, world.judge_key().file()), [&](SignedVerdict& said) {
          said.signature = git::sign(said.text + " ", world.judge_key().file(), "reeve");
        });
    CHECK(refused(updates, "none of .reeve/allowed_signers") == "");
  }
  SECTION("nor one by a key that the same push adds") {
    const SshKey eve("eve");
    const git::Oid main = world.hub().read("refs/heads/main").value();
    Files files = world.clone().files_of(main);
    files[".reeve/allowed_signers"] += eve.as_signer("reeve");
    Updates updates = world.landing({"x"}, eve.file());
    updates.push_back({"refs/heads/main", main, world.clone().commit(files, {main}, "signers\n")});
    CHECK(refused(updates, "none of .reeve/allowed_signers") == "");
    CHECK(refused_by(world, updates, "refs/heads/main", "settings", "says who may sign") == "");
  }
}

TEST_CASE("a signature is for what was signed, and for nothing that resembles it") {
  ServerWorld world({true, ""});
  world.submitted("x");
  world.submitted("y");
  const std::string target = world.target();
  const std::string key = world.judge_key().file();
  const auto refused = [&](const Updates& updates, const std::string& words) {
    return refused_by(world, updates, target, "verdict", words);
  };
  const std::string stranger = "none of .reeve/allowed_signers";
  // What the judge has signed once, for this landing.
  const auto signed_for = [&](const Updates& updates) {
    Updates copy = updates;
    return verdict_in_note(read_ledger(world.objects(), update_of(copy, ledger_ref).desired,
                                       update_of(copy, target).desired.value())
                               .value())
        .value();
  };
  const auto with = [&](const Updates& updates, const SignedVerdict& said) {
    return with_changed_verdict(world, updates, [&](SignedVerdict& verdict) { verdict = said; });
  };
  const Updates both = world.landing({"x", "y"}, key);
  const SignedVerdict on_both = signed_for(both);
  SECTION("a batch lands by one") {
    CHECK(world.push(both) == "");
  }
  SECTION("a receipt that was altered afterwards") {
    const std::string text = replace_all(on_both.text, "\"seconds\":0.25", "\"seconds\":0.5");
    REQUIRE(text != on_both.text);
    CHECK(refused(with(both, {text, on_both.signature}), stranger) == "");
  }
  SECTION("a receipt that was left out afterwards, or added") {
    Verdict verdict = verdict_from(on_both.text).value();
    verdict.receipts.push_back(verdict.receipts.front());
    CHECK(refused(with(both, {verdict_text(verdict), on_both.signature}), stranger) == "");
    verdict.receipts.clear();
    CHECK(refused(with(both, {verdict_text(verdict), on_both.signature}), "names no check") == "");
  }
  SECTION("another policy with the signature on the old one") {
    Verdict verdict = verdict_from(on_both.text).value();
    verdict.policy = world.objects().write_blob("[gate]\nchecks = []\n");
    CHECK(refused(with(both, {verdict_text(verdict), on_both.signature}), "another .reeve/config.toml") ==
          "");
  }
  SECTION("one on a batch, for one member of it") {
    CHECK(refused(with(world.landing({"x"}, key), on_both), "the verdict is for tree") == "");
  }
  SECTION("one on a member, for the batch") {
    const SignedVerdict on_one = signed_for(world.landing({"x"}, key));
    CHECK(refused(with(both, on_one), "the verdict is for tree") == "");
  }
  SECTION("the members in another order") {
    CHECK(refused(with(world.landing({"y", "x"}, key), on_both), "the verdict is for tree") == "");
  }
  SECTION("an old one with its signature, on a later landing") {
    const Updates first = world.landing({"x"}, key);
    const SignedVerdict old = signed_for(first);
    REQUIRE(world.push(first) == "");
    const Updates second = world.landing({"y"}, key);
    CHECK(refused(with(second, old), "the verdict is for a target at") == "");
    CHECK(refused(with(second, {signed_for(second).text, old.signature}), stranger) == "");
    CHECK(refused(first, "") != "");  // it moves nothing forward, so it is no matter of its verdict
    CHECK(world.push(second) == "");
  }
  SECTION("two verdicts in a note, one of them signed") {
    Verdict forged = verdict_from(on_both.text).value();
    forged.receipts.push_back(forged.receipts.front());
    const std::string text = on_both.text +
                             "\nVerdict-Signature: " + git::one_line_of_signature(on_both.signature) +
                             "\nVerdict: " + verdict_text(forged);
    CHECK(refused(with(both, {text, ""}), "is not signed") == "");
    CHECK(refused(with(both, {text, on_both.signature}), stranger) == "");
  }
}

TEST_CASE(
    "a key that was taken out of allowed_signers lands nothing any more, not what it had signed either") {
  ServerWorld world({true, ""});
  world.submitted("x");
  const Updates signed_before = world.landing({"x"}, world.judge_key().file());
  const git::Oid main = world.hub().read("refs/heads/main").value();
  Files files = world.clone().files_of(main);
  const SshKey next("judge@build8");
  files[".reeve/allowed_signers"] = next.as_signer("reeve") + world.ada_key().as_signer("git");
  const git::Oid changed = world.clone().commit(files, {main}, "another judge\n");
  REQUIRE(refused_by(world, {{"refs/heads/main", main, changed}}, "refs/heads/main", "settings") == "");
  REQUIRE(world.push({{"refs/heads/main", main, changed}},
                     {{"reeve-override=the judge moved"}, world.ada_key().file()}) == "");
  CHECK(refused_by(world, signed_before, world.target(), "verdict", "none of .reeve/allowed_signers") == "");
  CHECK(refused_by(world, world.landing({"x"}, world.judge_key().file()), world.target(), "verdict",
                   "none of .reeve/allowed_signers") == "");
  CHECK(world.push(world.landing({"x"}, next.file())) == "");
}

TEST_CASE("green moves forward only, and only to what has just been tested") {
  ServerWorld world;
  world.submitted("x");
  const std::string green = "refs/heads/reeve/green/goal";
  const git::Oid start = world.goal().green.value();
  const auto refused = [&](const git::Oid& to, const std::string& words) {
    return refused_by(world, {{green, world.goal().green, to}}, green, "green", words);
  };
  CHECK(refused(world.work_on(start), "only with the target") == "");
  REQUIRE(world.push(world.landing({"x"})) == "");
  CHECK(refused(start, "forward only") == "");
  CHECK(refused_by(world, {{green, world.goal().green, std::nullopt}}, green, "green", "as long as") == "");
  world.submitted("y");
  Updates updates = world.landing({"y"});
  update_of(updates, green).desired = world.work_on(start);
  CHECK(refused_by(world, updates, green, "green") == "");
}

TEST_CASE("green that is missing is made by the next landing, and by nothing else") {
  ServerWorld world;
  world.submitted("x");
  const std::string green = "refs/heads/reeve/green/goal";
  world.server().git({"update-ref", "-d", green});
  CHECK(refused_by(world, {{green, std::nullopt, world.goal().target}}, green, "green", "with its goal") ==
        "");
  CHECK(world.push(world.landing({"x"})) == "");
  CHECK(world.goal().green == world.goal().target);
}

TEST_CASE("what a killed server left of a landing may be finished, and no other task goes that way") {
  ServerWorld world;
  world.submitted("x");
  const Updates landing = world.landing({"x"});
  const git::Oid log = world.server().repository().read_ref(refs::task_log("x")).value();
  const git::Oid work = world.server().repository().read_ref(refs::ready("x")).value();
  REQUIRE(world.push(landing) == "");
  // It was killed before it came to these.
  world.server().set_ref(refs::task_log("x"), log);
  world.server().set_ref(refs::ready("x"), work);
  Updates left{{refs::task_log("x"), log, std::nullopt}, {refs::ready("x"), work, std::nullopt}};
  SECTION("nor to its note") {
    world.server().git({"update-ref", "-d", ledger_ref});
    CHECK(refused_by(world, left, refs::task_log("x"), "log") == "");
    const TaskRecord task = world.worker().find("x").value();
    REQUIRE(finish_landing(world.worker(), task, landed_already(world.worker(), world.goal(), task).value()));
  }
  SECTION("but to its note") {
    CHECK(world.push(left) == "");
  }
  CHECK(world.worker().fleet().tasks.empty());
  const TaskRecord other = world.submitted("y");
  CHECK(refused_by(world, {{refs::task_log("y"), other.log, std::nullopt}}, refs::task_log("y"), "log") ==
        "");
}

}  // namespace server_landing_test
