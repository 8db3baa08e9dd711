// Ctrl-C: agents are stopped, their work is kept, claims are given back, and the next run goes on.
#include <fmt/format.h>
#include <signal.h>

#include <set>

#include "support/catch.h"
#include "support/fleet.h"
#include "support/processes.h"
#include "support/spawned.h"
#include "task/ref_names.h"

namespace interrupt_test {

using namespace reeve;

namespace {

constexpr std::size_t tasks = 4;

std::string file_name(std::size_t number) {
  return fmt::format("file{}.txt", number);
}

std::size_t count_in(test::FleetRepository& fleet, Phase phase) {
  std::size_t count = 0;
  for (const TaskRecord& task : fleet.tasks().fleet().tasks) count += task.state.phase == phase ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("Ctrl-C stops the agents, keeps their work and gives their claims back, and the next run goes on") {
  TemporaryFolder folder;
  const auto gate = folder.path() / "gate";
  // Edits, says that it has, and waits until the test lets it go.
  const std::string agent =
      test::write_script(folder.path(), "agent",
                         fmt::format("echo \"half done\" >> \"$1\"\necho > \"{0}/$REEVE_ID\"\nwhile [ ! -e "
                                     "\"{0}/gate\" ]; do sleep 0.05; done\n",
                                     folder.path().string()));
  test::Files files;
  for (std::size_t number = 0; number < tasks; ++number) files[file_name(number)] = "begun\n";
  test::FleetRepository fleet(
      files,
      fmt::format(
          "[agents.editor]\npreset = \"command\"\nsandbox = \"none\"\ncommand = [\"{}\", \"{{path}}\"]\n"
          "[roles]\nworker = [\"editor\"]\n[gate]\nchecks = [\"true\"]\n",
          agent));
  std::vector<TaskSpec> specs;
  for (std::size_t number = 0; number < tasks; ++number)
    specs.push_back(fleet.task(static_cast<int>(number), file_name(number)));
  fleet.publish(specs);

  test::Spawned run(fleet.reeve_command({"run", "--quiet", "-j", std::to_string(tasks)}),
                    fleet.environment());
  REQUIRE(test::eventually([&] {
    std::size_t begun = 0;
    for (const TaskSpec& spec : specs) begun += std::filesystem::exists(folder.path() / spec.id) ? 1U : 0U;
    return begun == tasks;
  }));
  CHECK(count_in(fleet, Phase::claimed) == tasks);
  run.send(SIGINT);
  CHECK(run.wait() == 130);
  CHECK(count_in(fleet, Phase::open) == tasks);
  CHECK(test::processes_with(agent).empty());
  std::set<std::string> kept;
  for (const git::Ref& ref : fleet.hub().list(std::string(refs::failed_prefix))) {
    const auto names = fleet.scratch().files_of(ref.id);
    for (const auto& [path, content] : names) {
      if (content == "begun\nhalf done\n") kept.insert(path);
    }
  }
  CHECK(kept == std::set<std::string>{"file0.txt", "file1.txt", "file2.txt", "file3.txt"});

  write_file(gate, "");
  const ProcessResult again = fleet.reeve({"run"});
  INFO(again.out << again.err);
  CHECK(again.succeeded());
  CHECK(fleet.landings().size() == tasks);
}

}  // namespace interrupt_test
