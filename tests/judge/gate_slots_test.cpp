// The gate with several slots: the same outcome, whatever ends first.
#include "support/catch.h"
#include "support/fleet_fixture.h"

namespace gate_slots_test {

using namespace reeve;
using namespace reeve::test;

namespace {

FleetSetting with_slots(const std::string& gate) {
  FleetSetting setting;
  setting.config = "[gate]\nslots = 3\n" + gate + "\n";
  return setting;
}

std::size_t count_of_lines(const std::string& text, const std::string& start) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1)
    if (text.compare(at, start.size(), start) == 0) ++count;
  return count;
}

}  // namespace

TEST_CASE("with several slots every good candidate lands and every bad one is rejected for its own fault") {
  FleetFixture fleet(with_slots("batch = 4\nchecks = [\"! grep -r --include=*.txt bad .\"]"));
  for (int number = 0; number < 12; ++number) {
    const std::string id = "t" + std::to_string(number);
    fleet.submit(id, {{id + ".txt", number % 6 == 3 ? "bad\n" : "good\n"}});
  }
  const std::string events = fleet.judge();
  CAPTURE(events);
  CHECK(count_of_lines(events, "landed ") == 10);
  CHECK(count_of_lines(events, "rejected ") == 2);
  for (const char* id : {"t3", "t9"}) {
    CHECK(events.find("rejected " + std::string(id) +
                      ": '! grep -r --include=*.txt bad .' failed on the merged tree: exit code 1\n./" + id +
                      ".txt:bad\n") != std::string::npos);
  }
  CHECK(fleet.branches() == "failed/t3/1 failed/t9/1 held/t3 held/t9");
  CHECK(fleet.goal().green == fleet.goal().target);
  CHECK(fleet.harm() == "");
}

TEST_CASE("a flaky check is told, and costs nobody a landing") {
  FleetFixture fleet(
      with_slots("checks = [\"mkdir $OUTSIDE/seen || exit 0; exit 7\"]\npass_env = [\"OUTSIDE\"]"));
  fleet.submit("x", {{"x.txt", "x\n"}});
  const std::string events = fleet.judge();
  CAPTURE(events);
  CHECK(count_of_lines(events, "landed x") == 1);
  CHECK(count_of_lines(events, "flaky mkdir $OUTSIDE/seen || exit 0; exit 7: it failed on tree ") == 1);
  CHECK(count_of_lines(events, "rejected") == 0);
}

TEST_CASE("an interruption ends the builds in all slots") {
  FleetFixture fleet(with_slots("checks = [\"exec sleep 60\"]\nbatch = 1"));
  for (const char* id : {"x", "y"}) fleet.submit(id, {{std::string(id) + ".txt", "x\n"}});
  std::stop_source stop;
  fleet.on_gate_event = [&](const std::string&) { stop.request_stop(); };
  fleet.judge(stop.get_token());
  CHECK(fleet.task("x") == "ready\n1 small -\n");
  CHECK(fleet.landed() == "");
}

}  // namespace gate_slots_test
