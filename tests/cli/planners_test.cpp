// A planner agent, and what agents are told.
#include "cli/command_fleet.h"
#include "support/catch.h"
#include "support/plans.h"

namespace planners_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

// The planner's script writes this text to its result file.
std::string configuration(const std::string& result) {
  return "[agents.small]\npreset = \"command\"\ncommand = [\"true\"]\n"
         "[agents.thinker]\npreset = \"command\"\nmodel = \"m-1\"\n"
         "command = [\"sh\", \"-c\", '''cat > $REEVE_OUT/result.json <<'END'\n" +
         result +
         "\nEND''']\n"
         "[roles]\nplanner = [\"thinker\"]\nworker = [\"small\"]\njudge = [\"thinker\"]\n"
         "[gate]\nchecks = [\"true\"]\n";
}

const std::string good_result =
    R"({"tasks":[)" + task_json("lexer", "Port the lexer", R"("creates":["src/lexer/**"])") + "," +
    task_json("port-the-rest", "Port the rest", R"("after":["lexer"],"difficulty":"hard")") + "]}";

}  // namespace

TEST_CASE("a planner is tried, then plans for the open goal, and its task is filed by the judge") {
  CommandWorld world;
  world.begin({{"a.txt", "one\n"}}, configuration(good_result));
  CHECK(world.told({"plan"}, ExitCode::negative) ==
        "error: there is no open goal\nhint: open one with: git reeve goal new TITLE\n");
  REQUIRE(world.run({"goal", "new", "Port it"}).exit_code == ExitCode::done);
  CHECK(world.told({"plan", "--dry-run"}) == R"(Port the lexer
  creates src/lexer/**
  check true
Port the rest
  check true
  after lexer
planning with thinker: Plan: Port it
2 tasks would be published for goal port-it-IDID; nothing was changed
)");
  CHECK(world.told({"task", "list"}) == "there are no such tasks\n");
  CHECK(world.told({"plan"}) == R"(lexer-IDID
port-the-rest-IDID
planning with thinker: Plan: Port it
published 2 tasks for goal port-it-IDID
next: git reeve run
)");
  REQUIRE(world.run({"judge"}).exit_code == ExitCode::done);
  CHECK(world.told({"task", "list"}) ==
        "TASK                PHASE    TRY  AGE  TITLE\n"
        "port-the-rest-IDID  waiting       0 s  Port the rest\n"
        "lexer-IDID          open          0 s  Port the lexer\n");
  CHECK(world.told({"task", "show", "port-the-rest"}).find("level     hard\n") != std::string::npos);
}

TEST_CASE("a planner that fails is told, and its task waits for a person") {
  CommandWorld world;
  world.begin({{"a.txt", "one\n"}}, configuration("{}"));
  REQUIRE(world.run({"goal", "new", "Port it"}).exit_code == ExitCode::done);
  CHECK(world.told({"plan"}, ExitCode::negative) == R"(planning with thinker: Plan: Port it
attempt 1 by thinker: rejected
the plan cannot be published:
result.json: at the top: must have 'tasks'
nothing was planned; next: git reeve explain plan-IDID
)");
  CHECK(world.told({"plan"}, ExitCode::lost_race) ==
        "error: the plan task plan-IDID of this goal is held\nhint: see 'git reeve explain plan-IDID'\n");
}

TEST_CASE("where nobody is named for planners or judges, the error says what to add") {
  CommandFleet fleet;
  CHECK(fleet.told({"plan"}, ExitCode::configuration) ==
        "error: .reeve/config.toml: no agent is named for planners\n"
        "hint: name the ladder on the branch that the work lands on: [roles] planner = [\"…\"]\n");
  CHECK(fleet.told({"prompt", "judge"}, ExitCode::configuration) ==
        "error: .reeve/config.toml: no agent is named for judges\n"
        "hint: name the ladder on the branch that the work lands on: [roles] judge = [\"…\"]\n");
}

TEST_CASE("a prompt is printed as the agent would get it") {
  CommandFleet fleet;
  fleet.publish("x-aaaa", "Port x");
  fleet.write(".reeve/prompts/none", "");
  const std::string prompt = fleet.told({"prompt", "worker", "--task", "x"});
  CHECK(prompt.starts_with("You do one task in a git repository that is yours alone."));
  CHECK(prompt.find("# Task: Port x\n") != std::string::npos);
  CHECK(fleet.told({"prompt", "worker", "--task", "x", "--json"})
            .starts_with(
                R"({"role":"worker","agent":"small","source":"the built-in prompt 'worker'","prompt":")"));
  CHECK(fleet.told({"prompt", "worker"}, ExitCode::usage) ==
        "error: this prompt is about a task, and none is named\n"
        "hint: give --task ID; 'git reeve task list' lists them\n");
  CHECK(fleet.told({"prompt", "boss"}, ExitCode::usage) ==
        "error: there is no prompt 'boss'\nhint: there are planner, worker, judge, conflict and review\n");
  CHECK(fleet.told({"prompt", "planner", "--task", "x"}, ExitCode::usage) ==
        "error: task x-IDID is for a worker\nhint: git reeve prompt worker --task x-IDID\n");
}

TEST_CASE("the planner's prompt tells the goal, the repository and what is open") {
  CommandFleet fleet;
  fleet.publish("x-aaaa", "Port x");
  const std::string prompt = fleet.told({"prompt", "planner", "--agent", "small"});
  CHECK(prompt.find("# Goal: Make it fast\n") != std::string::npos);
  CHECK(prompt.find("\n# The repository\n\n4 files, ") != std::string::npos);
  CHECK(prompt.find("\n# Tasks that are open\n\n- x-IDID (open): Port x\n") != std::string::npos);
  CHECK(prompt.find("It has 5 to 50 tasks. What is more than 1000 is cut off from the end.\n") !=
        std::string::npos);
  const std::string judge = fleet.told({"prompt", "judge", "--agent", "small"});
  CHECK(judge.starts_with("You judge whether a goal is reached."));
}

}  // namespace planners_test
