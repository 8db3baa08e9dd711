// A person's branch under reeve/ready/, as its author sees it.
#include "base/text.h"
#include "cli/command_world.h"
#include "support/catch.h"

namespace people_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

const std::string no_bad = replace_all(good_configuration, "\"true\"", "\"! grep bad a.txt\"");

struct World : CommandWorld {
  World() {
    begin({{"a.txt", "one\n"}}, no_bad);
    for (const auto& [key, value] : {std::pair{"user.name", "Ada"}, {"user.email", "ada@example.org"}})
      scratch().git({"config", key, value});
  }

  void push(const std::string& content) {
    Files files = scratch().files_of(scratch().repository().resolve_commit("main").value());
    files["a.txt"] = content;
    scratch().set_ref(
        "refs/heads/reeve/ready/fix-it",
        scratch().commit(files, {scratch().repository().resolve_commit("main").value()}, "Fix it\n"));
  }
};

bool has(const std::string& text, const std::string& words) {
  UNSCOPED_INFO(text);
  return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("who pushes a branch is told why it waits, why it was rejected, and how it landed") {
  World world;
  world.push("bad\n");
  CHECK(has(
      world.told({"judge"}, ExitCode::negative),
      "left reeve/ready/fix-it: no goal is open, so nobody lands it\n  next: open one: git reeve goal new"));
  world.told({"goal", "new", "What people change"});
  CHECK(has(world.told({"status"}), "reeve/ready/fix-it"));
  const std::string judged = world.told({"judge"});
  CHECK(has(judged, "taken up fix-it-IDID\n"));
  CHECK(has(judged, "rejected fix-it-IDID: '! grep bad a.txt' failed on the merged tree"));
  CHECK(has(world.told({"explain", "fix-it"}),
            "Mend it and push it again, under the same name: git push REMOTE HEAD:reeve/ready/fix-it"));
  CHECK(has(world.told({"status"}), "git push REMOTE HEAD:reeve/ready/fix-it"));
  world.push("good\n");
  const std::string ran = world.told({"reconcile"});
  CHECK(has(ran, "taken up for the gate: fix-it-IDID\n"));
  CHECK(has(world.told({"judge"}), "landed fix-it-IDID as COMMIT\n"));
  CHECK(has(world.told({"explain", "fix-it"}), "fix-it-IDID landed at"));
  CHECK(has(world.told({"task", "log", "fix-it"}), "retried by"));
}

}  // namespace people_test
