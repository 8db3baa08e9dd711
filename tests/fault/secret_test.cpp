// A token in the environment of git-reeve reaches the agent that names it, and nobody else can find it
// afterwards: not in a log, a note, a ref, an object that is pushed, a process list or what commands say.
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>

#include "base/file.h"
#include "base/process_tree.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/fleet.h"
#include "support/processes.h"

namespace secret_test {

using namespace reeve;

namespace {

namespace fs = std::filesystem;

const std::string token = "tok-0123456789abcdef";

// Says in every way it has what it was trusted with.
std::string careless_agent() {
  return "echo \"printed $REEVE_TEST_TOKEN\"; echo \"said ${REEVE_TEST_TOKEN:-nothing}\" >&2\n"
         "case $1 in given.txt) echo two > \"$1\" ;; *) echo \"has ${REEVE_TEST_TOKEN:-nothing}\" > \"$1\" "
         ";; esac\n"
         "cat > \"$REEVE_OUT/result.json\" <<end\n"
         "{\"outcome\":\"done\",\"handoff\":{\"summary\":\"used "
         "$REEVE_TEST_TOKEN\",\"findings\":[\"$REEVE_TEST_TOKEN\"]}}\n"
         "end\n";
}

// Every file below the folder that has the token in it, by its path from there; a packed or compressed object
// does not show it, see objects_with_token().
std::set<std::string> files_with_token(const fs::path& folder) {
  std::set<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && read_file(entry.path()).find(token) != std::string::npos)
      found.insert(fs::relative(entry.path(), folder).string());
  }
  return found;
}

// Objects that a ref leads to: what a push could send.
bool is_in_history(test::ScratchRepository& scratch) {
  const std::string everything =
      scratch.git({"log", "--all", "--format=%an %ae %cn %ce %B", "-p", "-m", "--text"});
  return everything.find(token) != std::string::npos;
}

}  // namespace

TEST_CASE("a token reaches the agent that names it, and stays there") {
  ::setenv("REEVE_TEST_TOKEN", token.c_str(), 1);
  TemporaryFolder scripts;
  const std::string script = test::write_script(scripts.path(), "agent", careless_agent());
  const std::string entry = "preset = \"command\"\ncommand = [\"" + script +
                            "\", \"{path}\"]\nsandbox_read = [\"" + scripts.path().string() + "\"]\n";
  test::FleetRepository fleet(
      {{"given.txt", "one\n"}, {"kept.txt", "one\n"}, {"other.txt", "one\n"}},
      "[agents.trusted]\n" + entry + "pass_env = [\"REEVE_TEST_TOKEN\"]\n[agents.other]\n" + entry +
          "[roles]\nworker = [\"other\"]\n[gate]\nchecks = [\"true\"]\n[limits]\nattempts = 1\n");
  std::vector<TaskSpec> specs{fleet.task(1, "given.txt"), fleet.task(2, "kept.txt"),
                              fleet.task(3, "other.txt")};
  specs[0].agent = specs[1].agent = "trusted";
  fleet.publish(specs);

  std::string said;
  std::string process_list;
  for (const TaskSpec& spec : specs) {
    ProcessSpec work;
    work.argv = fleet.reeve_command({"work", "--task", spec.id});
    work.environment = fleet.environment();
    work.tick_interval = Milliseconds(5);
    work.on_tick = [&] { process_list += test::command_lines(); };
    const ProcessResult result = run_process(work);
    said += result.out + result.err;
  }
  for (const auto& command : std::vector<std::vector<std::string>>{
           {"judge"}, {"status"}, {"status", "--json"}, {"task", "list"}, {"goal", "show"}}) {
    const ProcessResult result = fleet.reeve(command);
    said += result.out + result.err;
  }
  for (const TaskSpec& spec : specs) {
    for (const auto& command : std::vector<std::vector<std::string>>{{"explain", spec.id},
                                                                     {"task", "show", spec.id},
                                                                     {"task", "log", spec.id},
                                                                     {"prompt", "worker", "--task", spec.id}})
      said += fleet.reeve(command).out;
  }
  ::unsetenv("REEVE_TEST_TOKEN");

  INFO(said);
  CHECK(fleet.landings() == std::map<std::string, int>{{"task-1-aaaa", 1}, {"task-3-aaaa", 1}});
  const auto files = fleet.scratch().files_of(fleet.target());
  CHECK(files.at("given.txt") == "two\n");
  CHECK(files.at("other.txt") == "has nothing\n");
  CHECK(said.find("the value of the variable REEVE_TEST_TOKEN, which the agent was passed, is in kept.txt") !=
        std::string::npos);
  CHECK(said.find("***REEVE_TEST_TOKEN***") != std::string::npos);
  CHECK(said.find("What its agent printed: ") != std::string::npos);
  CHECK(said.find(token) == std::string::npos);
  CHECK(process_list.find("work") != std::string::npos);
  CHECK(process_list.find(token) == std::string::npos);
  CHECK_FALSE(is_in_history(fleet.scratch()));
  CHECK(files_with_token(fleet.path()) == std::set<std::string>{});
}

}  // namespace secret_test
