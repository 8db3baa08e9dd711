#include "base/json_schema.h"

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "support/catch.h"

namespace json_schema_test {

using namespace reeve;

namespace {

using Lines = std::vector<std::string>;

Lines violations(const std::string& value, const std::string& schema) {
  return schema_violations(parse_json(value, "value"), schema);
}

Lines result_violations(const std::string& role, const std::string& value) {
  return violations(value, read_file(REEVE_SCHEMAS "/" + role + "-result.json"));
}

}  // namespace

TEST_CASE("what a schema allows has no violations") {
  CHECK(violations(R"({"name":"a","more":[1]})",
                   R"({"type":"object","properties":{"name":{"type":"string"}},"required":["name"]})") ==
        Lines{});
  CHECK(violations("7", "{}") == Lines{});
}

TEST_CASE("every broken rule is reported with its place") {
  const std::string schema = R"({
    "type": "object",
    "required": ["title", "id", "kind"],
    "properties": {
      "id": { "type": "string", "pattern": "^[a-z]+$" },
      "short": { "maxLength": 1 },
      "long": { "minLength": 3 },
      "few": { "maxItems": 1 },
      "many": { "minItems": 2 },
      "low": { "minimum": 2 },
      "high": { "maximum": 2.5 },
      "flag": { "type": ["boolean", "null"] },
      "count": { "type": "integer" },
      "one": { "enum": ["x"] },
      "kind": { "enum": ["work", "plan", 3] },
      "list": { "type": "array", "items": { "type": "object", "properties": { "a/b": { "type": "number" } } } }
    }
  })";
  const std::string value = R"({"id":"A1","short":"ab","long":"ab","few":[1,2],"many":[1],"low":1,"high":3,
    "flag":"yes","count":1.5,"one":"y","kind":"Work","list":[{},{"a/b":"c"}]})";
  Lines found = violations(value, schema);
  std::sort(found.begin(), found.end());
  CHECK(found == Lines{"at /count: must be a whole number", "at /few: must have at most 1 element",
                       "at /flag: must be true or false or null", "at /high: must be at most 2.5",
                       "at /id: breaks the rule \"pattern\": \"^[a-z]+$\"",
                       "at /kind: must be one of \"work\", \"plan\", 3", "at /list/1/a~1b: must be a number",
                       "at /long: must have at least 3 characters", "at /low: must be at least 2",
                       "at /many: must have at least 2 elements", "at /one: must be \"x\"",
                       "at /short: must have at most 1 character", "at the top: must have 'title'"});
}

TEST_CASE("all missing members are named at once") {
  CHECK(violations(R"({"b":1})", R"({"required":["a","b","c"]})") ==
        Lines{"at the top: must have 'a' and 'c'"});
}

TEST_CASE("a rule that several places break is reported for the first of them") {
  CHECK(violations(R"([1,"a",2])", R"({"items":{"type":"string"}})") == Lines{"at /0: must be a string"});
}

TEST_CASE("a schema may bring its own message") {
  const std::string schema =
      R"({"anyOf":[{"required":["a"]},{"required":["b"]}],"errorMessage":{"anyOf":"must have 'a' or 'b'"}})";
  CHECK(violations("{}", schema) == Lines{"at the top: must have 'a' or 'b'"});
  CHECK(violations(R"({"b":1})", schema) == Lines{});
}

TEST_CASE("names that an agent chose are made printable") {
  CHECK(violations(R"({"\u001b[2J":1})", R"({"additionalProperties":{"type":"string"}})") ==
        Lines{"at /\\x1b[2J: must be a string"});
}

TEST_CASE("a schema that is none is an error") {
  CHECK_THROWS_AS(violations("{}", "[]"), Error);
  CHECK_THROWS_AS(violations("{}", "{"), Error);
}

TEST_CASE("a worker's result") {
  CHECK(result_violations("worker", R"({"outcome":"done"})") == Lines{});
  CHECK(result_violations("worker", R"({"outcome":"done","handoff":{"summary":"Ported.","concerns":["a"],
      "deviations":[],"findings":["b"],"suggestions":null,"mood":7},"question":null,"extra":{}})") ==
        Lines{});
  CHECK(result_violations("worker", R"({"outcome":"needs_input","question":"Which one?"})") == Lines{});
  for (const char* outcome : {"no_change", "stuck", "refused", "context_full", "rate_limited", "quota"}) {
    CHECK(result_violations("worker", std::string(R"({"outcome":")") + outcome + "\"}") == Lines{});
  }
  for (const char* time : {"2026-11-21T03:20:00Z", "2026-11-21T03:20:00.125Z"}) {
    CHECK(result_violations("worker", std::string(R"({"outcome":"quota","until":")") + time + "\"}") ==
          Lines{});
  }
}

TEST_CASE("a worker's result that breaks the contract") {
  const Lines choices{
      "at /outcome: must be one of \"done\", \"no_change\", \"needs_input\", \"stuck\", \"refused\", "
      "\"rate_limited\", \"quota\", \"context_full\""};
  CHECK(result_violations("worker", "[]") == Lines{"at the top: must be an object"});
  CHECK(result_violations("worker", "{}") == Lines{"at the top: must have 'outcome'"});
  CHECK(result_violations("worker", R"({"outcome":"landed"})") == choices);
  CHECK(result_violations("worker", R"({"outcome":1})") == choices);
  const Lines no_question{"at the top: must have a 'question', as the outcome is 'needs_input'"};
  CHECK(result_violations("worker", R"({"outcome":"needs_input"})") == no_question);
  CHECK(result_violations("worker", R"({"outcome":"needs_input","question":""})") == no_question);
  CHECK(result_violations("worker", R"({"outcome":"needs_input","question":null})") == no_question);
  CHECK(result_violations("worker", R"({"outcome":"quota","until":"tomorrow"})") ==
        Lines{"at /until: must be a time in UTC such as '2026-11-21T03:20:00Z'"});
  CHECK(result_violations("worker", R"({"outcome":"quota","until":"2026-11-21T03:20:00+01:00"})").size() ==
        1);
  CHECK(result_violations("worker", R"({"outcome":"done","handoff":{"summary":["a"],"concerns":["a",7]}})") ==
        Lines{"at /handoff/summary: must be a string or null", "at /handoff/concerns/1: must be a string"});
  CHECK(result_violations("worker", R"({"outcome":"done","handoff":"all is well"})") ==
        Lines{"at /handoff: must be an object or null"});
}

TEST_CASE("a planner's result") {
  CHECK(result_violations("planner", R"({"tasks":[]})") == Lines{});
  CHECK(
      result_violations("planner", R"({"tasks":[{"id":"port-1","title":"Port it","body":"all","accept":["a"],
      "scope":"lib/**","checks":["make"],"after":["b"],"kind":"plan","path":null,"agent":null,"priority":3,
      "why":"because"},{"title":"x","kind":null}],"handoff":{"summary":"s"},"notes":[]})") == Lines{});
}

TEST_CASE("a planner's result that breaks the contract") {
  CHECK(result_violations("planner", R"({"task":[]})") == Lines{"at the top: must have 'tasks'"});
  CHECK(result_violations("planner", R"({"tasks":{}})") == Lines{"at /tasks: must be a list"});
  CHECK(result_violations("planner", R"({"tasks":[{"title":"a"},{"id":"b"}]})") ==
        Lines{"at /tasks/1: must have 'title'"});
  Lines found = result_violations("planner", R"({"tasks":[{"id":"A b","title":"","scope":[1],"checks":7,
      "after":{},"kind":"job","priority":1.5,"agent":[]}],"handoff":{"findings":"x"}})");
  std::sort(found.begin(), found.end());
  CHECK(
      found ==
      Lines{"at /handoff/findings: must be a list or null",
            "at /tasks/0/after: must be a list or a string or null",
            "at /tasks/0/agent: must be a string or null",
            "at /tasks/0/checks: must be a list or a string or null",
            "at /tasks/0/id: must be of the letters a to z, digits and hyphens, with no hyphen at either end",
            "at /tasks/0/kind: must be one of \"work\", \"plan\", null",
            "at /tasks/0/priority: must be a whole number or null", "at /tasks/0/scope/0: must be a string",
            "at /tasks/0/title: must have at least 1 character"});
}

TEST_CASE("a judge's result") {
  for (const char* verdict : {"continue", "achieved", "stuck", "pass", "fail"}) {
    CHECK(result_violations("judge", std::string(R"({"reasons":["a"],"verdict":")") + verdict + "\"}") ==
          Lines{});
  }
}

TEST_CASE("a judge's result that breaks the contract") {
  CHECK(result_violations("judge", "{}") == Lines{"at the top: must have 'verdict' and 'reasons'"});
  CHECK(result_violations("judge", R"({"verdict":"fine","reasons":"none"})") ==
        Lines{"at /verdict: must be one of \"continue\", \"achieved\", \"stuck\", \"pass\", \"fail\"",
              "at /reasons: must be a list"});
  CHECK(result_violations("judge", R"({"verdict":"pass","reasons":["a",null]})") ==
        Lines{"at /reasons/1: must be a string"});
}

}  // namespace json_schema_test
