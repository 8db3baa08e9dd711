// Policies that let land what was not tested as a whole: green, reverts, and a line that is stopped.
#include <set>

#include "judge/gate_report.h"
#include "queue/policy.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"

namespace verify_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// x and y pass each, and not together.
const std::string no_two = "checks = [\"test ! -e x.txt || test ! -e y.txt\"]\n";

FleetSetting with(const std::string& gate) {
  FleetSetting setting;
  setting.config = "[gate]\nslots = 2\n" + no_two + gate;
  setting.agents = {{"small", "echo x > $REEVE_ID.txt"}, {"large", "echo x > $REEVE_ID.txt"}};
  return setting;
}

std::string subject_of_revert(const std::string& landed) {
  return landed.substr(0, landed.find('\n'));
}

}  // namespace

TEST_CASE("in lanes, two that pass apart and fail together end with one of them reverted and open again") {
  FleetFixture fleet(with("policy = \"lanes\"\nbatch = 1\n"));
  fleet.submit("x", {{"x.txt", "x\n"}});
  fleet.submit("y", {{"y.txt", "y\n"}});
  const std::string events = fleet.judge();
  CAPTURE(events, fleet.landed());
  const Files files = fleet.target_files();
  CHECK(files.contains("x.txt") + files.contains("y.txt") == 1);
  CHECK(fleet.goal().green == fleet.goal().target);
  const std::string bad = files.contains("x.txt") ? "y" : "x";
  CHECK(fleet.task(bad).find("checks_failed") != std::string::npos);
  if (events.find("reverted") != std::string::npos) {
    CHECK(subject_of_revert(fleet.landed()) == "Revert \"Change " + bad + "\"");
    CHECK(fleet.branches() == "task/" + bad);
  }
  CHECK(fleet.harm() == "");
}

TEST_CASE("what passed on its branch lands at once where the policy is optimistic, and green follows") {
  FleetFixture fleet(with("policy = \"optimistic\"\n"));
  fleet.submit("first", {{"first.txt", "1\n"}});
  CHECK(fleet.judge().find("landed first") != std::string::npos);
  REQUIRE(fleet.goal().green == fleet.goal().target);
  fleet.publish("x");
  fleet.publish("y");
  std::set<std::string> worked{fleet.work()};
  worked.insert(fleet.work());
  CHECK(worked ==
        std::set<std::string>{"x, attempt 1 by small: submitted", "y, attempt 1 by small: submitted"});
  const std::string events = fleet.judge();
  CAPTURE(events, fleet.landed());
  CHECK(events.starts_with("landed "));
  const Files files = fleet.target_files();
  CHECK(files.contains("x.txt") + files.contains("y.txt") == 1);
  CHECK(fleet.goal().green == fleet.goal().target);
  CHECK(events.find("reverted ") != std::string::npos);
  CHECK(fleet.harm() == "");
}

TEST_CASE("a change that opted out of reverts stops the line, and a person is told") {
  FleetFixture fleet(with("policy = \"optimistic\"\n"));
  fleet.submit("first", {{"first.txt", "1\n"}});
  fleet.judge();
  const git::Oid green = fleet.goal().green.value();
  for (const char* id : {"x", "y"}) {
    TaskSpec spec = fleet.spec(id);
    spec.body = "Reeve-No-Revert: others have seen it";
    fleet.publish({spec});
    fleet.work();
  }
  const std::string events = fleet.judge();
  CAPTURE(events);
  CHECK(events.find("stopped the line: ") != std::string::npos);
  CHECK(events.find("is not to be reverted: others have seen it") != std::string::npos);
  CHECK(events.find("reverted ") == std::string::npos);
  CHECK(fleet.repository().is_ancestor(green, fleet.goal().green.value()));
  CHECK(fleet.goal().green != fleet.goal().target);
  CHECK(read_gate_report(fleet.repository(), "goal").stopped.find("not to be reverted") != std::string::npos);
}

TEST_CASE(
    "under a policy that verifies afterwards a worker stands on green, and on the target after a conflict") {
  FleetFixture fleet(with("policy = \"lanes\"\n"));
  const git::Oid green = fleet.goal().green.value();
  fleet.move_target({{"a.txt", "red\n"}});
  fleet.publish("x");
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  CHECK(fleet.files("ready/x").at("a.txt") == "one\n");
  CHECK(fleet.goal().green == green);
}

}  // namespace verify_test
