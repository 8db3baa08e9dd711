#include "hooks/policy_names.h"

#include "hooks/server_world.h"
#include "support/catch.h"

namespace policy_names_test {

using namespace reeve;
using namespace reeve::hooks;
using namespace reeve::test;

TEST_CASE("each ref has the role that its name says") {
  const auto role = [](const std::string& ref) { return role_of(ref).kind; };
  CHECK(role("refs/heads/reeve/task/x-1") == RefKind::task);
  CHECK(role("refs/heads/reeve/failed/x/12") == RefKind::failed);
  CHECK(role_of("refs/heads/reeve/failed/x/12").attempt == 12);
  CHECK(role("refs/notes/reeve/ledger") == RefKind::ledger);
  CHECK(role("refs/notes/reeve/receipts/build7-0a1b") == RefKind::receipts);
  CHECK(role("refs/notes/reeve/receipts/build7/x") == RefKind::unknown);
  CHECK(role("refs/heads/main") == RefKind::outside);
  CHECK(role("refs/heads/reeves") == RefKind::outside);
  CHECK(role("refs/notes/commits") == RefKind::outside);
  for (const char* unknown :
       {"refs/heads/reeve/x", "refs/heads/reeve/task/X", "refs/heads/reeve/task/-x",
        "refs/heads/reeve/task/x/y", "refs/heads/reeve/failed/x", "refs/heads/reeve/failed/x/0",
        "refs/heads/reeve/failed/x/01", "refs/heads/reeve/failed/x/1/2",
        "refs/heads/reeve/failed/x/99999999999", "refs/heads/reeve/failed/X/1", "refs/notes/reeve/ledger/x",
        "refs/notes/reeve/other/x", "refs/notes/reeve/task/"})
    CHECK(role(unknown) == RefKind::unknown);
}

TEST_CASE("a name that git, a shell or Reeve's folders could trip over is refused") {
  for (const std::string name : {"refs/heads/$(touch pwned)",
                                 "refs/heads/`id`",
                                 "refs/heads/a;b",
                                 "refs/heads/a|b",
                                 "refs/heads/a&b",
                                 "refs/heads/a'b",
                                 "refs/heads/a\"b",
                                 "refs/heads/a\nb",
                                 "refs/heads/a\x1b[31m",
                                 "refs/heads/a\x7f",
                                 "refs/heads/../main",
                                 "refs/heads/a.lock",
                                 "refs/heads/a b",
                                 "HEAD",
                                 "main",
                                 "refs/heads/reeve",
                                 "refs/heads/reeve/task",
                                 "refs/notes/reeve",
                                 "refs/notes/reeve/task",
                                 "refs/heads/reeve/what/x"})
    CHECK(objection_to_name(name));
  for (const std::string name : {"refs/heads/main", "refs/heads/fix/#12", "refs/heads/größe",
                                 "refs/tags/v1.0+rc", "refs/heads/reeve/task/x", "refs/notes/reeve/ledger"})
    CHECK_FALSE(objection_to_name(name));
}

TEST_CASE("names of every bad kind are refused on the server, and never reach a shell") {
  ServerWorld world;
  const git::Oid commit = world.hub().read("refs/heads/main").value();
  const auto refused = [&](const std::string& ref, const std::string& words) {
    return refused_by(world, {{ref, std::nullopt, commit}}, ref, "name", words);
  };
  CHECK(refused("refs/heads/reeve/task/$(touch${IFS}pwned)", "shells or terminals") == "");
  CHECK(refused("refs/heads/`touch${IFS}pwned`", "shells or terminals") == "");
  CHECK(refused("refs/heads/x;touch${IFS}pwned", "shells or terminals") == "");
  CHECK(refused("refs/heads/reeve/task/UPPER", "no such ref is known") == "");
  CHECK(refused("refs/heads/reeve/task/x/y", "no such ref is known") == "");
  CHECK(refused("refs/heads/reeve/secret/x", "no such ref is known") == "");
  CHECK(refused("refs/notes/reeve/mine", "no such ref is known") == "");
  CHECK(refused("refs/heads/reeve", "in the way") == "");
  CHECK(refused("refs/notes/reeve", "in the way") == "");
  CHECK(refused("refs/heads/reeve/ready", "no such ref is known") == "");
  CHECK_FALSE(std::filesystem::exists(world.server().path() / "pwned"));
}

TEST_CASE("what a client other than git may send is refused before it is looked at") {
  ServerWorld world;
  const std::string zero(40, '0'), id(40, 'a');
  const auto said = [&](const std::string& ref) {
    return world.ask_hook(zero + " " + id + " " + ref + "\n");
  };
  CHECK(said("refs/heads/../../config").find("rule name: this is no name of a ref") != std::string::npos);
  CHECK(said("refs/heads/a\x1b[2J").find("refs/heads/a\\x1b[2J: rule name: ") != std::string::npos);
  CHECK(said("config").find("rule name") != std::string::npos);
  CHECK(world.ask_hook("rubbish\n").find("is refused: git told the hook a line that is no update: rubbish") !=
        std::string::npos);
  CHECK(said("refs/heads/reeve/task/x").find("rule object: ") != std::string::npos);  // no such object
  const std::string nothing = zero + " " + zero + " refs/";
  CHECK(world
            .ask_hook(nothing + "heads/reeve/goal/g\n" + nothing + "notes/reeve/goal/g\n" + nothing +
                      "notes/reeve/task/x\n")
            .find("refs/notes/reeve/task/x: rule log: ") != std::string::npos);
  CHECK(world.ask_hook("") == "");
}

}  // namespace policy_names_test
