#include "plan/plan_file.h"

#include "base/error.h"
#include "support/catch.h"
#include "task/codec.h"

namespace plan_file_test {

using namespace reeve;

namespace {

const std::string toml_plan = R"(# A plan.
[[task]]
id = "parser"
title = "Port the parser: Größe"
body = """
All of it.
And "more"."""
accept = ["It parses", "It is fast"]
scope = ["src/parser/**", "src/parser.h"]
checks = ["make parser", "make test"]
after = ["old-task-k3qa"]
kind = "work"
path = "src/parser"
agent = "codemod"
priority = -3

[[task]]
title = "Look for more"
after = "parser"
scope = "src/**"
checks = "true"
kind = "plan"
)";

const std::string json_plan =
    R"({"id":"parser","title":"Port the parser: Gr\u00f6\u00dfe","body":"All of it.\nAnd \"more\".","accept":["It parses","It is fast"],"scope":["src/parser/**","src/parser.h"],"checks":["make parser","make test"],"after":["old-task-k3qa"],"kind":"work","path":"src/parser","agent":"codemod","priority":-3}
{"title":"Look for more","after":"parser","scope":"src/**","checks":"true","kind":"plan"}
)";

std::string problem(const std::string& text, const std::string& source) {
  try {
    parse_plan(text, source);
    return "accepted";
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::invalid);
    return error.what();
  }
}

std::string planner_problem(const std::string& text) {
  try {
    parse_planner_result(text, "result.json");
    return "accepted";
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::invalid);
    return error.what();
  }
}

// All that a task holds, as one text.
std::string shown(const PlannedTask& task) {
  TaskSpec spec = task.spec;
  spec.id = task.name;
  return task.where + " " + spec_to_json(spec).text();
}

std::vector<std::string> shown(const std::vector<PlannedTask>& tasks) {
  std::vector<std::string> texts;
  for (const PlannedTask& task : tasks) texts.push_back(shown(task));
  return texts;
}

}  // namespace

TEST_CASE("a plan in TOML is read") {
  const auto tasks = parse_plan(toml_plan, "plan.toml");
  REQUIRE(tasks.size() == 2);
  CHECK(tasks[0].name == "parser");
  CHECK(tasks[0].where == "plan.toml:2");
  TaskSpec parser;
  parser.title = "Port the parser: Größe";
  parser.body = "All of it.\nAnd \"more\".";
  parser.accept = {"It parses", "It is fast"};
  parser.scope = {"src/parser/**", "src/parser.h"};
  parser.checks = {"make parser", "make test"};
  parser.after = {"old-task-k3qa"};
  parser.path = "src/parser";
  parser.agent = "codemod";
  parser.priority = -3;
  CHECK(tasks[0].spec == parser);
  CHECK(tasks[1].name.empty());
  CHECK(tasks[1].where == "plan.toml:17");
  TaskSpec more;
  more.title = "Look for more";
  more.after = {"parser"};
  more.scope = {"src/**"};
  more.checks = {"true"};
  more.kind = TaskKind::plan;
  CHECK(tasks[1].spec == more);
}

TEST_CASE("the same plan in JSON Lines is the same plan") {
  auto from_toml = parse_plan(toml_plan, "plan.toml");
  auto from_json = parse_plan(json_plan, "plan.jsonl");
  REQUIRE(from_json.size() == 2);
  CHECK(from_json[0].where == "plan.jsonl:1");
  CHECK(from_json[1].where == "plan.jsonl:2");
  for (auto* tasks : {&from_toml, &from_json}) {
    for (PlannedTask& task : *tasks) task.where = "";
  }
  CHECK(shown(from_toml) == shown(from_json));
}

TEST_CASE("without a known file name the first letter tells the format") {
  CHECK(shown(parse_plan(json_plan, "-")).size() == 2);
  CHECK(parse_plan("\n  " + json_plan, "-").front().where == "standard input:2");
  CHECK(parse_plan(toml_plan, "-").front().where == "standard input:2");
  CHECK(parse_plan(toml_plan, "plan.txt").front().where == "plan.txt:2");
  CHECK(parse_plan("[[task]]\ntitle='a'", "-").size() == 1);
  CHECK(parse_plan("[\n {\"title\":\"a\"}]", "-").front().where == "standard input:2");
}

TEST_CASE("JSON over several lines and in a list is read as well") {
  const std::string list = "[\n  {\n    \"title\": \"a\"\n  },\n  { \"title\": \"b\" }\n]\n";
  const auto tasks = parse_plan(list, "plan.json");
  CHECK(shown(tasks) == shown(parse_plan("\n{\"title\":\"a\"}\n\n\n{\"title\":\"b\"}", "plan.json")));
}

TEST_CASE("an empty plan has no tasks") {
  CHECK(parse_plan("", "plan.toml").empty());
  CHECK(parse_plan("# nothing\n", "-").empty());
  CHECK(parse_plan(" \n\n", "plan.jsonl").empty());
}

TEST_CASE("what a task is among the others of its plan is read beside its spec") {
  const auto tasks = parse_plan(
      "[[task]]\n"
      "title = 'Split the parser'\n"
      "scope = 'src/parser.c'\n"
      "creates = ['src/parser/**', 'src/parser.h']\n"
      "overlaps = 'printer'\n"
      "replaces = ['old-k3qa', 'older-p2yt']\n"
      "splits = 'src/parser.c'\n"
      "minutes = 45\n",
      "plan.toml");
  REQUIRE(tasks.size() == 1);
  TaskSpec spec;
  spec.title = "Split the parser";
  spec.scope = {"src/parser.c"};
  spec.splits = {"src/parser.c"};
  spec.minutes = 45;
  CHECK(tasks[0].spec == spec);
  CHECK(tasks[0].creates == std::vector<std::string>{"src/parser/**", "src/parser.h"});
  CHECK(tasks[0].overlaps == std::vector<std::string>{"printer"});
  CHECK(tasks[0].replaces == std::vector<std::string>{"old-k3qa", "older-p2yt"});
  CHECK(problem("[[task]]\nminutes = 0\ncreates = 1\n[[task]]\nminutes = '45'\ndrop = []\n", "plan.toml") ==
        "plan.toml:2:11: 'minutes' must be a whole number from 1 to 100000\n"
        "plan.toml:3:11: 'creates' must be a list of strings, or one string\n"
        "plan.toml:5:11: 'minutes' must be a whole number from 1 to 100000\n"
        "plan.toml:6:1: unknown key 'drop'");
}

TEST_CASE("all unknown keys and wrong types of a TOML plan are reported at once, with their places") {
  CHECK(problem("version = 1\n"
                "[[task]]\n"
                "titel = \"a\"\n"
                "  body = 7\n"
                "scope = [\"a\", 1]\n"
                "[[task]]\n"
                "title = [\"a\"]\n"
                "kind = \"job\"\n"
                "priority = 1.5\n"
                "zzz = 1\n"
                "after = { a = 1 }\n",
                "p/plan.toml") ==
        "p/plan.toml:1:1: unknown key 'version'\n"
        "p/plan.toml:3:1: unknown key 'titel', did you mean 'title'?\n"
        "p/plan.toml:4:10: 'body' must be a string\n"
        "p/plan.toml:5:9: 'scope' must be a list of strings, or one string\n"
        "p/plan.toml:7:9: 'title' must be a string\n"
        "p/plan.toml:8:8: 'kind' must be \"work\" or \"plan\"\n"
        "p/plan.toml:9:12: 'priority' must be a whole number from -1000000000 to 1000000000\n"
        "p/plan.toml:10:1: unknown key 'zzz'\n"
        "p/plan.toml:11:9: 'after' must be a list of strings, or one string");
}

TEST_CASE("all unknown keys and wrong types of JSON Lines are reported at once, with their places") {
  CHECK(problem("{\"ä\\\"\\\\\": 1, \"titel\": \"a\"}\n"
                "{\"title\": true, \"scope\": [\"a\", {\"b\": 1}], \"priority\": 3000000000, \"kind\": 1}\n"
                "7\n"
                "{\"title\": \"a\", \"title\": \"b\", \"priority\": 18446744073709551615}\n",
                "plan.jsonl") ==
        "plan.jsonl:1:2: unknown key 'ä\"\\'\n"
        "plan.jsonl:1:14: unknown key 'titel', did you mean 'title'?\n"
        "plan.jsonl:2:2: 'title' must be a string\n"
        "plan.jsonl:2:26: 'scope' must be a list of strings, or one string\n"
        "plan.jsonl:2:43: 'priority' must be a whole number from -1000000000 to 1000000000\n"
        "plan.jsonl:2:67: 'kind' must be \"work\" or \"plan\"\n"
        "plan.jsonl:3:1: a task must be a table or an object\n"
        "plan.jsonl:4:16: the key 'title' is there twice\n"
        "plan.jsonl:4:30: 'priority' must be a whole number from -1000000000 to 1000000000");
}

TEST_CASE("the hint names the keys that there are") {
  try {
    parse_plan("[[task]]\nname = 'a'", "plan.toml");
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(
        error.hint() ==
        "the keys of a task are id, title, body, path, agent, accept, scope, checks, after, splits, creates, "
        "overlaps, replaces, kind, difficulty, priority, minutes");
  }
}

TEST_CASE("a table with one bracket, and something else than tables, are explained") {
  CHECK(problem("[task]\ntitle = 'a'", "plan.toml") ==
        "plan.toml:1:2: write [[task]] with two brackets: there is one for each task");
  CHECK(problem("task = [1]", "plan.toml") == "plan.toml:1:9: a task must be a table or an object");
  CHECK(problem("[[tasks]]\ntitle = 'a'", "plan.toml") ==
        "plan.toml:1:3: unknown key 'tasks', did you mean 'task'?");
}

TEST_CASE("a syntax error says where it is") {
  CHECK(problem("[[task]]\ntitle = \n", "plan.toml").starts_with("plan.toml:2:"));
  CHECK(problem("{\"title\":\"a\"}\n{\"title\":}\n", "plan.jsonl") == "plan.jsonl:2:10: Invalid value");
  CHECK(problem("{\"title\":\"a\"", "plan.jsonl").starts_with("plan.jsonl:1:13: Missing a comma or"));
  CHECK(problem("{\"title\":\"\xff\"}", "plan.jsonl").ends_with("Invalid encoding in string"));
  CHECK(problem(std::string("{}\0{}", 5), "plan.jsonl").starts_with("plan.jsonl:1:3: "));
  CHECK(problem("{\"scope\":[null]}", "plan.jsonl").ends_with(": null stands in a list"));
}

TEST_CASE("nesting has a limit") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(problem(nested(64), "plan.json") == "plan.json:1:2: a task must be a table or an object");
  CHECK(problem(nested(65), "plan.json").ends_with(": nested more than 64 deep"));
  CHECK(problem(nested(1'000'000), "plan.json").ends_with(": nested more than 64 deep"));
}

TEST_CASE("a planner's result is tasks and a handoff") {
  const PlannerResult result = parse_planner_result(
      "{\"mood\": 7, \"handoff\": {\"summary\": \"Cut by module.\", \"concerns\": [\"slow\"]},\n"
      " \"tasks\": [{\"title\": \"a\", \"agent\": null},\n"
      "           {\"title\": \"b\", \"after\": [\"a-k3qa\"]}]}",
      "result.json");
  CHECK(
      shown(result.tasks) ==
      std::vector<std::string>{
          R"(result.json:2 {"reeve":"task","v":1,"id":"","goal":"","kind":"work","title":"a"})",
          R"(result.json:3 {"reeve":"task","v":1,"id":"","goal":"","kind":"work","title":"b","after":["a-k3qa"]})"});
  Handoff handoff;
  handoff.summary = "Cut by module.";
  handoff.concerns = {"slow"};
  CHECK(result.handoff == handoff);
}

TEST_CASE("a planner says what becomes of earlier tasks") {
  const PlannerResult result = parse_planner_result(
      "{\"tasks\": [],\n"
      " \"drop\": [{\"task\": \"old-k3qa\", \"reason\": \"nobody needs it\"}],\n"
      " \"retry\": [\n"
      "   {\"task\": \"hard-p2yt\", \"note\": \"the compiler is there now\"}]}",
      "result.json");
  CHECK(result.tasks.empty());
  std::string shown;
  for (const auto& list : {result.changes.drop, result.changes.retry}) {
    for (const PlanChanges::Change& change : list)
      shown += change.where + " " + change.task + ": " + change.text + "\n";
  }
  CHECK(shown ==
        "result.json:2 old-k3qa: nobody needs it\n"
        "result.json:4 hard-p2yt: the compiler is there now\n");
  CHECK(parse_planner_result(R"({"tasks":[],"drop":null,"retry":null})", "result.json").changes.drop.empty());
  CHECK(planner_problem(R"({"tasks":[],"drop":[{"task":"a"}],"retry":["b"]})") ==
        "result.json: at /drop/0: must have 'reason'\n"
        "result.json: at /retry/0: must be an object");
}

TEST_CASE("a planner's result that breaks the contract says all that is wrong") {
  CHECK(planner_problem("[1").starts_with("result.json: line 1, column 3: Missing a comma or"));
  CHECK(planner_problem("[]") == "result.json: at the top: must be an object");
  CHECK(planner_problem("{\"tasks\":[{\"title\":7}],\"handoff\":[]}") ==
        "result.json: at /tasks/0/title: must be a string\n"
        "result.json: at /handoff: must be an object or null");
  CHECK(planner_problem(
            "{\"tasks\":[\n{\"title\":\"a\",\"depends_on\":[]},\n{\"title\":\"b\",\"chekcs\":[]}]}") ==
        "result.json:2:14: unknown key 'depends_on'\n"
        "result.json:3:14: unknown key 'chekcs', did you mean 'checks'?");
}

}  // namespace plan_file_test
