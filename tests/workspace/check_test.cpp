// A check's verdict, and what it may rely on.
#include "workspace/check.h"

#include <cstdlib>

#include "base/error.h"
#include "support/catch.h"
#include "support/repository.h"
#include "support/workspaces.h"
#include "workspace/check_log.h"

namespace check_test {

using namespace reeve;
using namespace reeve::test;

namespace {

struct World {
  WorkspacesAt workspaces;
  ScratchRepository scratch{git::Repository::Kind::bare};
  git::Oid commit = scratch.commit({{"a.txt", "one\n"}}, {});
  WorkspacePool pool{scratch.repository(), "gate"};
  Workspace workspace = pool.acquire();
  Config config;
  GateConfig& gate = config.gate;
  std::stop_source stop;

  // Result, exit code and log of each check that was run.
  std::string run(const std::vector<std::string>& commands) {
    std::string text;
    for (const Receipt& receipt : run_checks(commands, scratch.repository(), commit, workspace, config,
                                             CheckPlace::gate, stop.get_token())) {
      CHECK(receipt.tree == scratch.repository().tree_of(commit).hex());
      text += receipt.command + ": " + std::string(name_of(receipt.result)) +
              (receipt.log.empty() ? "" : ", " + receipt.log) + "\n";
    }
    return text;
  }
};

}  // namespace

TEST_CASE("a check passes, fails or could not run by its exit code") {
  World world;
  CHECK(world.run({"true"}) == "true: pass\n");
  CHECK(world.run({"echo no; exit 3"}) == "echo no; exit 3: fail, exit code 3\nno\n");
  CHECK(world.run({"exit 127"}) == "exit 127: could_not_run, exit code 127\n");
  CHECK(world.run({"exit 126"}) == "exit 126: could_not_run, exit code 126\n");
  CHECK(world.run({"kill -KILL $$"}).starts_with("kill -KILL $$: could_not_run, "));
}

TEST_CASE("checks run in order, on what the one before built, up to the first that does not pass") {
  World world;
  CHECK(world.run({"cp a.txt built", "grep one built", "false", "true"}) ==
        "cp a.txt built: pass\ngrep one built: pass\nfalse: fail, exit code 1\n");
}

TEST_CASE("checks begin with the files of the commit and an empty home") {
  World world;
  CHECK(world.run({"echo two > a.txt; echo > left; echo > $HOME/left; echo > $TMPDIR/left"}).find("pass") !=
        std::string::npos);
  CHECK(world.run({"ls -A . $HOME $TMPDIR | grep left", "cat a.txt"})
            .starts_with("ls -A . $HOME $TMPDIR | grep left: fail"));
  CHECK(world.run({"grep one a.txt"}) == "grep one a.txt: pass\n");
}

TEST_CASE("a check that runs too long fails, with what it printed") {
  World world;
  world.gate.check_wall = Milliseconds(150);
  const std::string text = world.run({"echo begun; while :; do sleep 0.05; done"});
  CHECK(text.find(": fail, ") != std::string::npos);
  CHECK(text.find("begun") != std::string::npos);
}

TEST_CASE("a stopped check decides nothing, and none follows it") {
  World world;
  world.stop.request_stop();
  CHECK(world.run({"true", "false"}).starts_with("true: could_not_run"));
}

TEST_CASE("of a long output the end is kept, and nothing of it moves the reader's terminal") {
  World world;
  const std::string text = world.run({"seq 1 100000; printf '\\033[2Jlast'; exit 1"});
  CHECK(text.size() < 4'200);
  CHECK(text.ends_with("\\x1b[2Jlast\n"));
  CHECK(text.find("exit code 1\n…") != std::string::npos);
}

TEST_CASE("a check sees the variables that were named, and no others of the person's") {
  World world;
  setenv("REEVE_TEST_SECRET", "secret", 1);
  CHECK(world.run({"test -z \"$REEVE_TEST_SECRET\""}) == "test -z \"$REEVE_TEST_SECRET\": pass\n");
  world.gate.pass_environment = {"REEVE_TEST_SECRET"};
  world.gate.environment = {{"COLOUR", "never"}};
  CHECK(world.run({"test $REEVE_TEST_SECRET-$COLOUR = secret-never"}).ends_with(": pass\n"));
  unsetenv("REEVE_TEST_SECRET");
  try {
    world.run({"true"});
    FAIL("it ran");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    CHECK(error.what() ==
          std::string("[gate] is to be passed the variable REEVE_TEST_SECRET, which is not set"));
  }
}

TEST_CASE("the gate's checks come first, and none is run twice") {
  Config config;
  GateConfig& gate = config.gate;
  gate.checks = {"ninja", "ctest"};
  TaskSpec spec;
  spec.checks = {"ctest", "grep x a"};
  CHECK(checks_for(gate, spec) == std::vector<std::string>{"ninja", "ctest", "grep x a"});
}

TEST_CASE("only a common check, or one that could not run, is compared with the target") {
  Config config;
  GateConfig& gate = config.gate;
  gate.checks = {"ninja"};
  Receipt receipt;
  receipt.command = "ninja";
  receipt.result = CheckResult::fail;
  CHECK(needs_comparison(receipt, gate));
  receipt.command = "grep x a";
  CHECK_FALSE(needs_comparison(receipt, gate));
  receipt.result = CheckResult::could_not_run;
  CHECK(needs_comparison(receipt, gate));
}

TEST_CASE("a check has limits of its own, and says which one it has met") {
  World world;
  const std::string hungry = "python3 -c 'x = bytearray(160 << 20); import time; time.sleep(60)'";
  world.gate.checks = {"sleep 60", hungry};
  world.gate.check_rules["sleep 60"].wall = Milliseconds(150);
  world.gate.check_rules[hungry].memory_bytes = 100ULL << 20;
  CHECK(world.run({"sleep 60"}) == "sleep 60: fail, stopped at its time limit of 150 ms\n");
  CHECK(world.run({hungry}).starts_with(hungry + ": fail, memory limit of 100 MB reached: stopped with "));
}

TEST_CASE("a failure in quarantine is recorded and stops nothing, until its last day is over") {
  World world;
  world.config.quarantine = {{"false", "a race", "9999-12-31"}, {"exit 3", "the clock", "2020-01-01"}};
  CHECK(world.run({"false", "exit 127", "true"}) ==
        "false: quarantined, exit code 1 (in quarantine until 9999-12-31: a race)\n"
        "exit 127: could_not_run, exit code 127\n");
  CHECK(world.run({"false", "exit 3", "true"}) ==
        "false: quarantined, exit code 1 (in quarantine until 9999-12-31: a race)\n"
        "exit 3: fail, exit code 3 (its quarantine ended on 2020-01-01: the clock)\n");
  world.config.quarantine = {{"exit 127", "not there", "9999-12-31"}};
  CHECK(world.run({"exit 127"}) == "exit 127: could_not_run, exit code 127\n");
}

TEST_CASE("all that a failed check printed is kept, and of a pass nothing") {
  World world;
  const auto receipts = run_checks({"echo fine", "seq 1 20000; exit 1"}, world.scratch.repository(),
                                   world.commit, world.workspace, world.config, CheckPlace::gate, {});
  REQUIRE(receipts.size() == 2);
  CHECK(receipts[0].log_file.empty());
  const auto log = check_log_here(receipts[1].log_file);
  REQUIRE(log);
  const std::string text = read_file(*log);
  CHECK(text.starts_with("$ seq 1 20000; exit 1\n--- standard output\n1\n2\n"));
  CHECK(text.ends_with("\n19999\n20000\n--- exit code 1\n"));
  const auto count = [&] {
    return std::distance(std::filesystem::directory_iterator(log->parent_path()),
                         std::filesystem::directory_iterator());
  };
  CHECK(count() == 1);
  world.run({"false"});
  prune_check_logs(world.scratch.repository(), 1);
  CHECK(count() == 1);
  CHECK_FALSE(check_log_here(receipts[1].log_file));
  CHECK_FALSE(check_log_here("elsewhere:/etc/passwd"));
}

TEST_CASE("a log that cannot be written costs the log alone") {
  World world;
  make_folders(world.scratch.path() / "reeve");
  write_file(world.scratch.path() / "reeve/checks", "a file where the folder should be");
  CHECK(world.run({"echo no; exit 1"}) == "echo no; exit 1: fail, exit code 1\nno\n");
}

TEST_CASE("a receipt names the policy that it was made under") {
  World world;
  const auto policy = [&] {
    return run_checks({"true"}, world.scratch.repository(), world.commit, world.workspace, world.config,
                      CheckPlace::gate, {})
        .front()
        .policy;
  };
  const std::string before = policy();
  CHECK(before.size() == 40);
  CHECK(policy() == before);
  world.gate.protected_paths.push_back("x");  // says nothing about a tree
  world.gate.batch = 3;
  CHECK(policy() == before);
  world.gate.environment["TOOLCHAIN"] = "gcc-14";
  CHECK(policy() != before);
}

TEST_CASE("behind the wall git reads what the workspace borrows, and the hub is not there") {
  World world;
  world.gate.sandbox = Sandbox::bwrap;
  world.gate.environment["HUB"] = world.scratch.path().string();
  CHECK(world.run({"git log --format=%s | grep -x change", "git cat-file -p HEAD:a.txt | grep -x one",
                   "test \"$(ls -A $HUB)\" = objects", "! touch $HUB/objects/new 2> errors"}) ==
        "git log --format=%s | grep -x change: pass\ngit cat-file -p HEAD:a.txt | grep -x one: pass\n"
        "test \"$(ls -A $HUB)\" = objects: pass\n! touch $HUB/objects/new 2> errors: pass\n");
}

}  // namespace check_test
