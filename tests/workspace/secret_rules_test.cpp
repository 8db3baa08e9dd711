// What a change must not give away.
#include "workspace/secret_rules.h"

#include <cstdlib>

#include "agent/agent_environment.h"
#include "base/file.h"
#include "support/catch.h"
#include "support/repository.h"

namespace secret_rules_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::vector<Secret> secrets{{"TOKEN", "tok-12345678"}, {"OTHER", "other-secret"}};

std::string told(const std::optional<ChangeProblem>& problem) {
  return problem ? std::string(name_of(problem->outcome)) + ": " + problem->reason : "clean";
}

}  // namespace

TEST_CASE("an added value is found in contents, links and names, and one that was there is not new") {
  ScratchRepository scratch(git::Repository::Kind::bare);
  const auto check = [&](const Files& from, const Files& to) {
    return told(secret_in_change(scratch.repository(), scratch.tree(from), scratch.tree(to), secrets));
  };
  const std::string is_in = "denied: the value of the variable TOKEN, which the agent was passed, is in ";
  CHECK(check({{"a", "x"}}, {{"a", "y"}, {"b", "z"}}) == "clean");
  CHECK(check({{"a", "x"}}, {{"a", "x"}, {"b/c", "key = tok-12345678;"}}) == is_in + "b/c");
  CHECK(check({{"a", "x"}}, {{"a", "x tok-12345678"}}) == is_in + "a");
  CHECK(check({{"a", "tok-12345678"}}, {{"a", "tok-12345678 more"}}) == "clean");
  CHECK(check({{"a", "tok-12345678"}}, {{"b", "x"}}) == "clean");
  CHECK(check({{"a", "x"}}, {{"a", "x"}, {"my-tok-12345678", ""}}) == is_in + "the name my-***TOKEN***");
  CHECK(check({{"a", "x"}}, {{"a", "tok-1234567"}}) == "clean");
  CHECK(check({{"a", "tok-12345678"}}, {{"a", "tok-12345678 other-secret"}}) ==
        "denied: the value of the variable OTHER, which the agent was passed, is in a");
}

TEST_CASE("a value that was committed and removed again, or that a message says, is found") {
  ScratchRepository scratch(git::Repository::Kind::bare);
  const git::Oid start = scratch.commit({{"a", "x"}}, {});
  const auto check = [&](const git::Oid& head) {
    return told(secret_in_commits(scratch.repository(), start, head, secrets));
  };
  const git::Oid clean = scratch.commit({{"a", "y"}}, {start});
  CHECK(check(clean) == "clean");
  const git::Oid with = scratch.commit({{"a", "tok-12345678"}}, {clean});
  CHECK(check(scratch.commit({{"a", "y"}}, {with})) ==
        "denied: the value of the variable TOKEN, which the agent was passed, is in a");
  const git::Oid saying = scratch.commit({{"a", "z"}}, {clean}, "use tok-12345678");
  CHECK(check(saying) ==
        "denied: the value of the variable TOKEN, which the agent was passed, is in what its commit " +
            saying.hex() + " says");
}

TEST_CASE("secrets are the variables that an entry names, if they are long and say not how programs run") {
  ::setenv("REEVE_TEST_LONG", "12345678", 1);
  ::setenv("REEVE_TEST_SHORT", "1234567", 1);
  AgentConfig agent;
  agent.pass_environment = {"REEVE_TEST_LONG", "REEVE_TEST_SHORT", "PATH", "REEVE_TEST_MISSING"};
  Config config;
  config.agents["a"] = agent;
  config.agents["b"].pass_environment = {"REEVE_TEST_LONG"};
  for (const auto& found : {secrets_of(agent), secrets_of(config)}) {
    REQUIRE(found.size() == 1);
    CHECK(found[0].name + "=" + found[0].value == "REEVE_TEST_LONG=12345678");
  }
  ::unsetenv("REEVE_TEST_LONG");
  ::unsetenv("REEVE_TEST_SHORT");
}

TEST_CASE("the tokens of two logins are two secrets, though all of them are called a login") {
  TemporaryFolder home;
  write_file(home.path() / "auth.json", R"({"tokens":{"access_token":"codex-token-1"}})");
  write_file(home.path() / "oauth_creds.json", R"({"access_token":"qwen-token-22"})");
  for (const char* variable : {"CODEX_HOME", "QWEN_HOME"}) ::setenv(variable, home.path().c_str(), 1);
  for (const char* key : {"CODEX_API_KEY", "OPENAI_API_KEY"}) ::unsetenv(key);
  Config config;
  config.agents["a"].preset = "codex";
  config.agents["b"].preset = "qwen";
  std::string told;
  for (const Secret& secret : secrets_of(config)) told += secret.name + "=" + secret.value + " ";
  CHECK(told == "LOGIN=codex-token-1 LOGIN=qwen-token-22 ");
  for (const char* variable : {"CODEX_HOME", "QWEN_HOME"}) ::unsetenv(variable);
}

}  // namespace secret_rules_test
