// Installing client hooks, with real commits and pushes.
#include <cstdlib>

#include "cli/hooks_world.h"
#include "support/catch.h"

namespace hooks_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

namespace fs = std::filesystem;

// The same words about each of the hooks.
std::string each(const std::string& words) {
  return "prepare-commit-msg: " + words + "\npost-commit: " + words + "\npre-push: " + words + "\n";
}

std::string husky_line(const std::string& folder, const std::string& hook) {
  return "hint:   HERE/" + folder + "/" + hook +
         ": if command -v git-reeve >/dev/null; then git-reeve hook " + hook + " \"$@\"; fi\n";
}

}  // namespace

TEST_CASE("a commit on a task's branch names the task once, and no other commit does") {
  HooksWorld world;
  CHECK(world.told({"hooks", "install"}) == each("installed"));
  CHECK(world.message_of_a_commit({"-m", "Plain"}) == "Plain\n\n");
  world.scratch().git({"checkout", "-b", "reeve/task/fix-it-abcd"});
  CHECK(world.message_of_a_commit({"-m", "Work"}) == "Work\n\nReeve-Task: fix-it-abcd\n\n");
  CHECK(world.message_of_a_commit({"--amend", "--no-edit"}) == "Work\n\nReeve-Task: fix-it-abcd\n\n");
  CHECK(world.message_of_a_commit({"-m", "fixup! Work"}) == "fixup! Work\n\n");
}

TEST_CASE("hooks work in a linked work tree") {
  HooksWorld world;
  world.told({"hooks", "install"});
  TemporaryFolder folder;
  const fs::path linked = folder.path() / "linked";
  world.scratch().git({"worktree", "add", "-b", "reeve/task/fix-it-abcd", linked.string(), "main"});
  real_git_output(linked, {"commit", "--allow-empty", "-m", "Work"});
  CHECK(real_git_output(linked, {"log", "-1", "--format=%B"}) == "Work\n\nReeve-Task: fix-it-abcd\n\n");
}

TEST_CASE("hooks are installed once and taken away once") {
  HooksWorld world;
  CHECK(world.told({"hooks", "status"}) == each("not installed"));
  world.told({"hooks", "install"});
  CHECK(world.told({"hooks", "install"}) == each("up to date"));
  CHECK(world.told({"hooks", "uninstall"}) == each("removed"));
  CHECK(world.told({"hooks", "uninstall"}) == each("not installed"));
  CHECK_FALSE(fs::exists(world.hook("pre-push")));
}

TEST_CASE("a commit and a push that are of no task do not start git-reeve") {
  HooksWorld world;
  ScratchRepository server(git::Repository::Kind::bare);
  world.told({"hooks", "install"});
  const fs::path programs = world.scratch().path() / "programs";
  world.write_script(programs / "git-reeve", "#!/bin/sh\necho started \"$2\" >&2\n");
  Environment environment = environment_with_reeve();
  environment["PATH"] = programs.string() + ":" + environment["PATH"];
  const auto said = [&](const std::vector<std::string>& arguments) {
    return real_git(world.scratch().path(), arguments, environment).err;
  };
  CHECK(said({"commit", "--quiet", "--allow-empty", "-m", "One"}) == "");
  CHECK(said({"push", "--quiet", server.path().string(), "main", "main:mine"}) == "");
  world.scratch().git({"checkout", "-q", "-b", "reeve/task/fix-it-abcd"});
  CHECK(said({"commit", "--quiet", "--allow-empty", "-m", "One"}) ==
        "started prepare-commit-msg\nstarted post-commit\n");
  CHECK(said({"push", "--quiet", server.path().string(), "HEAD", "main:other"}) == "started pre-push\n");
}

TEST_CASE("a commit of an agent's run names its task on any branch") {
  HooksWorld world;
  world.told({"hooks", "install"});
  Environment environment = environment_with_reeve();
  environment["REEVE_ID"] = "fix-it-abcd";
  environment["REEVE_ATTEMPT"] = "2";
  CHECK(real_git(world.scratch().path(), {"commit", "--allow-empty", "-m", "Work"}, environment).succeeded());
  CHECK(world.scratch().git({"log", "-1", "--format=%B"}) ==
        "Work\n\nReeve-Task: fix-it-abcd\nReeve-Attempt: 2\n\n");
}

TEST_CASE("the status of hooks is there for programs") {
  HooksWorld world;
  world.write_hook("pre-push", "#!/bin/sh\n");
  world.told({"hooks", "install"});
  CHECK(world.told({"hooks", "status", "--json"}) ==
        R"({"hooks":[)"
        R"({"hook":"prepare-commit-msg","path":"HERE/.git/hooks/prepare-commit-msg","state":"up to date"},)"
        R"({"hook":"post-commit","path":"HERE/.git/hooks/post-commit","state":"up to date"},)"
        R"({"hook":"pre-push","path":"HERE/.git/hooks/pre-push","state":"up to date",)"
        R"("after":"HERE/.git/hooks/pre-push.before-reeve"}]})"
        "\n");
}

TEST_CASE("a hook that was there runs first, can refuse, and is restored") {
  HooksWorld world;
  const std::string old = "#!/bin/sh\ngrep -q forbidden \"$1\" && exit 7\necho \"Old: yes\" >> \"$1\"\n";
  world.write_hook("prepare-commit-msg", old);
  CHECK(world.told({"hooks", "install"}) ==
        "prepare-commit-msg: installed, after prepare-commit-msg.before-reeve\n"
        "post-commit: installed\npre-push: installed\n");
  world.scratch().git({"checkout", "-b", "reeve/task/fix-it-abcd"});
  CHECK(world.message_of_a_commit({"-m", "Allowed"}) == "Allowed\nOld: yes\n\nReeve-Task: fix-it-abcd\n\n");
  CHECK_THROWS(world.message_of_a_commit({"-m", "forbidden"}));
  CHECK(world.told({"hooks", "uninstall"}) ==
        "prepare-commit-msg: removed, and the hook before it restored\n"
        "post-commit: removed\npre-push: removed\n");
  CHECK(read_file(world.hook("prepare-commit-msg")) == old);
  CHECK(world.message_of_a_commit({"-m", "Allowed"}) == "Allowed\nOld: yes\n\n");
}

TEST_CASE("a hook that was there gets the arguments and the very input of git, and its failure counts") {
  HooksWorld world;
  ScratchRepository server(git::Repository::Kind::bare);
  const fs::path seen = world.scratch().path() / "seen";
  world.write_hook("pre-push", "#!/bin/sh\necho \"$@\" > seen\ncat >> seen\ntest ! -e forbidden\n");
  world.told({"hooks", "install"});
  world.git({"checkout", "-f", "main"});
  const std::string tip = world.scratch().git({"rev-parse", "main"}).substr(0, 40);
  CHECK(world.git({"push", server.path().string(), "main:one"}).succeeded());
  CHECK(read_file(seen) == server.path().string() + " " + server.path().string() + "\nrefs/heads/main " +
                               tip + " refs/heads/one " + std::string(40, '0') + "\n");
  world.write("forbidden", "");
  CHECK(world.git({"push", server.path().string(), "main:two"}).exit_code == 1);
  CHECK(server.git({"for-each-ref", "--format=%(refname)"}) == "refs/heads/one\n");
}

TEST_CASE("without git-reeve in PATH the hook that was there runs, and ours warns on a task's branch") {
  HooksWorld world;
  world.write_hook("prepare-commit-msg", "#!/bin/sh\necho \"Old: yes\" >> \"$1\"\n");
  world.told({"hooks", "install"});
  Environment environment = environment_with_reeve();
  environment["PATH"] = minimal_environment()["PATH"];
  const std::vector<std::string> commit{"commit", "--quiet", "--allow-empty", "-m", "One"};
  CHECK(real_git(world.scratch().path(), commit, environment).err == "");
  CHECK(world.scratch().git({"log", "-1", "--format=%B"}) == "One\nOld: yes\n\n");
  world.scratch().git({"checkout", "-b", "reeve/task/fix-it-abcd"});
  const ProcessResult result = real_git(world.scratch().path(), commit, environment);
  CHECK(result.succeeded());
  CHECK(result.err ==
        "warning: git-reeve is not in PATH: its prepare-commit-msg hook does nothing\n"
        "warning: git-reeve is not in PATH: its post-commit hook does nothing\n");
  CHECK(world.scratch().git({"log", "-1", "--format=%B"}) == "One\nOld: yes\n\n");
}

TEST_CASE("a shim that a person has edited is left alone") {
  HooksWorld world;
  world.told({"hooks", "install"});
  const std::string mine = read_file(world.hook("pre-push")) + "echo mine\n";
  world.write_hook("pre-push", mine);
  const std::string left = "pre-push: edited since it was installed; left as it is\n";
  CHECK(world.told({"hooks", "install"}, ExitCode::negative) ==
        "prepare-commit-msg: up to date\npost-commit: up to date\n" + left);
  CHECK(world.told({"hooks", "uninstall"}) == "prepare-commit-msg: removed\npost-commit: removed\n" + left);
  CHECK(read_file(world.hook("pre-push")) == mine);
}

TEST_CASE("core.hooksPath says where the hooks go: relative, absolute, or at home") {
  HooksWorld world;
  fs::path expected = world.scratch().path() / "my-hooks";
  std::string configured = "my-hooks";
  SECTION("relative to the top") {}
  SECTION("absolute") {
    configured = expected.string();
  }
  SECTION("at home") {
    setenv("HOME", world.scratch().path().c_str(), 1);
    configured = "~/my-hooks";
  }
  world.scratch().git({"config", "core.hooksPath", configured});
  world.write("below/file", "");
  CHECK(world.told({"-C", "below", "hooks", "install"}) == each("installed"));
  CHECK(fs::exists(expected / "pre-push"));
}

TEST_CASE("a folder of hooks that other repositories use is changed only on request, and known to all") {
  HooksWorld world;
  HooksWorld other;
  TemporaryFolder home;
  for (HooksWorld* each_world : {&world, &other})
    each_world->scratch().git({"config", "core.hooksPath", home.path().string()});
  const std::string refusal = world.told({"hooks", "install"}, ExitCode::configuration);
  CHECK(refusal.starts_with("error: core.hooksPath names a folder outside of this repository: "));
  CHECK(fs::is_empty(home.path()));
  CHECK(world.told({"hooks", "install", "--shared"}) == each("installed"));
  CHECK(other.told({"hooks", "status"}) == each("up to date"));
  CHECK(other.told({"hooks", "install", "--shared"}) == each("up to date"));
  other.told({"hooks", "uninstall"}, ExitCode::configuration);
  CHECK(other.told({"hooks", "uninstall", "--shared"}) == each("removed"));
  CHECK(fs::is_empty(home.path()));
}

TEST_CASE("where husky keeps the hooks nothing is written, and the lines to add are named") {
  HooksWorld world;
  std::string folder = ".husky";
  SECTION("husky 8") {}
  SECTION("husky 9") {
    folder = ".husky/_";
  }
  world.scratch().git({"config", "core.hooksPath", folder});
  CHECK(world.told({"hooks", "install"}, ExitCode::configuration) ==
        "error: husky keeps the hooks in HERE/" + folder +
            "\nhint: let husky run them; make these scripts, or add the line to them:\n" +
            husky_line(".husky", "prepare-commit-msg") + husky_line(".husky", "post-commit") +
            husky_line(".husky", "pre-push"));
  CHECK_FALSE(fs::exists(world.scratch().path() / ".husky"));
  world.write(".husky/pre-push", "npm test\ngit-reeve hook pre-push \"$@\"\n");
  CHECK(world.told({"hooks", "status"}) ==
        "prepare-commit-msg: not installed\npost-commit: not installed\npre-push: called by husky\n");
}

TEST_CASE("husky is known by its script wherever its folder is") {
  HooksWorld world;
  world.write("tools/hooks/_/husky.sh", "");
  world.scratch().git({"config", "core.hooksPath", "tools/hooks/_"});
  CHECK(world.told({"hooks", "install"}, ExitCode::configuration)
            .ends_with(husky_line("tools/hooks", "pre-push")));
}

TEST_CASE("a hook that cannot do its work warns and does not fail") {
  HooksWorld world;
  CHECK(world.told({"hook", "prepare-commit-msg"}) ==
        "warning: no trailers were added: git named no file with a message\n");
  CHECK(world.told({"hook", "pre-rebase"}) == "warning: git-reeve knows no hook pre-rebase\n");
}

TEST_CASE("a server's hooks are asked for by name, in a bare repository only") {
  CommandWorld server(git::Repository::Kind::bare);
  const auto both = [](const std::string& state) {
    return "pre-receive: " + state + "\npost-receive: " + state + "\n";
  };
  CHECK(server.told({"hooks", "status"}) == both("not installed"));
  CHECK(server.told({"hooks", "install"}, ExitCode::usage) ==
        "error: this repository is bare: nobody commits in it\n"
        "hint: to gate pushes and let them start the fleet on this machine: git reeve hooks install "
        "--server\n");
  CHECK(server.told({"hooks", "install", "--server"}) == both("installed"));
  CHECK(server.told({"hooks", "install", "--server"}) == both("up to date"));
  CHECK(server.told({"hooks", "uninstall"}) == both("removed"));
  CHECK_FALSE(fs::exists(server.scratch().path() / "hooks/post-receive"));
  HooksWorld clone;
  CHECK(clone.told({"hooks", "install", "--server"}, ExitCode::usage) ==
        "error: --server is for a bare repository, and this one has a work tree\n"
        "hint: run it on the git server, in the repository that is pushed to\n");
}

TEST_CASE("init --hooks installs the hooks, and says so again when they are there") {
  HooksWorld world;
  CHECK(world.told({"init", "--hooks"}).starts_with(each("installed") + "wrote .reeve/config.toml\n"));
  CHECK(world.told({"init", "--hooks"})
            .starts_with(each("up to date") + ".reeve/config.toml is there already"));
}

}  // namespace hooks_test
