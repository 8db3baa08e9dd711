// What others do while the gate tests.
#include "support/catch.h"
#include "support/fleet_fixture.h"

namespace meanwhile_test {

using namespace reeve;
using namespace reeve::test;

namespace {

FleetSetting with_check(const std::string& check) {
  FleetSetting setting;
  setting.config = "[gate]\nchecks = [\"" + check + "\"]\n";
  return setting;
}

}  // namespace

TEST_CASE("a target that a person moves meanwhile is not overwritten, and the candidate is tested on it") {
  FleetFixture fleet(with_check("echo run >> ../runs"));
  fleet.submit("x", {{"x.txt", "x\n"}});
  bool moved = false;
  fleet.on_gate_event = [&](const std::string&) {
    if (!moved) fleet.move_target({{"b.txt", "theirs\n"}});
    moved = true;
  };
  CHECK(fleet.judge() == "testing 1 candidate\ntesting 1 candidate\nlanded x\n");
  CHECK(fleet.landed() == "Change x\nby a person\n");
  CHECK(fleet.target_files() == Files{{"a.txt", "one\n"}, {"b.txt", "theirs\n"}, {"x.txt", "x\n"}});
  CHECK(fleet.check_runs() == 2);
}

TEST_CASE("a task that a person takes back meanwhile does not land, and the rest of its batch does") {
  FleetFixture fleet(with_check("true"));
  fleet.submit("x", {{"x.txt", "x\n"}});
  fleet.submit("y", {{"y.txt", "y\n"}});
  const bool is_held = GENERATE(true, false);
  CAPTURE(is_held);
  bool done = false;
  fleet.on_gate_event = [&](const std::string&) {
    if (done) return;
    done = true;
    TaskRecord task = fleet.record("x");
    CHECK((is_held ? fleet.tasks().hold(task, "wait") : fleet.tasks().cancel(task, "no")));
  };
  CHECK(fleet.judge() == "testing 2 candidates\ntesting 1 candidate\nlanded y\n");
  CHECK(fleet.target_files() == Files{{"a.txt", "one\n"}, {"b.txt", "one\n"}, {"y.txt", "y\n"}});
  CHECK(fleet.task("x") == (is_held ? "held: wait\n1 small -: wait\n" : "cancelled: no\n1 small -: no\n"));
  CHECK(fleet.judge() == (is_held ? "" : "archived x\n"));
  CHECK(fleet.harm() == "");
}

TEST_CASE("what becomes ready meanwhile is taken up by the same run") {
  FleetFixture fleet(with_check("true"));
  fleet.submit("x", {{"x.txt", "x\n"}});
  bool done = false;
  fleet.on_gate_event = [&](const std::string& line) {
    if (!done && line == "landed x\n") fleet.submit("y", {{"y.txt", "y\n"}});
    done = done || line == "landed x\n";
  };
  CHECK(fleet.judge() == "testing 1 candidate\nlanded x\ntesting 1 candidate\nlanded y\n");
}

TEST_CASE("an interruption ends the check, and decides nothing") {
  FleetFixture fleet(with_check("exec sleep 60"));
  fleet.submit("x", {{"x.txt", "x\n"}});
  std::stop_source stop;
  fleet.on_gate_event = [&](const std::string&) { stop.request_stop(); };
  CHECK(fleet.judge(stop.get_token()) == "testing 1 candidate\n");
  CHECK(fleet.task("x") == "ready\n1 small -\n");
  CHECK(fleet.landed() == "");
}

}  // namespace meanwhile_test
