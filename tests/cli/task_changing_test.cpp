// What a person does to tasks: add, hold, release, retry, answer, cancel.
#include <functional>
#include <utility>

#include "cli/command_fleet.h"
#include "support/catch.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/program.h"

namespace task_changing_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

// One open task.
struct OneTask : CommandFleet {
  OneTask() { publish("parser-aaaa", "Port the parser"); }

  std::string branches() {
    return scratch().git({"for-each-ref", "--format=%(refname:short)", "refs/heads/reeve/held",
                          "refs/heads/reeve/task", "refs/heads/reeve/ready", "refs/heads/reeve/failed"});
  }
};

}  // namespace

TEST_CASE("a task is added with everything that is said about it") {
  OneTask fleet;
  CHECK(fleet.told({"task",      "add",      "Port the printer", "--body",  "As it was, only faster.",
                    "--scope",   "src/**",   "--scope",          "a.txt",   "--check",
                    "make test", "--accept", "it prints",        "--after", "pars",
                    "--agent",   "small",    "--priority",       "-2",      "--goal",
                    "sp"}) == "port-the-printer-IDID\n");
  CHECK(fleet.told({"task", "show", "port-the-printer"}) == R"(task      port-the-printer-IDID
title     Port the printer
goal      speed-IDID
agent     small
priority  -2
phase     waiting since 2027-01-15 08:00:00 (0 s ago)
base      COMMIT

  As it was, only faster.

scope
  src/**
  a.txt
checks
  make test
accept
  it prints
after
  parser-IDID
refs
  reeve/held/port-the-printer-IDID
  notes/reeve/task/port-the-printer-IDID
)");
  CHECK(fleet.told({"task", "add", "Port the rest", "--json"}) ==
        R"({"goal":"speed-IDID","id":"port-the-rest-IDID"})"
        "\n");
}

TEST_CASE("a task need not wait for what has landed") {
  OneTask fleet;
  fleet.submit("parser-aaaa");
  fleet.judge();
  CHECK(fleet.told({"task", "add", "Port the printer", "--after", "parser"}) == "port-the-printer-IDID\n");
  CHECK(fleet.told({"task", "list"}) ==
        "TASK                   PHASE  TRY  AGE  TITLE\n"
        "port-the-printer-IDID  open        0 s  Port the printer\n");
}

TEST_CASE("a task that makes no sense is not added") {
  OneTask fleet;
  fleet.publish("parser-b-aaaa", "Port the other parser");
  CHECK(
      fleet.told({"task", "add", "Port it", "--scope", "/etc", "--scope", ".reeve/x"}, ExitCode::usage) ==
      R"(error: task 'Port it' has a wrong scope: path pattern '/etc' is absolute; write paths from the root of the repository, such as 'lib/base/**'
       task 'Port it' has the scope '.reeve/x', which is protected by '.reeve'; nothing that touches it would ever land
hint: nothing was published; mend the plan and try again
)");
  CHECK(fleet.told({"task", "add", " "}, ExitCode::usage) ==
        "error: a task has no title\n"
        "hint: nothing was published; mend the plan and try again\n");
  CHECK(fleet.told({"task", "add"}, ExitCode::usage) ==
        "error: 'git reeve task add' needs TITLE\n"
        "hint: see 'git reeve task add -h'\n");
  CHECK(fleet.told({"task", "add", "Port it", "--priority", "high"}, ExitCode::usage) ==
        "error: option --priority got 'high'\n"
        "hint: give a whole number from -1000 to 1000\n");
  CHECK(fleet.told({"task", "add", "Port it", "--priority", "1001"}, ExitCode::usage) ==
        "error: option --priority got '1001'\n"
        "hint: give a whole number from -1000 to 1000\n");
  CHECK(fleet.told({"task", "add", "Port it", "--body", "boddy.txt"}, ExitCode::negative) ==
        "error: there is no file 'boddy.txt'\n"
        "hint: files are looked for from HERE\n");
  CHECK(fleet.told({"task", "add", "Port it", "--after", "parser"}, ExitCode::usage) ==
        "error: 'parser' could be more than one task\n"
        "hint: for example parser-IDID, parser-b-IDID\n");
  CHECK(fleet.told({"task", "add", "Port it", "--after", "../x"}, ExitCode::usage) ==
        "error: task 'Port it' comes after '../x', which is no task of this plan or goal\n"
        "hint: nothing was published; mend the plan and try again\n");
  CHECK(fleet.scratch().repository().list_refs("refs/notes/reeve/task/").size() == 2);
}

TEST_CASE("a task needs a check from somewhere") {
  CommandWorld world;
  world.begin({}, "");
  world.run({"goal", "new", "Make it fast"});
  CHECK(
      world.told({"task", "add", "Port it"}, ExitCode::usage) ==
      R"(error: task 'Port it' would land without any check; give it checks, or set gate.checks in .reeve/config.toml
hint: nothing was published; mend the plan and try again
)");
  CHECK(world.told({"task", "add", "Port it", "--check", "true"}) == "port-it-IDID\n");
}

TEST_CASE("a task's branch goes with it when it is held, released and cancelled") {
  OneTask fleet;
  fleet.run({"task", "hold", "parser"});
  CHECK(fleet.branches() == "reeve/held/parser-aaaa\n");
  CHECK(fleet.told({"task", "hold", "parser"}, ExitCode::negative) ==
        "error: parser-IDID: a task that is held cannot be held\n"
        "hint: 'git reeve explain parser-IDID' says where it is\n");
  fleet.run({"task", "release", "parser"});
  CHECK(fleet.branches() == "reeve/task/parser-aaaa\n");
  fleet.run({"task", "cancel", "parser"});
  CHECK(fleet.branches() == "");
}

TEST_CASE("a released task waits for its predecessors until they have landed") {
  OneTask fleet;
  fleet.publish("printer-aaaa", "Port the printer", {"parser-aaaa"});
  fleet.run({"task", "hold", "printer"});
  CHECK(fleet.told({"task", "release", "printer"}) == "printer-IDID is waiting\n");
  fleet.submit("parser-aaaa");
  fleet.judge();
  fleet.run({"task", "hold", "printer"});
  CHECK(fleet.told({"task", "release", "printer"}) == "printer-IDID is open\n");
}

TEST_CASE("a held task is retried from the rung that is named") {
  OneTask fleet;
  CHECK(fleet.told({"task", "retry", "parser"}, ExitCode::negative) ==
        "error: parser-IDID: a task that is open cannot be retried\n"
        "hint: 'git reeve explain parser-IDID' says where it is\n");
  fleet.run({"task", "hold", "parser"});
  CHECK(fleet.told({"task", "retry", "parser", "--rung", "two"}, ExitCode::usage) ==
        "error: option --rung got 'two'\n"
        "hint: give a whole number from 0 to 1000\n");
  CHECK(fleet.told({"task", "retry", "parser", "--rung", "-1"}, ExitCode::usage) ==
        "error: option --rung got '-1'\n"
        "hint: give a whole number from 0 to 1000\n");
  CHECK(fleet.told({"task", "retry", "parser", "--rung", "0", "--agent", "small"}, ExitCode::usage) ==
        "error: --agent and --rung exclude each other\n");
  CHECK(fleet.told({"task", "retry", "parser", "--reason", "the wind is better", "--json"}) ==
        R"({"id":"parser-IDID","phase":"open"})"
        "\n");
  CHECK(fleet.told({"task", "log", "parser"})
            .ends_with("  retried by Test <test@localhost>: at rung 0: the wind is better\n"));
}

TEST_CASE("a question is answered, and the answer is in the log for the next attempt") {
  OneTask fleet;
  CHECK(fleet.told({"task", "answer", "parser", "Take the first"}, ExitCode::negative) ==
        "error: parser-IDID: a task that is open cannot be answered\n"
        "hint: 'git reeve explain parser-IDID' says where it is\n");
  TaskRecord task = fleet.claim("parser-aaaa");
  REQUIRE(fleet.tasks().ask(task, "Which \x1b[31mone?", {}));
  CHECK(fleet.told({"task", "show", "parser"}) == R"(task      parser-IDID
title     Port the parser
goal      speed-IDID
phase     held since 2027-01-15 08:00:00 (0 s ago)
reason    Which \x1b[31mone?
base      COMMIT
attempts
  attempt 1 by small: needs_input, after 0 s
    Which \x1b[31mone?
    model m-1
refs
  reeve/held/parser-IDID
  notes/reeve/task/parser-IDID
)");
  CHECK(fleet.told({"task", "answer", "parser", " "}, ExitCode::usage) == "error: the answer is empty\n");
  CHECK(fleet.told({"task", "answer", "parser"}, ExitCode::usage) ==
        "error: 'git reeve task answer' needs ID TEXT\n"
        "hint: see 'git reeve task answer -h'\n");
  CHECK(fleet.told({"task", "answer", "parser", "Take the first"}) == "parser-IDID is open\n");
  CHECK(fleet.told({"task", "log", "parser"}) ==
        R"(2027-01-15 08:00:00  planned by Test <test@localhost>: commit COMMIT
2027-01-15 08:00:00  dispatched by Test <test@localhost>
2027-01-15 08:00:00  claimed by Test <test@localhost>: attempt 1 with small (m-1) lease until 2027-01-15 08:10:00
2027-01-15 08:00:00  asked by Test <test@localhost>: attempt 1 needs_input: Which \x1b[31mone?
2027-01-15 08:00:00  answered by Test <test@localhost>: Take the first
)");
}

TEST_CASE("a task that is over cannot be changed, whether it is on the hub still or has left it") {
  OneTask fleet;
  fleet.publish("printer-aaaa", "Port the printer");
  fleet.run({"task", "cancel", "parser"});
  CHECK(fleet.told({"task", "hold", "parser"}, ExitCode::negative) ==
        "error: parser-IDID: a task that is cancelled cannot be held\n"
        "hint: 'git reeve explain parser-IDID' says where it is\n");
  fleet.submit("printer-aaaa");
  fleet.judge();
  REQUIRE(fleet.scratch().repository().list_refs("refs/notes/reeve/task/").empty());
  CHECK(fleet.told({"task", "hold", "parser"}, ExitCode::negative) ==
        "error: parser-IDID: a task that is cancelled cannot be held\n"
        "hint: 'git reeve explain parser-IDID' says where it is\n");
  CHECK(fleet.told({"task", "cancel", "printer"}, ExitCode::negative) ==
        "error: printer-IDID: a task that is landed cannot be cancelled\n"
        "hint: 'git reeve explain printer-IDID' says where it is\n");
}

TEST_CASE("a claimed task is taken from its worker, who finds out") {
  OneTask fleet;
  TaskRecord task = fleet.claim("parser-aaaa");
  CHECK(fleet.told({"task", "hold", "parser"}) == "parser-IDID is held\n");
  CHECK_FALSE(fleet.tasks().renew(task, Milliseconds{60'000}));
}

// Lets somebody else act between what a command reads and what it writes: when it asks for the time.
class MeddlingClock : public Clock {
 public:
  MeddlingClock(Clock& clock, std::function<void()> act) : clock_(clock), act_(std::move(act)) {}
  TimePoint now() const override {
    if (const auto act = std::exchange(act_, nullptr)) act();
    return clock_.now();
  }
  void sleep(Milliseconds duration) override { clock_.sleep(duration); }

 private:
  Clock& clock_;
  mutable std::function<void()> act_;
};

TEST_CASE("a verb that comes second holds for what the task has become, or says why it does not") {
  OneTask fleet;
  const auto late = [&](const std::string& verb, const std::function<void()>& act) {
    MeddlingClock clock(fleet.clock(), act);
    std::string told;
    const auto append = [&told](std::string_view text) {
      told += text;
      return true;
    };
    Terminal out({}, append);
    Terminal err({}, append);
    const ExitCode code = run_program({"-C", fleet.scratch().path().string(), "task", verb, "parser"},
                                      commands(), out, err, clock);
    return told + "exit " + std::to_string(static_cast<int>(code)) + "\n";
  };
  CHECK(late("cancel", [&] { fleet.claim("parser-aaaa"); }) ==
        "parser-aaaa is cancelled\n"
        "exit 0\n");
  TaskRecord claimed = fleet.record("parser-aaaa");
  CHECK(late("hold", [&] { fleet.tasks().cancel(claimed, "not wanted"); }) ==
        "error: parser-aaaa: a task that is cancelled cannot be held\n"
        "hint: 'git reeve explain parser-aaaa' says where it is\n"
        "exit 1\n");
}

TEST_CASE("every verb says which task is not there") {
  OneTask fleet;
  for (const char* verb : {"retry", "cancel", "hold", "release"})
    CHECK(fleet.told({"task", verb, "parsre"}, ExitCode::negative) ==
          "error: there is no task 'parsre'\n"
          "hint: did you mean 'parser-IDID'?\n");
  CHECK(fleet.told({"task", "answer", "../parser", "yes"}, ExitCode::negative) ==
        "error: there is no task '../parser'\n"
        "hint: did you mean 'parser-IDID'?\n");
  CHECK(fleet.told({"task", "hold", "parser", "printer"}, ExitCode::usage) ==
        "error: unexpected argument 'printer'\n"
        "hint: quote an argument that has spaces; see 'git reeve task hold -h'\n");
}

}  // namespace task_changing_test
