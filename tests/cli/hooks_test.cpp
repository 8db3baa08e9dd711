// The client hooks, with real commits.
#include <filesystem>
#include <stdexcept>

#include "base/file.h"
#include "base/process.h"
#include "cli/command_world.h"
#include "support/catch.h"

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

namespace fs = std::filesystem;

class HooksWorld : public CommandWorld {
 public:
  HooksWorld() { begin(); }

  // The effective hook in the default folder.
  fs::path hook() {
    std::string folder = scratch().git({"rev-parse", "--path-format=absolute", "--git-path", "hooks"});
    folder.pop_back();
    return fs::path(folder) / "prepare-commit-msg";
  }
  void write_hook(const std::string& content) {
    fs::create_directories(hook().parent_path());
    write_file(hook(), content);
    fs::permissions(hook(), fs::perms::owner_all);
  }
  // With git-reeve in PATH, which scratch() does not have.
  void commit(std::vector<std::string> arguments) {
    ProcessSpec spec;
    spec.argv = {"git", "commit", "--allow-empty"};
    spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
    spec.cwd = scratch().path();
    spec.environment = minimal_environment();
    spec.environment["PATH"] = std::string(GIT_REEVE_FOLDER) + ":" + spec.environment["PATH"];
    const ProcessResult result = run_process(spec);
    if (!result.succeeded()) throw std::runtime_error(describe_end(result) + ": " + result.err);
  }
  std::string message_of_a_commit(const std::string& message) {
    commit({"-m", message});
    return scratch().git({"log", "-1", "--format=%B"});
  }
};

}  // namespace

TEST_CASE("a commit on a task's branch names the task once, and no other commit does") {
  HooksWorld world;
  CHECK(world.told({"hooks", "install"}) == "prepare-commit-msg: installed\n");
  CHECK(world.message_of_a_commit("Plain") == "Plain\n\n");
  world.scratch().git({"checkout", "-b", "reeve/task/fix-it-abcd"});
  CHECK(world.message_of_a_commit("Work") == "Work\n\nReeve-Task: fix-it-abcd\n\n");
  world.commit({"--amend", "--no-edit"});
  CHECK(world.scratch().git({"log", "-1", "--format=%B"}) == "Work\n\nReeve-Task: fix-it-abcd\n\n");
  CHECK(world.message_of_a_commit("fixup! Work") == "fixup! Work\n\n");
}

TEST_CASE("hooks are installed once and taken away once") {
  HooksWorld world;
  CHECK(world.told({"hooks", "status"}) == "prepare-commit-msg: not installed\n");
  world.told({"hooks", "install"});
  CHECK(world.told({"hooks", "install"}) == "prepare-commit-msg: up to date\n");
  CHECK(world.told({"hooks", "uninstall"}) == "prepare-commit-msg: removed\n");
  CHECK(world.told({"hooks", "uninstall"}) == "prepare-commit-msg: not installed\n");
  CHECK_FALSE(fs::exists(world.hook()));
}

TEST_CASE("a hook that was there runs first, can refuse, and is restored") {
  HooksWorld world;
  const std::string old = "#!/bin/sh\ngrep -q forbidden \"$1\" && exit 7\necho \"Old: yes\" >> \"$1\"\n";
  world.write_hook(old);
  CHECK(world.told({"hooks", "install"}) ==
        "prepare-commit-msg: installed, after prepare-commit-msg.before-reeve\n");
  CHECK(world.message_of_a_commit("Allowed").find("Old: yes") != std::string::npos);
  CHECK_THROWS(world.message_of_a_commit("forbidden"));
  CHECK(world.told({"hooks", "uninstall"}) ==
        "prepare-commit-msg: removed, and the hook before it restored\n");
  CHECK(read_file(world.hook()) == old);
  CHECK((fs::status(world.hook()).permissions() & fs::perms::owner_exec) != fs::perms::none);
}

TEST_CASE("a shim that a person has edited is left alone") {
  HooksWorld world;
  world.told({"hooks", "install"});
  world.write_hook("#!/bin/sh\n# mine\n");
  CHECK(world.told({"hooks", "uninstall"}) ==
        "prepare-commit-msg: edited since it was installed; left as it is\n");
  CHECK(read_file(world.hook()) == "#!/bin/sh\n# mine\n");
}

TEST_CASE("core.hooksPath is where the hook goes, and husky's folder is left alone") {
  HooksWorld world;
  world.scratch().git({"config", "core.hooksPath", "my-hooks"});
  world.told({"hooks", "install"});
  CHECK(fs::exists(world.scratch().path() / "my-hooks/prepare-commit-msg"));
  world.scratch().git({"config", "core.hooksPath", ".husky/_"});
  CHECK(world.told({"hooks", "install"}, ExitCode::configuration)
            .ends_with("hint: add this line to .husky/prepare-commit-msg: git-reeve hook "
                       "prepare-commit-msg \"$@\"\n"));
  CHECK_FALSE(fs::exists(world.scratch().path() / ".husky"));
}

TEST_CASE("a hook that cannot do its work warns and does not fail") {
  HooksWorld world;
  CHECK(world.told({"hook", "prepare-commit-msg"}) ==
        "warning: no trailers were added: git named no file with a message\n");
}
