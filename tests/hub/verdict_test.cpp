#include "hub/verdict.h"

#include "base/text.h"
#include "support/catch.h"

namespace verdict_test {

using namespace reeve;

namespace {

git::Oid id(char digit) {
  return git::Oid::parse(std::string(40, digit)).value();
}

Verdict verdict() {
  Receipt receipt{id('d').hex(), "make \"x\"", CheckResult::pass, 0, 0.1234567, CheckPlace::gate, ""};
  return {"goal", "refs/heads/main", id('a'), id('b'), id('d'), id('e'), {"x", "y"}, {receipt}};
}

}  // namespace

TEST_CASE("a verdict is one line of JSON, and comes back") {
  const std::string text = verdict_text(verdict());
  CHECK(text.find('\n') == std::string::npos);
  CHECK(verdict_from(text) == verdict());
}

TEST_CASE("what is no passing verdict of this version is none") {
  const std::string text = verdict_text(verdict());
  CHECK_FALSE(verdict_from(""));
  CHECK_FALSE(verdict_from("{}"));
  CHECK_FALSE(verdict_from(replace_all(text, "\"verdict\":\"pass\"", "\"verdict\":\"fail\"")));
  CHECK_FALSE(verdict_from(replace_all(text, "\"v\":1", "\"v\":2")));
  CHECK_FALSE(verdict_from(replace_all(text, id('a').hex(), "main")));
}

TEST_CASE("a note carries a verdict among the lines for people, and the log stays what it was") {
  const std::string note = "Task: x (Verdict: none)\nGoal: g\n\n{\"reeve\":\"task\"}\n";
  CHECK_FALSE(verdict_in_note(note));
  const SignedVerdict unsigned_one{verdict_text(verdict()), ""};
  CHECK(with_verdict(note, unsigned_one) ==
        "Task: x (Verdict: none)\nGoal: g\nVerdict: " + unsigned_one.text + "\n\n{\"reeve\":\"task\"}\n");
  CHECK(verdict_in_note(with_verdict(note, unsigned_one)) == unsigned_one);
  SECTION("what the log says is no verdict") {
    CHECK_FALSE(verdict_in_note(note + "Verdict: " + unsigned_one.text + "\n"));
  }
}

}  // namespace verdict_test
