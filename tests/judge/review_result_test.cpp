// What a review agent may write, and what goes back to it.
#include "judge/review_result.h"

#include "base/error.h"
#include "support/catch.h"

namespace review_result_test {

using namespace reeve;

namespace {

const ChangedFiles files{{"src/a.c", 12}, {"gone.c", 1}};

std::string objections(const std::string& text) {
  try {
    parse_review_result(text, "result.json", files);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

std::string with_finding(const std::string& finding) {
  return R"({"verdict":"fail","criteria":[],"findings":[)" + finding + R"(],"summary":"Bad."})";
}

}  // namespace

TEST_CASE("a review is a verdict, a line for each criterion and finding, and a sentence") {
  const auto result = parse_review_result(
      R"({"verdict":"fail","criteria":[{"criterion":"It builds","met":true,"why":"it\ndoes"},
          {"criterion":"It is fast","met":false,"why":"12 s"}],
          "findings":[{"path":"src/a.c","line":12,"severity":"major","message":"slow\u001b[31m"}],
          "summary":"Too slow.\n","usage":{"cost":1}})",
      "result.json", files);
  CHECK(result == ReviewResult{"fail",
                               {"met: It builds: it does", "not met: It is fast: 12 s",
                                "src/a.c:12: major: slow\\x1b[31m"},
                               "Too slow."});
}

TEST_CASE("a finding has to be at a line that the change has") {
  CHECK(objections(with_finding(R"({"path":"src/a.c","line":12,"severity":"minor","message":"x"})")) == "");
  CHECK(objections(with_finding(R"({"path":"gone.c","line":1,"severity":"minor","message":"x"})")) == "");
  CHECK(objections(with_finding(R"({"path":"src/a.c","line":13,"severity":"minor","message":"x"})")) ==
        "result.json: at /findings/0: 'src/a.c' has 12 lines, no line 13");
  CHECK(objections(with_finding(R"({"path":"/etc/passwd","line":1,"severity":"minor","message":"x"})")) ==
        "result.json: at /findings/0: the change does not touch '/etc/passwd'");
}

TEST_CASE("a verdict that is none, or has no reason, goes back") {
  CHECK(objections(R"({"verdict":"fail","criteria":[],"findings":[],"summary":"No."})") ==
        "result.json: verdict: 'fail' needs a finding, or a criterion that is not met");
  for (
      const char* text :
      {"", "[]", "{}", R"({"verdict":"achieved","criteria":[],"findings":[],"summary":""})",
       R"({"verdict":"pass","criteria":[],"findings":[]})",
       R"({"verdict":"pass","criteria":[{"criterion":"a","met":"yes","why":""}],"findings":[],"summary":""})"}) {
    CAPTURE(text);
    CHECK(objections(text) != "");
  }
  CHECK(objections(with_finding(R"({"path":"src/a.c","line":0,"severity":"minor","message":"x"})")) != "");
  CHECK(objections(with_finding(R"({"path":"src/a.c","line":1,"severity":"fatal","message":"x"})")) != "");
}

}  // namespace review_result_test
