// A gate that is killed changes nothing of the outcome, and leaves nothing running.
#include <signal.h>

#include <cstdlib>
#include <random>

#include "base/random.h"
#include "judge/gate_report.h"
#include "support/catch.h"
#include "support/gate_load.h"
#include "support/spawned.h"

namespace judge_kill_test {

using namespace reeve;

namespace {

// $REEVE_KILLS for the full count: 50 take two minutes for each policy.
int kills(const std::string& policy) {
  const char* wanted = std::getenv("REEVE_KILLS");
  if (wanted != nullptr) return std::atoi(wanted);
  return policy == "strict" ? 6 : 3;
}

bool ends_soon(const std::string& what) {
  for (int tries = 0; tries < 200; ++tries) {
    if (test::processes_with(what).empty()) return true;
    system_clock().sleep(Milliseconds{25});
  }
  return false;
}

// Three kinds of gate with the same work: what may land, and when, differs, and not how it ends. Half of the
// work where few kills are wanted, as what is reverted takes many builds.
test::GateLoadSetting setting_for(const std::string& policy, std::mt19937& random) {
  const int halved = std::getenv("REEVE_KILLS") == nullptr && policy != "strict" ? 2 : 1;
  test::GateLoadSetting setting{24 / halved, 200, 2, 2 / halved, 2 / halved};
  setting.pairs = 2 / halved;
  setting.slots = policy == "strict" ? std::uniform_int_distribution<int>(1, 3)(random) : 3;
  setting.gate = "policy = \"" + policy + "\"\nreverts = 100\n";
  if (policy == "optimistic") setting.branch = test::GateLoadSetting::Branch::passed;
  return setting;
}

// Under `optimistic` nothing lands untested before there is a green that was tested.
void submit_all(test::GateLoad& load, const std::string& policy) {
  if (policy != "optimistic") return load.submit_all();
  load.submit(0);
  const ProcessResult first = load.fleet().reeve({"judge"});
  INFO(first.out << first.err);
  REQUIRE(load.fleet().landings().size() == 1);
  load.submit_all(1);
}

std::size_t commits_on_target(test::FleetRepository& fleet) {
  const auto base = git::Oid::parse(fleet.goal().state.spec.base);
  return fleet.repository().first_parents(fleet.target(), base).size();
}

// Any moment after its start, or after it has moved the target by up to `most` commits: a gate comes to the
// reverts last, and one that is killed at random times only seldom comes so far.
void wait_for_a_moment(test::FleetRepository& fleet, test::Spawned& judge, std::size_t most,
                       std::mt19937& random) {
  const std::size_t before = commits_on_target(fleet);
  const auto more = std::uniform_int_distribution<std::size_t>(0, most)(random);
  while (judge.running() && commits_on_target(fleet) < before + more) system_clock().sleep(Milliseconds{2});
  system_clock().sleep(Milliseconds{std::uniform_int_distribution<int>(1, 250)(random)});
}

void kill_judges(const std::string& policy) {
  const auto seed = static_cast<unsigned>(random_below(1'000'000));
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const int most = kills(policy);
  int killed = 0;
  int rounds = 0;
  while (killed < most) {
    test::GateLoad load(setting_for(policy, random));
    submit_all(load, policy);
    for (int left = std::max(most / 5, 3); left > 0 && killed < most; --left) {
      test::Spawned judge(load.fleet().reeve_command({"judge", "--quiet"}), load.fleet().environment());
      wait_for_a_moment(load.fleet(), judge, policy == "strict" ? 0 : 5, random);
      if (!judge.running()) break;
      judge.send(SIGKILL);
      judge.wait();
      ++killed;
      CHECK(ends_soon(load.fleet().path().string()));
    }
    const ProcessResult last = load.fleet().reeve({"judge"});
    INFO(describe_end(last) << "\n" << last.out << last.err);
    CHECK(load.flaws() == std::vector<std::string>{});
    REQUIRE(++rounds < 100);
  }
}

}  // namespace

TEST_CASE("a judge that is killed at random moments decides as one that is not") {
  kill_judges("strict");
}

TEST_CASE("a judge that is killed in lanes takes back what another has let land, and nothing twice") {
  kill_judges("lanes");
}

TEST_CASE("a judge that is killed where what passed on its branch lands takes back what it has to") {
  kill_judges("optimistic");
}

TEST_CASE("a line that is red has been so since before the judge was killed") {
  test::GateLoadSetting setting{2, 4, 3, 0, 0};
  setting.pairs = 1;
  setting.halves = test::GateLoadSetting::Halves::at_once;
  setting.gate = "policy = \"lanes\"\nbatch = 1\nreverts = 0\nred_minutes = 0.001\n";
  test::GateLoad load(setting);
  load.submit_all();
  test::FleetRepository& fleet = load.fleet();
  {
    test::Spawned judge(fleet.reeve_command({"judge", "--quiet"}), fleet.environment());
    const TimePoint deadline = system_clock().now() + std::chrono::seconds(30);
    while (fleet.landings().size() < 2 && system_clock().now() < deadline)
      system_clock().sleep(Milliseconds{5});
    judge.send(SIGKILL);
    judge.wait();
  }
  REQUIRE(fleet.landings().size() == 2);
  fleet.reeve({"judge"});
  const auto unverified = fleet.repository().first_parents(fleet.target(), fleet.goal().green);
  REQUIRE_FALSE(unverified.empty());
  const TimePoint landed = fleet.repository().read_commit(unverified.back()).committer.when;
  CHECK(read_gate_report(fleet.repository(), fleet.goal().id()).stopped ==
        "the line is red since " + format_time(landed));
}

}  // namespace judge_kill_test
