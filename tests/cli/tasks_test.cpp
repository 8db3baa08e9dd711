// Plans and tasks, as a person sees them.
#include "cli/command_world.h"
#include "support/catch.h"
#include "task/ref_names.h"

namespace tasks_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

const std::string two_steps =
    "[[task]]\nid = \"parser\"\ntitle = \"Port the parser\"\nscope = [\"parser.c\"]\npath = \"parser.c\"\n"
    "[[task]]\nid = \"printer\"\ntitle = \"Port the printer\"\nscope = [\"printer.c\"]\npath = "
    "\"printer.c\"\n"
    "after = [\"parser\"]\n";

// A goal with two tasks, of which the second waits for the first.
void plan_two_steps(CommandWorld& world) {
  world.begin({{"parser.c", "old\n"}, {"printer.c", "old\n"}});
  world.run({"goal", "new", "Port it"});
  world.write("plan.toml", two_steps);
  world.run({"plan", "--from", "plan.toml"});
}

}  // namespace

TEST_CASE(
    "a plan with several mistakes is refused as a whole, all of them told, and no goal is opened for it") {
  CommandWorld world;
  world.begin();
  world.write("plan.toml",
              "[[task]]\nid = \"a\"\ntitle = \"A\"\nafter = [\"b\"]\n"
              "[[task]]\nid = \"b\"\ntitle = \"B\"\nafter = [\"a\"]\n"
              "[[task]]\ntitle = \"C\"\nafter = [\"bb\"]\nagent = \"smal\"\n"
              "[[task]]\ntitle = \"D\"\nkind = \"plan\"\n");
  CHECK(world.told({"plan", "--from", "plan.toml"}, ExitCode::usage) ==
        "error: plan.toml:9: task 'C' asks for the agent 'smal', which is not configured; did you mean "
        "'small'?\n"
        "       plan.toml:9: task 'C' comes after 'bb', which is no task of this plan or goal; did you mean "
        "'b'?\n"
        "       plan.toml:13: task 'D' is a plan, and no agent is named for planners; name the ladder: "
        "[roles] planner = [\"…\"]\n"
        "       plan.toml:1: tasks wait for each other: a → b → a; take one of them out of the other's "
        "'after'\n"
        "hint: nothing was published; mend the plan and try again\n");
  CHECK(world.scratch().repository().list_refs("refs/notes/").empty());
  CHECK(world.told({"plan", "--from", "paln.toml"}, ExitCode::negative) ==
        "error: there is no file 'paln.toml'\nhint: files are looked for from HERE\n");
}

TEST_CASE("what to plan must be said once and whole") {
  CommandWorld world;
  world.begin();
  CHECK(world.told({"plan", "--from", "x", "--each", "y"}, ExitCode::usage) ==
        "error: --from and --each exclude each other\n");
  CHECK(world.told({"plan", "--from", "x", "--title", "y"}, ExitCode::usage) ==
        "error: --title goes with --each\n");
  CHECK(world.told({"plan", "--each", "*.c"}, ExitCode::usage) ==
        "error: --each needs a title for its tasks\nhint: for example: --title 'Port {path}'\n");
}

TEST_CASE("a sweep opens its goal and has one task for each path") {
  CommandWorld world;
  world.begin({{"a.c", ""}, {"b.c", ""}, {"c.h", ""}});
  CHECK(world.told(
            {"plan", "--each", "*.c", "--title", "Port {path}", "--check", "make {stem}", "--dry-run"}) ==
        "Port a.c\n"
        "  scope a.c\n"
        "  check make a\n"
        "Port b.c\n"
        "  scope b.c\n"
        "  check make b\n"
        "2 tasks would be published for a new goal; nothing was changed\n");
  CHECK(world.scratch().repository().list_refs("refs/notes/").empty());
  CHECK(world.told({"plan", "--each", "*.c", "--title", "Port {path}"}) ==
        "a-c-IDID\n"
        "b-c-IDID\n"
        "opened goal port-c-IDID\n"
        "published 2 tasks for goal port-c-IDID\n"
        "next: git reeve run\n");
  CHECK(world.told({"goal", "show"}).find("title    Port *.c\n") != std::string::npos);
  CHECK(world.told({"plan", "--each", "*.h", "--title", "Port {name}", "--json"}) ==
        "{\"goal\":\"port-c-IDID\",\"tasks\":[\"c-h-IDID\"]}\n");
  CHECK(world.told({"plan", "--each", "*.cc", "--title", "x"}, ExitCode::usage)
            .starts_with("error: no file or folder of commit "));
}

TEST_CASE("a long plan is told by its two ends") {
  CommandWorld world;
  Files files;
  for (int i = 100; i < 130; ++i) files["f" + std::to_string(i) + ".c"] = "";
  world.begin(files);
  const std::string told = world.told({"-q", "plan", "--each", "*.c", "--title", "Port {path}"});
  CHECK(told.find("f109-c-IDID\n… 10 more\nf120-c-IDID\n") != std::string::npos);
}

TEST_CASE("tasks are listed by phase and explained") {
  CommandWorld world;
  plan_two_steps(world);
  world.clock().tick(std::chrono::hours(3));
  CHECK(world.told({"task", "list"}) ==
        "TASK          PHASE    TRY  AGE  TITLE\n"
        "printer-IDID  waiting       3 h  Port the printer\n"
        "parser-IDID   open          3 h  Port the parser\n");
  CHECK(world.told({"task", "list", "--phase", "open", "--json"}) ==
        R"({"tasks":[{"id":"parser-IDID","goal":"port-it-IDID","title":"Port the parser","phase":"open",)"
        R"("since":"2027-01-15T08:00:00.000Z","priority":0}],"damaged":[]})"
        "\n");
  CHECK(world.told({"explain", "printer"}) ==
        "printer-IDID is waiting since 2027-01-15 08:00:00 (3 h ago).\n"
        "It waits for parser-IDID, which is open.\n"
        "It is dispatched as soon as they have landed.\n");
  CHECK(world.told({"task", "list", "--phase", "opne"}, ExitCode::usage) ==
        "error: there is no phase 'opne'\nhint: did you mean 'open'?\n");
  CHECK(world.told({"task", "list", "--phase", "held"}) == "there are no such tasks\n");
}

TEST_CASE("an id may be a beginning of one, and an unknown one is told with the nearest") {
  CommandWorld world;
  plan_two_steps(world);
  CHECK(world.told({"explain", "p"}, ExitCode::usage)
            .starts_with("error: 'p' could be more than one task\nhint: for example p"));
  const std::string id = world.id("parser-");
  std::string typo = id;
  std::swap(typo[1], typo[2]);
  CHECK(world.told({"task", "show", typo}, ExitCode::negative) ==
        "error: there is no task '" + typo + "'\nhint: did you mean 'parser-IDID'?\n");
  CHECK(world.told({"explain", "pirnter"}, ExitCode::negative) ==
        "error: there is no task 'pirnter'\nhint: did you mean 'printer-IDID'?\n");
  CHECK(world.told({"task", "show", ""}, ExitCode::negative).starts_with("error: there is no task ''\n"));
}

TEST_CASE("a task is added to the open goal, after another one") {
  CommandWorld world;
  plan_two_steps(world);
  CHECK(world.told({"task", "add", "Write it up", "--after", "printer", "--body", "In two pages.",
                    "--priority", "3"}) == "write-it-up-IDID\n");
  CHECK(world.told({"task", "show", "write"}) ==
        "task      write-it-up-IDID\n"
        "title     Write it up\n"
        "goal      port-it-IDID\n"
        "priority  3\n"
        "phase     waiting since 2027-01-15 08:00:00 (0 s ago)\n"
        "base      COMMIT\n"
        "\n"
        "  In two pages.\n"
        "\n"
        "after\n"
        "  printer-IDID\n"
        "refs\n"
        "  reeve/held/write-it-up-IDID\n"
        "  notes/reeve/task/write-it-up-IDID\n");
  CHECK(world.told({"task", "add", "x", "--after", "pirnter", "--agent", "smal"}, ExitCode::usage) ==
        "error: task 'x' asks for the agent 'smal', which is not configured; did you mean 'small'?\n"
        "       task 'x' comes after 'pirnter', which is no task of this plan or goal\n"
        "hint: nothing was published; mend the plan and try again\n");
}

TEST_CASE("a task is held, released, retried, answered and cancelled, and refuses what cannot follow") {
  CommandWorld world;
  plan_two_steps(world);
  CHECK(world.told({"task", "release", "parser"}, ExitCode::negative) ==
        "error: parser-IDID: a task that is open cannot be released\n"
        "hint: 'git reeve explain parser-IDID' says where it is\n");
  CHECK(world.told({"task", "hold", "parser", "--reason", "not now"}) == "parser-IDID is held\n");
  CHECK(world.told({"status"})
            .find("  parser-IDID\n    held: not now\n    git reeve task retry parser-IDID\n") !=
        std::string::npos);
  CHECK(world.told({"task", "release", "parser"}) == "parser-IDID is open\n");
  world.run({"task", "hold", "parser"});
  CHECK(world.told({"task", "answer", "parser", "the second"}) == "parser-IDID is open\n");
  world.run({"task", "hold", "parser"});
  CHECK(world.told({"task", "retry", "parser", "--agent", "big"}, ExitCode::usage) ==
        "error: the agent 'big' is not on the task's ladder\nhint: the ladder is: small\n");
  CHECK(world.told({"task", "retry", "parser", "--agent", "small"}) == "parser-IDID is open\n");
  CHECK(world.told({"task", "cancel", "parser", "--json"}) ==
        "{\"id\":\"parser-IDID\",\"phase\":\"cancelled\"}\n");
  CHECK(world.told({"task", "retry", "parser"}, ExitCode::negative) ==
        "error: parser-IDID: a task that is cancelled cannot be retried\n"
        "hint: 'git reeve explain parser-IDID' says where it is\n");
  world.run({"task", "hold", "printer"});
  CHECK(world.told({"task", "release", "printer"}) == "printer-IDID is waiting\n");
  CHECK(world.told({"explain", "printer"})
            .find("It waits for parser-IDID, which is cancelled.\nThat will never land") !=
        std::string::npos);
  CHECK(world.told({"task", "log", "parser"}) ==
        "2027-01-15 08:00:00  planned by Test <test@localhost>: commit COMMIT\n"
        "2027-01-15 08:00:00  dispatched by Test <test@localhost>\n"
        "2027-01-15 08:00:00  held by Test <test@localhost>: not now\n"
        "2027-01-15 08:00:00  released by Test <test@localhost>\n"
        "2027-01-15 08:00:00  dispatched by Test <test@localhost>\n"
        "2027-01-15 08:00:00  held by Test <test@localhost>\n"
        "2027-01-15 08:00:00  answered by Test <test@localhost>: the second\n"
        "2027-01-15 08:00:00  held by Test <test@localhost>\n"
        "2027-01-15 08:00:00  retried by Test <test@localhost>: at rung 0\n"
        "2027-01-15 08:00:00  cancelled by Test <test@localhost>\n");
}

TEST_CASE("landed and cancelled tasks are still found when they have left the hub") {
  CommandWorld world;
  plan_two_steps(world);
  const std::string parser = world.id("parser-");
  world.run({"task", "cancel", "printer", "--reason", "no need"});
  REQUIRE(world.run({"work", "--once"}).exit_code == ExitCode::done);
  REQUIRE(world.run({"judge"}).exit_code == ExitCode::done);
  REQUIRE(world.scratch().repository().list_refs(std::string(refs::task_log_prefix)).empty());

  CHECK(world.told({"task", "list"}) == "there are no such tasks\n");
  CHECK(world.told({"task", "list", "--all"}) ==
        "TASK          PHASE      TRY      AGE  TITLE\n"
        "parser-IDID   landed     1 small  0 s  Port the parser\n"
        "printer-IDID  cancelled           0 s  Port the printer\n");
  CHECK(world.told({"explain", "parser"}) ==
        "parser-IDID landed at 2027-01-15 08:00:00 (0 s ago).\n"
        "It is commit COMMIT on reeve/goal/port-it-IDID.\n"
        "Its whole story: git log -1 --notes=refs/notes/reeve/ledger COMMIT\n");
  CHECK(world.told({"explain", "printer"}) ==
        "printer-IDID was cancelled at 2027-01-15 08:00:00 (0 s ago).\n"
        "The reason: no need\n"
        "Nothing more happens to it.\n");
  const std::string shown = world.told({"task", "show", parser});
  CHECK(shown.find("  attempt 1 by small: done, after 0 s\n") != std::string::npos);
  CHECK(shown.find("refs\n  notes/reeve/ledger\nlog: ") != std::string::npos);
  CHECK(shown.ends_with("/1.log\n"));
  CHECK(world.told({"task", "retry", "parser"}, ExitCode::negative) ==
        "error: parser-IDID: a task that is landed cannot be retried\n"
        "hint: 'git reeve explain parser-IDID' says where it is\n");
  CHECK(world.told({"status"}) ==
        "1 goal, 0 running, 1 needs you, 1 landed in the last hour\n"
        "\n"
        "Needs you (1)\n"
        "  port-it-IDID\n"
        "    all its tasks have landed: plan more, or end it\n"
        "    git reeve goal deliver port-it-IDID\n"
        "\n"
        "Goal port-it-IDID (open): Port it\n"
        "  no live tasks\n"
        "  1 landed on reeve/goal/port-it-IDID, the last 0 s ago: parser-IDID\n"
        "  1 in the last hour, 1 in the last day by the hour: [·······················█]\n");
  CHECK(world.run({"task", "log", "printer", "--json"})
            .out.starts_with("{\"reeve\":\"task\",\"v\":1,\"id\":\"printer-"));
}

TEST_CASE("a task whose log cannot be read is listed with its ref and hides no other") {
  CommandWorld world;
  plan_two_steps(world);
  const std::string ref = "refs/notes/reeve/task/bad-aaaa";
  world.scratch().set_ref(ref, world.scratch().commit({{"a", ""}, {"b", ""}}, {}));
  const std::string list = world.told({"task", "list"}, ExitCode::negative);
  CHECK(list.find("parser-IDID   open") != std::string::npos);
  CHECK(list.find("error: the log of task bad-IDID cannot be read: ") != std::string::npos);
  CHECK(list.ends_with("hint: look at it with: git log -p refs/notes/reeve/task/bad-IDID\n"));
  CHECK(world.told({"status"}).find("  bad-IDID\n    the log of task bad-IDID cannot be read: ") !=
        std::string::npos);
  CHECK(world.told({"task", "show", "bad"}, ExitCode::fault)
            .starts_with("error: the log of task bad-IDID cannot be read"));
}

}  // namespace tasks_test
