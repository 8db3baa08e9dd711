// Messages as compilers, test runners, networks and coding CLIs print them, and which of them are one
// failure.
#include "fleet/failure_signature.h"

#include "support/catch.h"

namespace failure_signature_test {

using namespace reeve;

namespace {

std::string template_of(const std::string& reason) {
  return failure_template(reason, "port-reader-k3qa");
}

Attempt ended(Outcome outcome, const std::string& reason, const std::string& agent = "small") {
  Attempt attempt;
  attempt.agent = agent;
  attempt.ended = TimePoint{std::chrono::seconds{100}};
  attempt.outcome = outcome;
  attempt.reason = reason;
  return attempt;
}

std::string signature(const Attempt& attempt, bool is_given_up = false) {
  TaskState task;
  task.spec.id = "port-reader-k3qa";
  task.attempts = {attempt};
  task.is_given_up = is_given_up;
  return failure_signature(task, task.attempts.back()).value_or("none");
}

}  // namespace

TEST_CASE(
    "of a failure's reason, the line that says what went wrong is kept, and what varies in it is masked") {
  struct Row {
    std::string reason, line;
  };
  const auto row = GENERATE(values<Row>({
      // Compilers and linkers
      {"'cmake --build build' failed: [12/40] Building CXX object reader.o\nFAILED: reader.o\n"
       "/ws/work/1/tree/src/reader.cpp:12:5: error: 'Reader' has not been declared\n   12 |   Reader r;",
       "<path>:<n>:<n>: error: 'Reader' has not been declared"},
      {"'make' failed on the merged tree: src/a.c:7:1: error: unknown type name 'u64'",
       "<path>:<n>:<n>: error: unknown type name 'u<n>'"},
      {"error[E0425]: cannot find value `count` in this scope",
       "error[E0425]: cannot find value `count` in this scope"},
      {"src/app.ts(14,3): error TS2304: Cannot find name 'foo'.",
       "<path>(<n>,<n>): error TS2304: Cannot find name 'foo'."},
      {"/usr/bin/ld: /tmp/ccX1.o: undefined reference to `reeve::find(int)'",
       "<path>: <path>: undefined reference to `reeve::find(int)'"},
      {"sh: 1: cargo: not found", "sh: <n>: cargo: not found"},
      // Tests
      {"'pytest -q' failed: ....F\nFAILED tests/test_api.py::test_get - assert 500 == 200",
       "FAILED <path>::test_get - assert <n> == <n>"},
      {"42% tests passed, 7 tests failed out of 12", "<n>% tests passed, <n> tests failed out of <n>"},
      {"Test timed out after 5000ms", "Test timed out after <n>ms"},
      // Networks
      {"fatal: unable to access 'https://git.example.org/a/b.git/': Could not resolve host: git.example.org",
       "fatal: unable to access 'https://git.example.org<url>': Could not resolve host: git.example.org"},
      {"connect ECONNREFUSED 127.0.0.1:41234", "connect ECONNREFUSED <n>.<n>.<n>.<n>:<n>"},
      {"2026-11-21T03:20:00.125Z curl: (28) Operation timed out after 30001 milliseconds",
       "<time> curl: (<n>) Operation timed out after <n> milliseconds"},
      {"12:30:01.25 read error", "<time> read error"},
      // Coding CLIs
      {"\x1b[31mAPI Error: 401\x1b[0m invalid x-api-key (request req_011CSHoEeqs5C35K2UUqR7Fy)",
       "API Error: <n> invalid x-api-key (request <id>)"},
      {"session 7c9e6679-7425-40de-944b-e07fc1f90ae7 not found", "session <id> not found"},
      {"panic: runtime error at 0x00007ffd5e8a", "panic: runtime error at <hex>"},
      {"object 5e1c309dae7f45e0f39b1bf3ac3cd9db12e7d689 denied", "object <hex> denied"},
      {"no file for task port-reader-k3qa", "no file for task <id>"},
      {"it exited with code 137", "it exited with code <n>"},
      // Nothing to go by
      {"\n  \n plain words \n more", "plain words"},
      {"'true' failed: ", "'true' failed:"},
      {"", ""},
  }));
  CAPTURE(row.reason);
  CHECK(template_of(row.reason) == row.line);
}

TEST_CASE("failures of one cause are one, and those of two are two") {
  const auto same = [](const std::string& a, const std::string& b) {
    return template_of(a) == template_of(b);
  };
  CHECK(same("src/a.cpp:1:2: error: expected ';'", "/ws/2/tree/lib/b.cpp:30:14: error: expected ';'"));
  CHECK(
      same("API Error: 529 (req_011CSHoEeqs5C35K2UUqR7Fy)", "API Error: 529 (req_9Zx8Yb7Cd6Ef5Gh4Ij3Kl2Mn)"));
  CHECK(same("12:00:01 disk full", "23:59:59.75 disk full"));
  CHECK(
      same("'make reader' failed: cc: not found", "'make writer' failed on the merged tree: cc: not found"));
  CHECK_FALSE(same("error: 'Reader' was not declared", "error: 'Writer' was not declared"));
  CHECK_FALSE(same("error[E0425]: cannot find it", "error[E0433]: cannot find it"));
  CHECK_FALSE(same("cannot reach https://a.example.org/v1", "cannot reach https://b.example.org/v1"));
  CHECK_FALSE(same("cc: not found", "cargo: not found"));
}

TEST_CASE("a signature has the outcome, and the agent where it is to blame") {
  CHECK(signature(ended(Outcome::checks_failed, "'make' failed: a.c:1: error: x")) ==
        "checks_failed: <path>:<n>: error: x");
  CHECK(signature(ended(Outcome::auth, "no key")) == "auth by small: no key");
  CHECK(signature(ended(Outcome::auth, "no key", "large")) == "auth by large: no key");
  CHECK(signature(ended(Outcome::crashed, "")) == "crashed by small");
  CHECK(signature(ended(Outcome::denied, "files cannot be read: a/b")) ==
        "denied by small: files cannot be read: <path>");
  CHECK(signature(ended(Outcome::needs_input, "no [agents.small] model"), true) ==
        "needs_input by small: no [agents.small] model");
}

TEST_CASE("an end that is nobody's failure, or passes by itself, has no signature") {
  const auto outcome = GENERATE(Outcome::done, Outcome::killed, Outcome::conflict, Outcome::rate_limited,
                                Outcome::needs_input);
  CHECK(signature(ended(outcome, "x")) == "none");
  Attempt running = ended(Outcome::crashed, "x");
  running.outcome.reset();
  CHECK(signature(running) == "none");
  Attempt quota = ended(Outcome::quota, "x");
  CHECK(signature(quota) == "quota by small: x");
  quota.until = TimePoint{std::chrono::seconds{200}};
  CHECK(signature(quota) == "none");
}

TEST_CASE("whatever an agent prints becomes one short line that controls no terminal") {
  const std::string words = template_of("error: \x1b]0;title\x07 " + std::string(100'000, 'x') + "\xff\n");
  CHECK(words.size() < 700);
  CHECK(words.find('\x1b') == std::string::npos);
  CHECK(template_of("error \x1b[") == "error");
}

}  // namespace failure_signature_test
