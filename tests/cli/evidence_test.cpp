// `git reeve report --evidence`: whoever runs what it prints gets the numbers that it prints.
#include "base/json.h"
#include "base/process.h"
#include "cli/command_fleet.h"
#include "support/catch.h"

namespace evidence_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

void run_for(CommandFleet& fleet, int seconds) {
  fleet.clock().tick(Milliseconds{1000 * seconds});
}

TaskSpec by_planner(const std::string& id) {
  TaskSpec spec;
  spec.id = id;
  spec.title =
      R"(Port "agent":"me" and "goal":"speed-aaaa" of {"reeve":"task"})";  // as hostile as a title can be
  spec.parent = "plan-aaaa";
  return spec;
}

// Two weeks in which tasks landed, failed, were helped, taken over by hand, and are still running.
class BusyFleet : public CommandFleet {
 public:
  BusyFleet() {
    publish(by_planner("parser-aaaa"));
    publish(by_planner("lexer-aaaa"));
    publish("printer-aaaa", "Port the printer");
    publish("reader-aaaa", "Port the reader");
    fail_once("parser-aaaa", {});
    submit("parser-aaaa");
    judge();
    work_side_by_side();
    help_the_printer();
    run_for(*this, 7 * 86'400);
    land("reader-aaaa", "me", "b.txt");
    publish("slow-aaaa", "Port all of it");
    claim("slow-aaaa");  // its lease is over long before the report
    run_for(*this, 3'600);
    publish("live-aaaa", "Port the rest");
    claim("live-aaaa");
    run_for(*this, 60);
  }

 private:
  void work_side_by_side() {
    TaskRecord lexer = claim("lexer-aaaa");
    run_for(*this, 45);
    TaskRecord printer = claim("printer-aaaa");
    run_for(*this, 30);
    Failure failure;
    failure.outcome = Outcome::crashed;
    failure.usage.cost = 0.1;
    const auto retried = [&](const TaskState&) {
      return make_event(EventType::retried, clock().now(), "worker@build7");
    };
    REQUIRE(tasks().fail(printer, failure, retried));
    run_for(*this, 120);
    REQUIRE(tasks().fail(lexer, failure, retried));
  }

  void help_the_printer() {
    run({"task", "hold", "printer-aaaa"});
    run({"task", "release", "printer-aaaa"});
    land("printer-aaaa", "small", "src/one.c");
  }

  void land(const std::string& id, const std::string& agent, const std::string& path) {
    TaskRecord task = record(id);
    REQUIRE(tasks().claim(task, {agent, "", "run", Milliseconds{600'000}}));
    Files files = scratch().files_of(task.task_commit);
    files[path] = "changed\n";
    REQUIRE(tasks().submit(task, {scratch().commit(files, {task.task_commit}), {}, {}, {}, {}}));
    judge();
  }
};

std::string output_of(const std::string& command, const std::filesystem::path& folder) {
  ProcessSpec spec;
  spec.argv = {"sh", "-c", command};
  spec.cwd = folder;
  spec.environment = minimal_environment();
  const ProcessResult result = run_process(spec);
  INFO(command << "\n" << result.err);
  CHECK(result.succeeded());
  return result.out;
}

JsonDocument report(CommandFleet& fleet) {
  return parse_json(fleet.run({"report", "--goal", "speed-aaaa", "--json"}).out, "report");
}

const JsonValue& claims_of(const JsonDocument& report) {
  return (*json_member(*json_member(report, "goals")->Begin(), "evidence"))["claims"];
}

// "name: value", a line each.
std::string values_of(const JsonValue& claims) {
  std::string text;
  for (const JsonValue& claim : claims.GetArray())
    text += *json_string(claim, "name") + ": " + *json_string(claim, "value");
  return text;
}

// The same, as the commands print it in this folder.
std::string recounted(const JsonValue& claims, const std::filesystem::path& folder) {
  std::string text;
  for (const JsonValue& claim : claims.GetArray())
    text += *json_string(claim, "name") + ": " + output_of(*json_string(claim, "command"), folder);
  return text;
}

const std::string expected =
    "commits_by_week: 2027-W02 2\n"
    "concurrent_agents: peak 2, mean 1.03 in 15.8 minutes\n"
    "planned_without_a_person: 2 of 6 tasks\n"
    "recovered_without_a_person: 1 of 3 tasks, 3 failed attempts\n"
    "cost_by_landed_task: 0.4500 for 3 landed tasks: 0.1500 each\n";

}  // namespace

TEST_CASE("every number of the evidence is what its own command counts") {
  BusyFleet fleet;
  const JsonDocument told = report(fleet);
  CHECK(values_of(claims_of(told)) == expected);
  CHECK(recounted(claims_of(told), fleet.scratch().path()) == expected);
}

TEST_CASE("evidence is counted alike in a clone, with another goal beside it, and after more has happened") {
  BusyFleet fleet;
  const JsonDocument told = report(fleet);
  run_for(fleet, 1);
  fleet.run({"goal", "new", "Make it small"});
  fleet.run({"task", "add", "--goal", "make-it-small", "Something else"});
  fleet.publish("later-aaaa", "Port something later");
  run_for(fleet, 60);
  fleet.submit("later-aaaa");
  fleet.scratch().git({"config", "grep.lineNumber", "true"});
  fleet.scratch().git({"config", "color.ui", "always"});
  fleet.scratch().git({"config", "log.showSignature", "true"});
  CHECK(recounted(claims_of(told), fleet.scratch().path()) == expected);
  const TemporaryFolder folder;
  const std::string clone = (folder.path() / "clone").string();
  fleet.scratch().git({"clone", "-q", fleet.scratch().path().string(), clone});
  fleet.scratch().git({"-C", clone, "fetch", "-q", "origin", "refs/notes/reeve/*:refs/notes/reeve/*"});
  CHECK(recounted(claims_of(told), clone) == expected);
}

TEST_CASE("where nothing has happened the evidence says so, and its commands as well") {
  CommandFleet fleet;
  const JsonDocument told = report(fleet);
  const std::string nothing =
      "commits_by_week: "
      "concurrent_agents: peak 0, mean 0.00 in 0.0 minutes\n"
      "planned_without_a_person: 0 of 0 tasks\n"
      "recovered_without_a_person: 0 of 0 tasks, 0 failed attempts\n"
      "cost_by_landed_task: 0.0000 for 0 landed tasks\n";
  CHECK(values_of(claims_of(told)) == nothing);
  CHECK(recounted(claims_of(told), fleet.scratch().path()) == nothing);
}

TEST_CASE("evidence for people has each number with its definition and its command") {
  CommandFleet fleet;
  fleet.publish("parser-aaaa", "Port the parser");
  const std::string told = fleet.told({"report", "--evidence"}, ExitCode::done, 70);
  CHECK(told.starts_with("Evidence for goal speed-IDID, as of 2027-01-15 08:00:00\n"));
  CHECK(told.find(R"(
Tasks planned without a person
  0 of 1 tasks
  Tasks to do work that a plan task made (they name it as their
  parent), of all. Plan tasks are done by agents alone.

    git for-each-ref --format='%(refname)' refs/notes/reeve/ledger refs/notes/reeve/task/ |
    xargs -r git grep )") != std::string::npos);
  CHECK(fleet.told({"report", "--evidence", "--json"}, ExitCode::usage) ==
        "error: --html, --json, --openmetrics, --evidence and --markdown exclude each other\n");
}

}  // namespace evidence_test
