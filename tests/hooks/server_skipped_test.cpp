// Checks that did not have to pass: skipped as none of their paths changes, or in quarantine. The server
// looks at both by its own side of the push, whoever has signed the verdict.
#include <chrono>

#include "base/text.h"
#include "hooks/server_world.h"
#include "hub/ledger.h"
#include "support/catch.h"
#include "task/ref_names.h"

namespace server_skipped_test {

using namespace reeve;
using namespace reeve::test;

namespace {

using Receipts = std::vector<Receipt>;

const std::string tables =
    "[[gate.check]]\nname = \"ui\"\ncommand = \"test-ui\"\npaths = [\"ui/**\"]\n"
    "[[gate.check]]\nname = \"slow\"\ncommand = \"test-slow\"\n";

// "2026-12-24", so many days from now.
std::string day(int from_now) {
  return format_time(system_clock().now() + std::chrono::days(from_now)).substr(0, 10);
}

ServerSetting setting(const std::string& quarantine = "") {
  return {true, "", tables, quarantine};
}

std::string slow_until(int from_now) {
  return "[[check]]\nname = \"slow\"\nuntil = " + day(from_now) + "\nreason = \"it is flaky\"\n";
}

// The judge says this of the check, and signs it.
std::function<void(Receipts&)> says(const std::string& command, CheckResult result) {
  return [=](Receipts& receipts) {
    for (Receipt& receipt : receipts)
      if (receipt.command == command) receipt.result = result;
  };
}

std::string receipts_on(ServerWorld& world) {
  const git::Oid tip = world.goal().target.value();
  const auto note = read_ledger(world.objects(), world.hub().read(std::string(refs::ledger)), tip);
  const Verdict verdict = verdict_from(verdict_in_note(note.value()).value().text).value();
  std::string text;
  for (const Receipt& receipt : verdict.receipts)
    text += receipt.command + " " + std::string(name_of(receipt.result)) + "\n";
  return text;
}

}  // namespace

TEST_CASE("a server lets a check be skipped of which no path changes, and no other") {
  ServerWorld world(setting());
  const std::string key = world.judge_key().file();
  const auto refused = [&](const std::vector<std::string>& ids, const std::string& words) {
    return refused_by(world, world.landing(ids, key), world.target(), "verdict", words);
  };
  world.submitted("x");
  SECTION("a change of other paths") {
    CHECK(world.push(world.landing({"x"}, key)) == "");
    CHECK(receipts_on(world) == "test-ui skipped\ntrue pass\ntest-slow pass\n");
  }
  SECTION("a change of its paths, which has to be tested") {
    world.submitted("page", "ui/page.html");
    world.judge_says = says("test-ui", CheckResult::skipped);
    CHECK(refused({"page"}, "check 'test-ui' was skipped, and is for paths that change") == "");
    CHECK(refused({"x", "page"}, "check 'test-ui' was skipped, and is for paths that change") == "");
    world.judge_says = nullptr;
    CHECK(world.push(world.landing({"x", "page"}, key)) == "");
    CHECK(receipts_on(world) == "true pass\ntest-ui pass\ntest-slow pass\n");
  }
  SECTION("a check for all paths") {
    world.judge_says = says("test-slow", CheckResult::skipped);
    CHECK(refused({"x"}, "check 'test-slow' was skipped") == "");
  }
  SECTION("a check that was skipped on another tree") {
    world.judge_says = [](Receipts& receipts) { receipts.front().tree = std::string(40, 'a'); };
    CHECK(refused({"x"}, "check 'test-ui' was skipped") == "");
  }
  SECTION("a check that is left out of the verdict, where it has to run") {
    world.judge_says = [](Receipts& receipts) { receipts.pop_back(); };
    CHECK(refused({"x"}, "the check 'test-slow' is missing") == "");
  }
}

TEST_CASE("a server lets a check fail that is in quarantine, until its day is over") {
  const auto [until, is_in_force] = GENERATE(table<int, bool>({{2, true}, {0, true}, {-3, false}}));
  ServerWorld world(setting(slow_until(until)));
  CAPTURE(until);
  const std::string key = world.judge_key().file();
  world.submitted("x");
  world.judge_says = says("test-slow", CheckResult::quarantined);
  if (is_in_force) {
    CHECK(world.push(world.landing({"x"}, key)) == "");
    CHECK(receipts_on(world) == "test-ui skipped\ntrue pass\ntest-slow quarantined\n");
  } else {
    CHECK(refused_by(world, world.landing({"x"}, key), world.target(), "verdict",
                     "check 'test-slow' failed, and is not in quarantine") == "");
  }
}

TEST_CASE("nobody puts a check into quarantine by saying so in a verdict") {
  ServerWorld world(setting(slow_until(2)));
  const std::string key = world.judge_key().file();
  world.submitted("x");
  const auto refused = [&](const std::string& words) {
    return refused_by(world, world.landing({"x"}, key), world.target(), "verdict", words);
  };
  world.judge_says = says("true", CheckResult::quarantined);
  CHECK(refused("check 'true' failed, and is not in quarantine") == "");
  world.judge_says = says("test-ui", CheckResult::quarantined);
  CHECK(refused("check 'test-ui' failed, and is not in quarantine") == "");
  world.judge_says = says("test-slow", CheckResult::fail);
  CHECK(refused("check 'test-slow' did not pass") == "");
}

TEST_CASE("what the judge has signed as a pass is not made a skip or a quarantine afterwards") {
  ServerWorld world(setting(slow_until(2)));
  world.submitted("x");
  const std::string key = world.judge_key().file();
  const CheckResult result = GENERATE(CheckResult::skipped, CheckResult::quarantined);
  world.judge_says = [](Receipts& receipts) {
    for (Receipt& receipt : receipts) receipt.result = CheckResult::pass;
  };
  const Updates honest = world.landing({"x"}, key);
  const auto forged = with_changed_verdict(world, honest, [&](SignedVerdict& said) {
    Verdict verdict = verdict_from(said.text).value();
    says(result == CheckResult::skipped ? "test-ui" : "test-slow", result)(verdict.receipts);
    said.text = verdict_text(verdict);
  });
  CHECK(refused_by(world, forged, world.target(), "verdict", "none of .reeve/allowed_signers") == "");
  CHECK(world.push(honest) == "");
}

}  // namespace server_skipped_test
