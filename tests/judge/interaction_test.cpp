// By what changes can interact, and that nothing lands apart from what it interacts with.
#include "judge/interaction.h"

#include "judge/gate_report.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"

namespace interaction_test {

using namespace reeve;
using namespace reeve::test;

namespace {

using Names = std::set<std::string>;

const BuildTargets house{{"parser", {{"lib/parser/**", "include/parser.h"}, {}}},
                         {"text", {{"lib/text/**"}, {}}},
                         {"app", {{"app/**"}, {"parser", "text"}}},
                         {"package", {{"package/**"}, {"app"}}},
                         {"docs", {{"docs/**", "*.md"}, {}}},
                         {"manual", {{"docs/manual/**"}, {}}}};

queue::Candidate candidate(const std::string& task, const Names& touches) {
  queue::Candidate candidate;
  candidate.id = task + "@1";
  candidate.touches = touches;
  return candidate;
}

const std::string no_two = "test ! -e x.txt || test ! -e y.txt";

// x.txt and y.txt pass each, and not together; in lanes, each of them tested by itself.
FleetSetting with_targets(const std::string& targets, const std::string& check = no_two) {
  FleetSetting setting;
  setting.config =
      "[gate]\nslots = 3\nbatch = 1\npolicy = \"lanes\"\npass_env = [\"OUTSIDE\"]\n"
      "checks = ['''" +
      check + "''']\n[gate.targets]\n" + targets;
  return setting;
}

// Passes no tree with one of them before one with the other is tested, too.
std::string once_both_run() {
  return "for f in x y; do test -e $f.txt && mkdir -p $OUTSIDE/$f; done; tries=0\n"
         "until test -e $OUTSIDE/x -a -e $OUTSIDE/y; do ls | grep -q '^[xy]' || break\n"
         "tries=$((tries + 1)); test $tries -lt 500 || exit 1; sleep 0.02; done\n" +
         no_two;
}

}  // namespace

TEST_CASE("without targets changes interact by the paths that they share") {
  const Touched touched = touched_by({"a.c", "lib/b.c"}, {});
  CHECK(touched.names == Names{"a.c", "lib/b.c"});
  CHECK(touched.stray == "");
}

TEST_CASE("with targets they interact by these, and by all that is made from them") {
  CHECK(touched_by({"docs/a.md", "README.md"}, house).names == Names{"docs"});
  CHECK(touched_by({"docs/manual/a.md"}, house).names == Names{"docs", "manual"});
  CHECK(touched_by({"include/parser.h"}, house).names == Names{"app", "package", "parser"});
  CHECK(touched_by({"app/main.c"}, house).names == Names{"app", "package"});
  CHECK(touched_by({"lib/text/a.c", "docs/a.md"}, house).names == Names{"app", "docs", "package", "text"});
}

TEST_CASE("a change with a path that is in no target can interact with all others") {
  const Touched touched = touched_by({"docs/a.md", "Makefile", "lib/other.c"}, house);
  CHECK(touched.names == Names{});
  CHECK(touched.stray == "Makefile");
}

TEST_CASE("people are told by what the nearest one ahead interacts with a candidate") {
  const std::vector<queue::Candidate> waiting{candidate("a", {"app", "package"}), candidate("b", {"docs"}),
                                              candidate("c", {"app", "package", "text"}), candidate("d", {}),
                                              candidate("e", {"docs", "text"})};
  CHECK(
      told_interactions(waiting, {{"d@1", "a\x1b[2J\nb"}}) ==
      std::map<std::string, std::string>{{"c@1", "shares 'app' with a ahead of it"},
                                         {"d@1", "can interact with all, as 'a\\x1b[2J\\nb' is in no target"},
                                         {"e@1", "shares 'text' with c ahead of it"}});
}

TEST_CASE("in lanes nothing lands apart from what it shares a target with") {
  const std::string targets = GENERATE(as<std::string>{}, "all = [\"*.txt\"]\n",
                                       "x = [\"x.txt\"]\ny = {paths = [\"y.txt\"], needs = [\"x\"]}\n",
                                       "x = [\"x.txt\"]\ny = [\"y.txt\"]\n"
                                       "both = {paths = [\"both\"], needs = [\"x\", \"y\"]}\n",
                                       "x = [\"x.txt\"]\n");
  FleetFixture fleet(with_targets(targets));
  fleet.submit("x", {{"x.txt", "x\n"}});
  fleet.submit("y", {{"y.txt", "y\n"}});
  const std::string events = fleet.judge();
  CAPTURE(targets, events);
  CHECK(events.find("reverted") == std::string::npos);
  CHECK(events.find("landed x\n") != std::string::npos);
  CHECK(events.find("rejected y: ") != std::string::npos);
  CHECK(fleet.landed() == "Change x\n");
  CHECK(fleet.harm() == "");
}

TEST_CASE("in lanes what shares no target lands apart, and explain says who waits for whom") {
  FleetFixture fleet(with_targets("x = [\"x*\", \"a.txt\"]\ny = [\"y*\"]\n", once_both_run()));
  fleet.submit("x", {{"x.txt", "x\n"}});
  fleet.submit("y", {{"y.txt", "y\n"}});
  fleet.submit("z", {{"a.txt", "z\n"}});
  std::map<std::string, std::string> why;
  fleet.on_gate_event = [&](const std::string&) {
    for (const WaitingTask& task : read_gate_report(fleet.repository(), "goal").waiting)
      why.emplace(task.task, task.why);
  };
  const std::string events = fleet.judge();
  CAPTURE(events);
  CHECK(events.find("landed x\n") != std::string::npos);
  CHECK(events.find("landed y\n") != std::string::npos);
  CHECK(events.find("reverted ") != std::string::npos);
  REQUIRE(why.contains("z"));
  CHECK(why.at("z").ends_with("; shares 'x' with x ahead of it"));
  CHECK(why.at("y").find("shares") == std::string::npos);
  CHECK(fleet.goal().green == fleet.goal().target);
  CHECK(fleet.harm() == "");
}

}  // namespace interaction_test
