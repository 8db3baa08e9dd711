#include "base/json.h"

#include <limits>

#include "base/error.h"
#include "support/catch.h"

namespace json_test {

using namespace reeve;

namespace {

std::string problem_of(std::string_view text) {
  try {
    parse_json(text, "result.json");
    return "accepted";
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::invalid);
    return error.what();
  }
}

std::string nested(std::size_t depth) {
  return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

TEST_CASE("members are found by name and type") {
  const JsonDocument task = parse_json(
      R"({"title":"Größe","tries":3,"cost":1.5,"done":true,"after":["a",7,"b"],"none":null})", "task");
  CHECK(json_string(task, "title") == "Größe");
  CHECK(json_integer(task, "tries") == 3);
  CHECK(json_number(task, "tries") == 3.0);
  CHECK(json_number(task, "cost") == 1.5);
  CHECK(json_boolean(task, "done") == true);
  CHECK(json_strings(task, "after") == std::vector<std::string>{"a", "b"});
  REQUIRE(json_member(task, "none") != nullptr);
  CHECK(json_member(task, "none")->IsNull());
}

TEST_CASE("what is absent or of another type is absent") {
  const JsonDocument task =
      parse_json(R"({"title":7,"cost":1.5,"big":9223372036854775808,"tries":"3"})", "task");
  CHECK_FALSE(json_string(task, "title"));
  CHECK_FALSE(json_string(task, "absent"));
  CHECK_FALSE(json_integer(task, "cost"));
  CHECK_FALSE(json_integer(task, "big"));
  CHECK_FALSE(json_number(task, "tries"));
  CHECK_FALSE(json_boolean(task, "title"));
  CHECK(json_strings(task, "title").empty());
  CHECK(json_member(parse_json("[1]", "list"), "title") == nullptr);
}

TEST_CASE("strings may hold NUL and quotes") {
  const JsonDocument value = parse_json(R"({"text":"a\u0000b\"c"})", "value");
  CHECK(json_string(value, "text") == std::string("a\0b\"c", 5));
  CHECK(json_text(value) == R"({"text":"a\u0000b\"c"})");
}

TEST_CASE("a syntax error says where it is") {
  CHECK(problem_of("{\n  \"a\": 1\n  \"b\": 2\n}")
            .starts_with("result.json: line 3, column 3: Missing a comma or"));
  CHECK(problem_of("") == "result.json: line 1, column 1: The document is empty");
  CHECK(problem_of("{\"ä\": tru}") == "result.json: line 1, column 10: Invalid value");
  CHECK(problem_of("{} {}") ==
        "result.json: line 1, column 4: The document root must not be followed by other values");
  CHECK(problem_of("[\"x\"").starts_with("result.json: line 1, column 5: Missing a comma or"));
}

TEST_CASE("text that is not UTF-8 is an error") {
  CHECK(problem_of("{\"a\": \"\xff\"}").starts_with("result.json: line 1, column "));
  CHECK(problem_of("{\"a\": \"\xff\"}").ends_with("Invalid encoding in string"));
}

TEST_CASE("a NUL does not hide what follows it") {
  CHECK(problem_of(std::string("{}\0{", 4)) == "result.json: line 1, column 3: A NUL character");
}

TEST_CASE("nesting has a limit") {
  CHECK(problem_of(nested(256)) == "accepted");
  CHECK(problem_of(nested(257)) == "result.json: line 1, column 257: Nested more than 256 deep");
  CHECK(problem_of(nested(1'000'000)) == "result.json: line 1, column 257: Nested more than 256 deep");
  CHECK(problem_of("\"" + std::string(300, '[') + "\\\"" + std::string(300, '{') + "\"") == "accepted");
}

TEST_CASE("trying to parse gives the value or nothing") {
  CHECK(try_parse_json("[1]"));
  CHECK_FALSE(try_parse_json("[1"));
  CHECK_FALSE(try_parse_json(nested(300)));
}

TEST_CASE("an object is written in the order it was built") {
  JsonObject usage = JsonObject().add("tokens", std::size_t{12}).add("cost", 0.25);
  JsonObject event;
  event.add("event", "landed")
      .add("text", std::string("äöü \"x\"\n"))
      .add("tries", -2)
      .add("ok", true)
      .add("after", std::vector<std::string>{"a", "b"})
      .add("usage", usage)
      .add("parts", std::vector<JsonObject>{usage, JsonObject()})
      .add("copy", usage.value())
      .add_null("none");
  CHECK(event.text() == R"({"event":"landed","text":"äöü \"x\"\n","tries":-2,"ok":true,"after":["a","b"],)"
                        R"("usage":{"tokens":12,"cost":0.25},"parts":[{"tokens":12,"cost":0.25},{}],)"
                        R"("copy":{"tokens":12,"cost":0.25},"none":null})");
}

TEST_CASE("an absent or empty value is left out when asked") {
  JsonObject object;
  object.add_if("a", std::optional<std::int64_t>())
      .add_if("b", std::optional<std::int64_t>(7))
      .add_if("c", std::string())
      .add_if("d", std::string("x"))
      .add_if("e", std::vector<std::string>())
      .add_if("f", std::optional<std::string>("y"));
  CHECK(object.text() == R"({"b":7,"d":"x","f":"y"})");
}

TEST_CASE("pretty text is indented by two and ends its last line") {
  JsonObject object;
  object.add("a", std::vector<std::string>{"x"}).add("b", JsonObject());
  CHECK(object.pretty_text() == "{\n  \"a\": [\n    \"x\"\n  ],\n  \"b\": {}\n}\n");
}

TEST_CASE("what an object writes can always be read back") {
  JsonObject object;
  object.add("text", "broken \xff bytes")
      .add("list", std::vector<std::string>{"\xc0"})
      .add("\xfe", 1)
      .add("endless", std::numeric_limits<double>::infinity())
      .add("precise", 0.1 + 0.2);
  const JsonDocument back = parse_json(object.text(), "own text");
  CHECK(json_string(back, "text") == "broken \uFFFD bytes");
  CHECK(json_strings(back, "list") == std::vector<std::string>{"\uFFFD"});
  CHECK(json_integer(back, "\uFFFD") == 1);
  CHECK(json_member(back, "endless")->IsNull());
  CHECK(json_number(back, "precise") == 0.1 + 0.2);
}

TEST_CASE("a copy of an object is independent of it") {
  JsonObject first;
  first.add("a", 1);
  JsonObject second(first);
  second.add("b", std::string(100, 'x'));
  JsonObject third;
  third = second;
  second.add("c", 2);
  CHECK(first.text() == R"({"a":1})");
  CHECK(third.text() == R"({"a":1,"b":")" + std::string(100, 'x') + "\"}");
}

}  // namespace json_test
