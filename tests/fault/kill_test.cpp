// A fleet whose processes are killed all the time loses nothing and does nothing twice.
#include <fmt/format.h>
#include <signal.h>

#include <random>

#include "base/random.h"
#include "hub/ledger.h"
#include "support/catch.h"
#include "support/fleet.h"
#include "support/spawned.h"
#include "task/ref_names.h"

namespace kill_test {

using namespace reeve;

namespace {

constexpr int tasks = 60;

std::string file_name(int number) {
  return fmt::format("src/file{}.txt", number);
}

test::Files files() {
  test::Files result;
  for (int number = 0; number < tasks; ++number) result[file_name(number)] = "begun\n";
  return result;
}

std::string configuration(const std::string& agent) {
  return fmt::format(
      "[agents.editor]\npreset = \"command\"\ncommand = [\"{}\", \"{{path}}\"]\n[roles]\nworker = "
      "[\"editor\"]\n"
      "[gate]\nchecks = [\"! grep -L done $(git diff --name-only HEAD~1 HEAD) /dev/null | grep src\"]\nbatch "
      "= 8\n"
      "[limits]\nlost = 10000\nsnapshot_seconds = 0.05\n",
      agent);
}

// Every fourth task waits for the one before it.
std::vector<TaskSpec> specs(const test::FleetRepository& fleet) {
  std::vector<TaskSpec> result;
  for (int number = 0; number < tasks; ++number) {
    result.push_back(fleet.task(number, file_name(number)));
    if (number % 4 == 3) result.back().after = {fleet.task(number - 1, "").id};
  }
  return result;
}

// Kills random processes of the fleet until it has landed everything or `most` are dead, and starts `run`
// again whenever it is not there. Returns how many were killed.
int kill_around(test::FleetRepository& fleet, int most, std::mt19937& random) {
  const auto command = fleet.reeve_command({"run", "--quiet", "-j", "8"});
  const auto environment = fleet.environment();
  auto run = std::make_unique<test::Spawned>(command, environment);
  int killed = 0;
  while (killed < most) {
    system_clock().sleep(Milliseconds{std::uniform_int_distribution<int>(2, 60)(random)});
    if (!run->running()) {
      if (run->wait() == 0) break;
      run = std::make_unique<test::Spawned>(command, environment);
    }
    const auto candidates = test::processes_with(fleet.path().string());
    if (candidates.empty()) continue;
    const std::size_t chosen = std::uniform_int_distribution<std::size_t>(0, candidates.size() - 1)(random);
    if (kill(candidates[chosen], SIGKILL) == 0) ++killed;
  }
  return killed;
}

std::string content_of(test::FleetRepository& fleet, int number) {
  return fleet.repository()
      .file_at(fleet.repository().tree_of(fleet.target()), file_name(number))
      .value_or("");
}

// What must hold when all is done, as a list of what does not.
std::vector<std::string> flaws(test::FleetRepository& fleet) {
  std::vector<std::string> result;
  const auto landings = fleet.landings();
  for (int number = 0; number < tasks; ++number) {
    const std::string id = fleet.task(number, "").id;
    const auto count = landings.find(id);
    if (count == landings.end()) result.push_back(id + " has not landed");
    if (count != landings.end() && count->second != 1)
      result.push_back(fmt::format("{} landed {} times", id, count->second));
    if (content_of(fleet, number) != "begun\ndone\n")
      result.push_back(file_name(number) + " holds: " + content_of(fleet, number));
  }
  const auto base = git::Oid::parse(fleet.goal().state.spec.base);
  const auto ledger = fleet.hub().read(std::string(refs::ledger));
  for (const git::Oid& commit : fleet.repository().first_parents(fleet.target(), base)) {
    const auto task = trailer(fleet.repository().read_commit(commit).message, "Reeve-Task");
    if (!task) continue;
    const auto note = read_ledger(fleet.repository(), ledger, commit);
    if (!note || note->find("\"event\":\"landed\"") == std::string::npos)
      result.push_back("no ledger note for " + *task);
  }
  for (const std::string_view prefix :
       {refs::held_prefix, refs::task_prefix, refs::ready_prefix, refs::task_log_prefix}) {
    for (const git::Ref& ref : fleet.hub().list(std::string(prefix)))
      result.push_back("left over: " + ref.name);
  }
  for (const TaskRecord& task : fleet.tasks().fleet().tasks) {
    result.push_back(fmt::format("{} is {}: {}", task.id(), name_of(task.state.phase), task.state.reason));
  }
  if (fleet.goal().green != fleet.goal().target) result.push_back("green is not the target's tip");
  return result;
}

}  // namespace

TEST_CASE("a run whose workers, judge and controller are killed 200 times lands every task exactly once") {
  const auto seed = static_cast<unsigned>(random_below(1'000'000));
  INFO("seed " << seed);
  std::mt19937 random(seed);
  TemporaryFolder folder;
  const std::string agent =
      test::write_script(folder.path(), "agent", "sleep 0.1\necho done >> \"$1\"\nsleep 0.05\n");
  int killed = 0;
  for (int round = 0; round < 20 && killed < 200; ++round) {
    test::FleetRepository fleet(files(), configuration(agent));
    fleet.publish(specs(fleet));
    killed += kill_around(fleet, 200 - killed, random);
    ProcessLimits limits;
    limits.wall = Milliseconds{200'000};
    const ProcessResult last = fleet.reeve({"run"}, limits);
    INFO(describe_end(last) << "\n" << last.out << last.err);
    CHECK(last.succeeded());
    CHECK(flaws(fleet) == std::vector<std::string>{});
    fleet.scratch().git({"fsck", "--no-dangling"});
  }
  CHECK(killed >= 200);
}

TEST_CASE("100 tasks and 16 workers: each task lands exactly once") {
  TemporaryFolder folder;
  const std::string agent = test::write_script(folder.path(), "agent", "echo done >> \"$1\"\n");
  test::Files many;
  for (int number = 0; number < 100; ++number) many[file_name(number)] = "begun\n";
  test::FleetRepository fleet(many, configuration(agent));
  std::vector<TaskSpec> all;
  for (int number = 0; number < 100; ++number) all.push_back(fleet.task(number, file_name(number)));
  fleet.publish(all);
  const ProcessResult result = fleet.reeve({"run", "-j", "16"});
  INFO(result.out << result.err);
  CHECK(result.succeeded());
  std::map<std::string, int> once;
  for (const TaskSpec& spec : all) once[spec.id] = 1;
  CHECK(fleet.landings() == once);
}

}  // namespace kill_test
