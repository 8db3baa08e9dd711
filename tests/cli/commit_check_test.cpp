// judge --check: what a code host asks before it merges a person's change.
#include "base/text.h"
#include "cli/command_world.h"
#include "support/catch.h"

namespace commit_check_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

const std::string checks_a =
    "[agents.small]\npreset = \"command\"\ncommand = [\"true\"]\n[roles]\nworker = [\"small\"]\n"
    "[gate]\nchecks = [\"test -e b.txt\", \"grep -q good a.txt\"]\n";

// A repository in which main has grown since a person's branch `change` left it.
struct World : CommandWorld {
  explicit World(const Files& change) {
    const git::Oid start = scratch().commit(with({{"a.txt", "good\n"}}), {});
    scratch().set_ref("refs/heads/main",
                      scratch().commit(with({{"a.txt", "good\n"}, {"b.txt", "b\n"}}), {start}));
    scratch().set_ref("refs/heads/change", scratch().commit(with(change), {start}));
  }
  static Files with(Files files) {
    files[".reeve/config.toml"] = checks_a;
    return files;
  }
};

std::string without_times(const std::string& text) {
  std::string result;
  for (const std::string& line : split_lines(text)) {
    const auto seconds = line.find(" s  ");
    result += (seconds == line.npos ? line : line.substr(0, 14) + "  " + line.substr(seconds + 4)) + "\n";
  }
  return result;
}

}  // namespace

TEST_CASE("a commit is tested as it would be after the merge, and nothing lands") {
  World world(Files{{"a.txt", "very good\n"}});
  const std::string before = world.scratch().git({"for-each-ref", "refs/heads"});
  CHECK(without_times(world.told({"judge", "--check", "change", "--onto", "main"})) ==
        "pass            test -e b.txt\n"
        "pass            grep -q good a.txt\n"
        "pass: COMMIT merged onto COMMIT\n");
  CHECK(world.scratch().git({"for-each-ref", "refs/heads"}) == before);
}

TEST_CASE("a commit that breaks a check or conflicts is refused with the reason") {
  World broken(Files{{"a.txt", "bad\n"}});
  const std::string told = broken.told({"judge", "--check", "change", "--onto", "main"}, ExitCode::negative);
  CHECK(told.find("fail: COMMIT merged onto COMMIT\n'grep -q good a.txt' failed") != std::string::npos);
  World conflicting(Files{{"a.txt", "good\n"}, {"b.txt", "other\n"}});
  CHECK(conflicting.told({"judge", "--check", "change", "--onto", "main"}, ExitCode::negative) ==
        "fail: COMMIT merged onto COMMIT\nit conflicts in b.txt\n");
}

TEST_CASE("a commit is judged by the configuration of the target, not by its own") {
  World world(Files{{"a.txt", "bad\n"}});
  Files weak{{"a.txt", "bad\n"}, {".reeve/config.toml", "[gate]\nchecks = [\"true\"]\n"}};
  const git::Oid change = world.scratch().repository().resolve_commit("change").value();
  world.scratch().set_ref("refs/heads/change", world.scratch().commit(weak, {change}));
  world.told({"judge", "--check", "change", "--onto", "main"}, ExitCode::negative);
}

TEST_CASE("judge --check says what it cannot find, and --json carries the verdict") {
  World world(Files{{"a.txt", "very good\n"}});
  CHECK(world.told({"judge", "--check", "chagne", "--onto", "main"}, ExitCode::negative)
            .starts_with("error: 'chagne' names no commit here\nhint: in a shallow clone"));
  CHECK(world.told({"judge", "--check", "change"}, ExitCode::negative)
            .starts_with("error: there is no open goal"));
  CHECK(world.told({"judge", "--onto", "main"}, ExitCode::usage) == "error: --onto belongs to --check\n");
  const std::string json = world.told({"judge", "--check", "change", "--onto", "main", "--json"});
  CHECK(
      json.starts_with("{\"verdict\":\"pass\",\"commit\":\"COMMIT\",\"onto\":\"COMMIT\",\"tree\":\"COMMIT\","
                       "\"receipts\":[{\"command\":\"test -e b.txt\",\"result\":\"pass\",\"exit\":0,"));
}

}  // namespace commit_check_test
