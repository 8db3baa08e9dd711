// What the gate lets land, what it rejects, and what it leaves to a person.
#include "judge/gate.h"

#include "support/catch.h"
#include "support/fleet_fixture.h"

namespace gate_test {

using namespace reeve;
using namespace reeve::test;

namespace {

FleetSetting with_gate(const std::string& gate) {
  FleetSetting setting;
  setting.config = "[gate]\n" + gate + "\n";
  return setting;
}

const std::string counting = "checks = [\"echo run >> ../runs\", \"! grep -r --include=*.txt bad .\"]";

}  // namespace

TEST_CASE("good candidates are tested together and land together") {
  FleetFixture fleet(with_gate(counting));
  fleet.submit("x", {{"x.txt", "x\n"}});
  fleet.submit("y", {{"y.txt", "y\n"}});
  fleet.submit("z", {{"b.txt", ""}});
  CHECK(fleet.judge() == "testing 3 candidates\nlanded x\nlanded y\nlanded z\n");
  CHECK(fleet.landed() == "Change z\nChange y\nChange x\n");
  CHECK(fleet.target_files() == Files{{"a.txt", "one\n"}, {"x.txt", "x\n"}, {"y.txt", "y\n"}});
  CHECK(fleet.check_runs() == 1);
  CHECK(fleet.branches() == "");
  CHECK(fleet.goal().green == fleet.goal().target);
  CHECK(fleet.tasks().fleet().tasks.empty());
  CHECK(fleet.judge() == "");
  CHECK(fleet.harm() == "");
}

TEST_CASE("one bad candidate among eight is found, and the others land") {
  FleetFixture fleet(with_gate(counting));
  for (int number = 1; number <= 8; ++number) {
    const std::string id = "t" + std::to_string(number);
    fleet.submit(id, {{id + ".txt", number == 6 ? "bad\n" : "good\n"}});
  }
  CHECK(
      fleet.judge() ==
      "testing 8 candidates\n"
      "testing 4 candidates\nlanded t1\nlanded t2\nlanded t3\nlanded t4\n"
      "testing 2 candidates\n"
      "testing 1 candidate\nlanded t5\n"
      "testing 1 candidate once more\n"
      "rejected t6: '! grep -r --include=*.txt bad .' failed on the merged tree: exit code 1\n./t6.txt:bad\n"
      "testing 2 candidates\nlanded t7\nlanded t8\n");
  CHECK(fleet.branches() == "failed/t6/1 held/t6");
  CHECK(fleet.files("failed/t6/1").at("t6.txt") == "bad\n");
  CHECK_FALSE(fleet.target_files().contains("t6.txt"));
  CHECK(fleet.goal().green == fleet.goal().target);
  CHECK(fleet.harm() == "");
}

TEST_CASE("a batch is as large as the configuration says") {
  FleetFixture fleet(with_gate(counting + "\nbatch = 2"));
  for (const char* id : {"x", "y", "z"}) fleet.submit(id, {{std::string(id) + ".txt", "good\n"}});
  CHECK(fleet.judge() ==
        "testing 2 candidates\nlanded x\nlanded y\n"
        "testing 1 candidate\nlanded z\n");
  CHECK(fleet.check_runs() == 2);
}

TEST_CASE("of two that conflict with each other the first lands, and the second is told") {
  FleetFixture fleet(with_gate(counting));
  fleet.submit("x", {{"a.txt", "one\nx\n"}});
  fleet.submit("y", {{"a.txt", "one\ny\n"}});
  CHECK(fleet.judge() ==
        "testing 1 candidate\nlanded x\nrejected y: it conflicts with what landed meanwhile in a.txt\n");
  CHECK(fleet.branches() == "task/y");
  CHECK(fleet.task("y") ==
        "open: it conflicts with what landed meanwhile in a.txt\n"
        "1 small conflict: it conflicts with what landed meanwhile in a.txt\n");
}

TEST_CASE("a candidate that breaks a rule is rejected before anything is run") {
  FleetFixture fleet(with_gate(counting));
  std::string reason;
  SECTION("outside its scope") {
    fleet.submit(fleet.spec("x", {"a.txt"}), {{"b.txt", "two\n"}});
    reason = "paths outside the scope (a.txt) were changed: b.txt";
  }
  SECTION("protected paths") {
    fleet.submit("x", {{".reeve/config.toml", "[gate]\n"}});
    reason = "protected paths were changed: .reeve/config.toml";
  }
  SECTION("what it changes has landed already") {
    fleet.submit("x", {{"a.txt", "two\n"}});
    fleet.move_target({{"a.txt", "two\n"}});
    reason = "no file differs from the target";
  }
  SECTION("its branch has moved") {
    fleet.submit("x", {{"a.txt", "two\n"}});
    const git::Oid other = fleet.scratch().commit({{"a.txt", "evil\n"}}, {fleet.record("x").task_commit});
    fleet.scratch().set_ref("refs/heads/reeve/ready/x", other);
    reason = "its branch is not at the commit that was submitted";
  }
  CHECK(fleet.judge() == "rejected x: " + reason + "\n");
  CHECK(fleet.check_runs() == 0);
  CHECK(fleet.landed() == (reason.starts_with("no file") ? "by a person\n" : ""));
}

TEST_CASE("a candidate that git cannot merge is rejected, and stops no other") {
  FleetFixture fleet(with_gate(counting));
  fleet.submit("x", {{"a.txt", "two\n"}});
  const git::Oid work = fleet.record("x").branch.value();
  const git::Oid fresh = fleet.scratch().commit({{"a.txt", "one\n"}, {"b.txt", "one\n"}}, {}, "rewritten\n");
  const GoalRecord goal = fleet.goal();
  fleet.scratch().set_ref(goal.state.spec.target, fresh);
  CHECK(fleet.judge() == "rejected x: " + fresh.hex() + " and " + work.hex() + " have no common ancestor\n");
}

TEST_CASE("a check that is red on the target itself blames nobody") {
  FleetFixture fleet(with_gate("checks = [\"true\", \"echo broken; exit 3\"]"));
  fleet.submit("x", {{"x.txt", "x\n"}});
  fleet.submit("y", {{"y.txt", "y\n"}});
  const std::string why = "'echo broken; exit 3' does not pass on the target itself (fail): exit code 3";
  CHECK(fleet.judge() ==
        "testing 2 candidates\ntesting 1 candidate\ntesting 1 candidate once more\n"
        "testing the target\ntesting the target\nblocked x: " +
            why + "\ntesting 1 candidate\ntesting 1 candidate once more\nblocked y: " + why + "\n");
  CHECK(fleet.branches() == "ready/x ready/y");
  const GateReport report = read_gate_report(fleet.repository(), "goal");
  CHECK(report.target == fleet.goal().target->hex());
  REQUIRE(report.blocked.size() == 2);
  CHECK(report.blocked[1].task + ": " + report.blocked[1].reason == "y: " + why);
}

TEST_CASE("a check runs for the paths that it is for, and what is for no check lands as such") {
  FleetFixture fleet(with_gate("[[gate.check]]\ncommand = \"echo run >> ../runs\"\npaths = [\"src/**\"]"));
  fleet.submit("x", {{"README.md", "x\n"}});
  CHECK(fleet.judge() == "landed x\n");
  CHECK(fleet.check_runs() == 0);
  const std::string note = fleet.ledger(fleet.goal().target.value());
  CAPTURE(note);
  CHECK(note.find("\nCheck: skipped on tree ") != std::string::npos);
  CHECK(note.find("\"result\":\"skipped\"") != std::string::npos);
  fleet.submit("y", {{"src/y.c", "y\n"}});
  fleet.submit("z", {{"z.md", "z\n"}});
  CHECK(fleet.judge() == "testing 2 candidates\nlanded y\nlanded z\n");
  CHECK(fleet.check_runs() == 1);
}

TEST_CASE("a check in quarantine fails, is told, and blocks nothing") {
  FleetSetting setting = with_gate("checks = [\"echo run >> ../runs; grep one a.txt\", \"true\"]");
  setting.files[".reeve/quarantine.toml"] =
      "[[check]]\nname = \"echo run >> ../runs; grep one a.txt\"\nuntil = 9999-12-31\nreason = \"a race\"\n";
  FleetFixture fleet(setting);
  fleet.submit("x", {{"a.txt", "two\n"}});
  CHECK(fleet.judge() == "testing 1 candidate\nlanded x\n");
  const std::string note = fleet.ledger(fleet.goal().target.value());
  CAPTURE(note);
  CHECK(note.find("\nCheck: quarantined on tree ") != std::string::npos);
  CHECK(note.find("\"verdict\":\"pass; in quarantine: 'echo run >> ../runs; grep one a.txt'\"") !=
        std::string::npos);
}

TEST_CASE("a check that cannot run lets nothing pass") {
  SECTION("it never could") {
    FleetFixture fleet(with_gate("checks = [\"no-such-program\"]"));
    fleet.submit("x", {{"x.txt", "x\n"}});
    CHECK(fleet.judge() ==
          "testing 1 candidate\nblocked x: 'no-such-program' does not pass on the target itself "
          "(could_not_run): exit "
          "code 127\n");
    CHECK(fleet.landed() == "");
  }
  SECTION("the candidate took it away") {
    FleetSetting setting = with_gate("checks = [\"sh ./check\"]");
    setting.files["check"] = "exit 0\n";
    FleetFixture fleet(setting);
    fleet.submit("x", {{"check", ""}});
    const std::string events = fleet.judge();
    CAPTURE(events);
    CHECK(
        events.starts_with("testing 1 candidate\ntesting 1 candidate once more\ntesting the target\n"
                           "rejected x: 'sh ./check' failed on the merged tree: exit code "));
    CHECK(fleet.landed() == "");
  }
}

TEST_CASE("without any check nothing lands") {
  FleetFixture fleet;
  fleet.submit("x", {{"x.txt", "x\n"}});
  CHECK(fleet.judge() == "blocked x: no check is named for it: give the task one, or [gate] checks\n");
  TaskSpec checked = fleet.spec("y");
  checked.checks = {"grep y y.txt"};
  fleet.submit(checked, {{"y.txt", "y\n"}});
  CHECK(fleet.judge() ==
        "blocked x: no check is named for it: give the task one, or [gate] checks\n"
        "testing 1 candidate\nlanded y\n");
}

TEST_CASE("the task's own check decides as well, on the merged tree") {
  FleetFixture fleet(with_gate(counting));
  TaskSpec spec = fleet.spec("x");
  spec.checks = {"grep two b.txt"};
  fleet.submit(spec, {{"a.txt", "two\n"}});
  CHECK(fleet.judge() ==
        "testing 1 candidate\ntesting 1 candidate once more\ntesting the target\n"
        "rejected x: 'grep two b.txt' failed on the merged tree: exit code 1\n");
}

TEST_CASE("every check begins with the files of the commit and an empty home") {
  FleetFixture fleet(
      with_gate("checks = [\"test ! -e left && test -z \\\"$(ls -A $HOME)\\\" && echo run >> ../runs && "
                "touch left $HOME/left\"]"));
  for (const char* id : {"x", "y"}) {
    fleet.submit(id, {{std::string(id) + ".txt", "good\n"}});
    CHECK(fleet.judge() == "testing 1 candidate\nlanded " + std::string(id) + "\n");
  }
  CHECK(fleet.check_runs() == 2);
}

TEST_CASE("a tree that passed is not tested again, by no later gate either") {
  FleetSetting setting = with_gate(counting);
  setting.kind = git::Repository::Kind::with_work_tree;
  setting.target = "refs/heads/main";
  FleetFixture fleet(setting);
  fleet.scratch().git({"reset", "-q", "--hard"});
  fleet.submit("x", {{"a.txt", "two\n"}});
  write_file(fleet.scratch().path() / "a.txt", "my own change\n");
  CHECK(fleet.judge().starts_with("testing 1 candidate\nblocked x: the target is checked out in "));
  CHECK(fleet.check_runs() == 1);
  fleet.scratch().git({"checkout", "-q", "a.txt"});
  CHECK(fleet.judge() == "landed x\n");
  CHECK(fleet.check_runs() == 1);
}

}  // namespace gate_test
