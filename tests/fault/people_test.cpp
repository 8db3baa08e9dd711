// What people do to a fleet that runs, and what keeps it from running: whole runs of git-reeve.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "support/catch.h"
#include "support/fleet.h"
#include "support/processes.h"
#include "support/spawned.h"

namespace people_test {

using namespace reeve;

namespace {

// An agent that runs this script, and files named file0.txt and so on.
test::FleetRepository fleet_with(const TemporaryFolder& folder, const std::string& script,
                                 std::size_t files) {
  const std::string agent = test::write_script(folder.path(), "agent", script);
  test::Files begun;
  for (std::size_t number = 0; number < files; ++number) begun[fmt::format("file{}.txt", number)] = "begun\n";
  return {
      begun,
      fmt::format(
          "[agents.editor]\npreset = \"command\"\nsandbox = \"none\"\n"
          "command = [\"{}\", \"{{path}}\"]\n[roles]\nworker = [\"editor\"]\n[gate]\nchecks = [\"true\"]\n",
          agent)};
}

void publish(test::FleetRepository& fleet, std::size_t count) {
  std::vector<TaskSpec> specs;
  for (std::size_t number = 0; number < count; ++number)
    specs.push_back(fleet.task(static_cast<int>(number), fmt::format("file{}.txt", number)));
  fleet.publish(specs);
}

void change_goal(test::FleetRepository& fleet, EventType type, const std::string& reason) {
  GoalRecord goal = fleet.goal();
  REQUIRE(fleet.goals().append(goal, type, reason));
}

ProcessResult with_input(test::FleetRepository& fleet, const std::vector<std::string>& arguments,
                         const std::string& input) {
  ProcessSpec spec;
  spec.argv = fleet.reeve_command(arguments);
  spec.environment = fleet.environment();
  spec.environment["SHELL"] = "/bin/sh";
  spec.standard_input = input;
  return run_process(spec);
}

Phase phase_of(test::FleetRepository& fleet, int number) {
  return fleet.tasks().find(fleet.task(number, "").id).value().state.phase;
}

}  // namespace

TEST_CASE("a goal that is paused while it runs stops its agents, and the run ends and says who is needed") {
  TemporaryFolder folder;
  test::FleetRepository fleet = fleet_with(
      folder,
      fmt::format("echo half >> \"$1\"\necho > \"{}/$REEVE_ID\"\nexec sleep 60\n", folder.path().string()),
      2);
  publish(fleet, 2);
  test::Spawned run(fleet.reeve_command({"run", "--quiet", "-j", "2"}), fleet.environment());
  REQUIRE(test::eventually([&] {
    return std::filesystem::exists(folder.path() / fleet.task(0, "").id) &&
           std::filesystem::exists(folder.path() / fleet.task(1, "").id);
  }));
  change_goal(fleet, EventType::paused, "lunch");
  CHECK(run.wait() == 1);
  CHECK(test::processes_with((folder.path() / "agent").string()).empty());
  CHECK(phase_of(fleet, 0) == Phase::open);
  CHECK(phase_of(fleet, 1) == Phase::open);
}

TEST_CASE("an agent that is told to pause is not started for other tasks until the pause is over") {
  TemporaryFolder folder;
  // The first call meets a limit for three seconds, and all say when they were made.
  test::FleetRepository fleet = fleet_with(
      folder,
      fmt::format(
          "cd {0}\ndate +%s%3N >> calls\nif mkdir first 2> /dev/null; then\n"
          "date -u -d '+3 seconds' +'{{\"outcome\":\"rate_limited\",\"until\":\"%Y-%m-%dT%H:%M:%SZ\"}}' > "
          "$REEVE_OUT/result.json\nexit\nfi\ncd - > /dev/null\necho done > \"$1\"\n",
          folder.path().string()),
      4);
  publish(fleet, 4);
  const ProcessResult run = fleet.reeve({"run", "-j", "1"});
  INFO(run.out << run.err);
  CHECK(run.succeeded());
  CHECK(fleet.landings().size() == 4);
  std::vector<std::int64_t> calls;
  for (const std::string& line : split_lines(read_file(folder.path() / "calls")))
    calls.push_back(std::stoll(line));
  REQUIRE(calls.size() == 5);
  CHECK(calls[1] - calls[0] >= 2'000);  // the limit was told in whole seconds
}

TEST_CASE("where the line is stopped a run starts no work, lands what is there, and says who is needed") {
  TemporaryFolder folder;
  test::FleetRepository fleet = fleet_with(folder, "echo done > \"$1\"\n", 2);
  publish(fleet, 1);
  REQUIRE(fleet.reeve({"work", "--once", "--quiet"}).succeeded());
  fleet.publish({fleet.task(1, "file1.txt")});
  change_goal(fleet, EventType::halted, "the same again");
  const ProcessResult halted = fleet.reeve({"run", "-j", "2"});
  INFO(halted.out << halted.err);
  CHECK(halted.exit_code == 1);
  CHECK(fleet.landings() == std::map<std::string, int>{{fleet.task(0, "").id, 1}});
  CHECK(phase_of(fleet, 1) == Phase::open);

  CHECK(fleet.reeve({"goal", "resume"}).succeeded());
  CHECK(fleet.reeve({"run", "-j", "2"}).succeeded());
  CHECK(fleet.landings().size() == 2);
}

TEST_CASE("a run that finds its width itself lands everything") {
  TemporaryFolder folder;
  test::FleetRepository fleet = fleet_with(folder, "echo done > \"$1\"\n", 20);
  publish(fleet, 20);
  const ProcessResult run = fleet.reeve({"run", "-j", "auto:4"});
  INFO(run.out << run.err);
  CHECK(run.succeeded());
  CHECK(fleet.landings().size() == 20);
  const ProcessResult wrong = fleet.reeve({"run", "-j", "many"});
  CHECK(wrong.exit_code == 2);
  CHECK(wrong.err.find("-j takes a number from 1 to 1000, 'auto' or 'auto:MAX', not 'many'") !=
        std::string::npos);
}

TEST_CASE("a person takes over a task in a shell, and what they commit lands") {
  TemporaryFolder folder;
  test::FleetRepository fleet = fleet_with(folder, "exit 3\n", 1);
  publish(fleet, 1);
  const std::string id = fleet.task(0, "").id;
  CHECK(fleet.reeve({"task", "hold", id}).succeeded());
  const ProcessResult wrong = with_input(fleet, {"work", "--task", id, "--agent", "me"},
                                         "echo new > other.txt; git add .; git commit -qm no\n");
  INFO(wrong.out << wrong.err);
  CHECK(wrong.exit_code == 1);
  CHECK(wrong.out ==
        fmt::format("not submitted {0}: paths outside the scope (file0.txt) were changed: other.txt\n"
                    "What was not submitted is kept in reeve/failed/{0}/1.\n",
                    id));
  const ProcessResult right =
      with_input(fleet, {"work", "--task", id, "--agent", "me", "--in", (folder.path() / "mine").string()},
                 "echo by hand > file0.txt\ngit commit -qam 'By hand'\n");
  INFO(right.out << right.err);
  CHECK(right.succeeded());
  CHECK(right.out == "submitted " + id + "\n");
  CHECK(fleet.reeve({"judge"}).succeeded());
  CHECK(fleet.landings().size() == 1);
  CHECK(fleet.scratch().files_of(fleet.target()).at("file0.txt") == "by hand\n");
  CHECK(with_input(fleet, {"work", "--agent", "me"}, "").exit_code == 2);
}

}  // namespace people_test
