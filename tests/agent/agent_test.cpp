// Running an agent: what it gets, and what its end is taken for.
#include "agent/agent.h"

#include <cstdlib>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "support/catch.h"

namespace agent_test {

using namespace reeve;
namespace fs = std::filesystem;

namespace {

class World {
 public:
  World() {
    make_folders(request.workspace = place_.path() / "tree");
    request.folder = place_.path() / "run";
    request.log = place_.path() / "log";
    request.task_file = "{\"id\":\"x-1\"}\n";
    request.prompt = "Do it.\n";
    request.task.spec.id = "x-1";
    request.task.spec.scope = {"a.h", "b c.h"};
    request.task.attempts.resize(2);
    request.agent.name = "small";
    request.agent.sandbox = Sandbox::none;  // so that an agent can leave marks beside its workspace
  }
  // The agent is this script of sh.
  AgentReport run(const std::string& script) {
    request.agent.command = {"/bin/sh", "-c", script};
    return run_agent(request);
  }
  // Outcome, reason and concerns.
  std::string told(const std::string& script) {
    const AgentReport report = run(script);
    std::string text(name_of(report.outcome));
    if (!report.reason.empty()) text += ": " + report.reason;
    for (const std::string& concern : report.handoff.concerns) text += "\nconcern: " + concern;
    return text;
  }
  std::string in_workspace(const std::string& name) { return read_file(request.workspace / name); }
  const fs::path& place() { return place_.path(); }

  AgentRequest request;

 private:
  TemporaryFolder place_;
};

const std::string write_result = "cat > $REEVE_OUT/result.json <<'end'\n";

}  // namespace

TEST_CASE(
    "an agent gets the prompt, the task, an empty folder for each purpose, and no variable but those "
    "promised") {
  World world;
  ::setenv("REEVE_TEST_PASSED", "passed on", 1);
  ::setenv("REEVE_TEST_SECRET", "the person's", 1);
  world.request.agent.pass_environment = {"REEVE_TEST_PASSED"};
  world.request.agent.environment = {{"MODE", "fast"}};
  const std::string run = world.request.folder.string();
  make_folders(run);
  write_file(run + "/left", "over");
  CHECK(world.told(
            "cat > prompt; env -i /bin/sh -c true; /usr/bin/env | grep -vE '^(PWD|_|SHLVL|OLDPWD)=' | sort > "
            "environment; cp $REEVE_TASK task; ls -A $REEVE_OUT $HOME $TMPDIR | grep -v : > files; pwd > "
            "cwd; ls "
            "-A " +
            run + " >> files") == "done");
  CHECK(world.in_workspace("prompt") == "Do it.\n");
  CHECK(world.in_workspace("task") == "{\"id\":\"x-1\"}\n");
  CHECK(world.in_workspace("cwd") == world.request.workspace.string() + "\n");
  CHECK(join(split_lines(world.in_workspace("files")), " ").find("home out task.json tmp") !=
        std::string::npos);
  CHECK(world.in_workspace("files").find("left") == std::string::npos);
  const std::string path = minimal_environment().at("PATH");
  CHECK(world.in_workspace("environment") ==
        "GIT_CEILING_DIRECTORIES=" + world.place().string() + "\nHOME=" + run +
            "/home\nLANG=C.UTF-8\nMODE=fast\nPATH=" + path +
            "\nREEVE_ATTEMPT=2\nREEVE_ID=x-1\nREEVE_OUT=" + run + "/out\nREEVE_SCOPE=a.h\nREEVE_TASK=" + run +
            "/task.json\nREEVE_TEST_PASSED=passed on\nTERM=dumb\nTMPDIR=" + run + "/tmp\nb c.h\n");
  ::unsetenv("REEVE_TEST_PASSED");
  ::unsetenv("REEVE_TEST_SECRET");
}

TEST_CASE("what an agent's end says") {
  World world;
  CHECK(world.told("exit 0") == "done");
  CHECK(world.told("echo fine; echo bad >&2; exit 2") == "crashed: the agent: exit code 2\nbad");
  CHECK(world.told("printf 'on\\033[2Jly'; exit 1") == "crashed: the agent: exit code 1\non\\x1b[2Jly");
  CHECK(world.told("kill -SEGV $$") == "crashed: the agent: killed by signal 11");
  CHECK(world.told("kill -KILL $$") == "killed: the agent: killed by signal 9");
  world.request.agent.idle = Milliseconds{200};
  CHECK(world.run("exec sleep 60").outcome == Outcome::limit_time);
  world.request.agent.idle.reset();
  world.request.agent.wall = Milliseconds{200};
  CHECK(world.run("while :; do echo x; sleep 0.02; done").outcome == Outcome::limit_time);
  world.request.agent.wall.reset();
  world.request.limits.output_bytes = 1 << 20;
  CHECK(world.run("exec yes").outcome == Outcome::limit_budget);
  CHECK(world.run("true").usage.seconds.value() < 20);
  std::stop_source stop;
  world.request.stop = stop.get_token();
  world.request.on_tick = [&] { stop.request_stop(); };
  CHECK(world.run("exec sleep 60").outcome == Outcome::killed);
}

TEST_CASE("a long output is told by its end, and kept in the log") {
  World world;
  const AgentReport report = world.run("seq 1 1000; exit 1");
  CHECK(report.reason.size() < 2'200);
  CHECK(report.reason.ends_with("\n999\n1000"));
  CHECK(read_file(world.request.log).starts_with("--- standard output\n1\n2\n"));
}

TEST_CASE("what an agent reports is heard, but a crash stays a crash") {
  World world;
  const AgentReport report = world.run(write_result +
                                       "{\"outcome\": \"needs_input\", \"question\": \"Tabs?\", \"handoff\": "
                                       "{\"summary\": \"s\", \"findings\": "
                                       "[\"f\"]}}\nend");
  CHECK(report.outcome == Outcome::needs_input);
  CHECK(report.question == "Tabs?");
  CHECK(report.handoff.findings == std::vector<std::string>{"f"});
  const AgentReport limited =
      world.run(write_result + "{\"outcome\": \"rate_limited\", \"until\": \"2030-01-01T00:00:00Z\"}\nend");
  CHECK(limited.outcome == Outcome::rate_limited);
  CHECK(format_time(limited.until.value()) == "2030-01-01T00:00:00.000Z");
  const AgentReport crashed = world.run(
      write_result + "{\"outcome\": \"done\", \"handoff\": {\"summary\": \"all well\"}}\nend\nexit 1");
  CHECK(crashed.outcome == Outcome::crashed);
  CHECK(crashed.handoff.summary == "all well");
}

TEST_CASE("what a script says it used is in the report, beside the time that was measured") {
  World world;
  world.request.agent.preset = "command";
  const Usage usage =
      world.run(write_result + R"({"outcome":"done","usage":{"cost":0.5,"output":7}})" + "\nend").usage;
  CHECK(usage.seconds.has_value());
  CHECK(usage == Usage{usage.seconds, 0.5, {}, {}, {}, 7, {}});
}

TEST_CASE("an attempt may use its own limits, or what is left if that is less") {
  AgentConfig agent;
  agent.cost = 2;
  LimitsConfig limits;
  CHECK(attempt_budget(agent, limits, {}) == Budget{limits.wall, limits.tokens, 2});
  CHECK(attempt_budget(agent, limits, {Milliseconds{5}, 6, 7}) == Budget{Milliseconds{5}, 6, 2});
  CHECK(left_of({Milliseconds{5'000}, 60, 7}, {2.0, 1.5, 10, 20, 5, 5, 1}) ==
        Budget{Milliseconds{3'000}, 20, 5.5});
  CHECK(left_of({Milliseconds{5'000}, 60, 7}, {9.0, 9.0, 100, {}, {}, {}, {}}) ==
        Budget{Milliseconds{1}, 0, 0});
  CHECK(left_of({}, {9.0, 9.0, 100, {}, {}, {}, {}}) == Budget());
}

TEST_CASE("a bad result file goes back to the agent once") {
  World world;
  const std::string runs = "echo run >> ../runs; cat > ../prompt$(grep -c . ../runs)\n";
  SECTION("and is good then") {
    CHECK(world.told(
              runs +
              "if test -e again; then echo '{\"outcome\": \"no_change\"}' > $REEVE_OUT/result.json; else "
              "touch again; echo '{' > $REEVE_OUT/result.json; fi") == "no_change: the agent says so");
    CHECK(read_file(world.place() / "prompt2") ==
          "The work is kept. Your $REEVE_OUT/result.json was refused:\n- it is no JSON\n"
          "Write that file again, and change nothing else.\n");
  }
  SECTION("and is bad again") {
    CHECK(world.told(runs + "echo '{' > $REEVE_OUT/result.json") ==
          "done\nconcern: its result file was refused: it is no JSON");
  }
  SECTION("and is not there any more") {
    CHECK(world.told(runs + "test -e again || echo '{' > $REEVE_OUT/result.json; touch again") == "done");
  }
  SECTION("a pipe") {
    CHECK(world.told(runs + "mkfifo $REEVE_OUT/result.json") ==
          "done\nconcern: its result file was refused: it is no regular file of at most 1 MB");
  }
  SECTION("a folder of its own in the place of the one for results") {
    CHECK(world
              .told(runs +
                    "rmdir $REEVE_OUT; mkdir -p ../mine; echo '{' > ../mine/result.json; ln -s $PWD/../mine "
                    "$REEVE_OUT")
              .starts_with("done"));
    CHECK(fs::exists(world.place() / "mine/result.json"));
  }
  CHECK(split_lines(read_file(world.place() / "runs")).size() == 2);
}

TEST_CASE("an agent that crashed is not asked again") {
  World world;
  CHECK(world.told("echo run >> ../runs; echo '{' > $REEVE_OUT/result.json; exit 1") ==
        "crashed: the agent: exit code 1\nconcern: its result file was refused: it is no JSON");
  CHECK(read_file(world.place() / "runs") == "run\n");
}

TEST_CASE("an entry that cannot be run is an error of the configuration") {
  World world;
  const auto message = [&] {
    try {
      run_agent(world.request);
    } catch (const Error& error) {
      return (error.kind() == ErrorKind::configuration ? "" : "another kind: ") + std::string(error.what());
    }
    return std::string("it ran");
  };
  world.request.agent.command = {"no-such-agent"};
  CHECK(message().starts_with("agent 'small': there is no program 'no-such-agent' in PATH="));
  world.request.agent.command = {"true", "{path}"};
  CHECK(message() == "the agent's command wants {path} ('{path}'), and task x-1 has none");
  world.request.agent.command = {"true"};
  world.request.agent.pass_environment = {"REEVE_TEST_NOT_SET"};
  CHECK(message() == "agent 'small' is to be passed the variable REEVE_TEST_NOT_SET, which is not set");
}

}  // namespace agent_test
