// An override: signed, for this push, by somebody who may, and written down.
#include "base/json.h"
#include "base/text.h"
#include "hooks/server_world.h"
#include "support/catch.h"

namespace server_override_test {

using namespace reeve;
using namespace reeve::test;

namespace {

struct Override : ServerWorld {
  explicit Override(bool with_signers = true) : ServerWorld({with_signers, "refs/heads/main"}) {
    main = hub().read("refs/heads/main").value();
    update = {{"refs/heads/main", main, work_on(main)}};
  }
  std::string refused(const std::string& words, const PushWay& way) {
    return refused_by(*this, update, "", "override", words, way);
  }
  std::filesystem::path log() { return server().path() / "reeve/overrides.log"; }

  git::Oid main;
  Updates update;
};

const std::string option = "reeve-override=the judge is ill";

}  // namespace

TEST_CASE("a person of allowed_signers can override, with a reason, and that is written down") {
  Override world;
  CHECK(refused_by(world, world.update, "refs/heads/main", "target") == "");
  CHECK(world.push(world.update, {{option}, world.ada_key().file()}) == "");
  CHECK(world.hub().read("refs/heads/main") == world.update.front().desired);
  const auto lines = split_lines(read_file(world.log()));
  REQUIRE(lines.size() == 1);
  const JsonDocument line = parse_json(lines.front(), "overrides.log");
  CHECK(json_string(line, "by") == "ada@example.org");
  CHECK(json_string(line, "reason") == "the judge is ill");
  CHECK(json_text(*json_member(line, "updates")) == "[{\"ref\":\"refs/heads/main\",\"old\":\"" +
                                                        world.main.hex() + "\",\"new\":\"" +
                                                        world.update.front().desired->hex() + "\"}]");
  CHECK(json_string((*json_member(line, "lifted"))[0], "rule") == "target");
}

TEST_CASE("an override that is not signed by somebody who may is refused") {
  Override world;
  const SshKey eve("ada@example.org");
  CHECK(world.refused("must be signed", {{option}, ""}) == "");
  CHECK(world.refused("by nobody whom", {{option}, eve.file()}) == "");
  CHECK(world.refused("by nobody whom", {{option}, world.judge_key().file()}) == "");
  CHECK(world.refused("needs a reason", {{"reeve-override="}, world.ada_key().file()}) == "");
  CHECK(world.refused("needs a reason", {{"reeve-override"}, world.ada_key().file()}) == "");
  CHECK_FALSE(std::filesystem::exists(world.log()));
}

TEST_CASE("an override is refused where nobody is named who may") {
  Override world(false);
  CHECK(world.refused("nobody may override", {{option}, world.ada_key().file()}) == "");
}

TEST_CASE("an override that the same push would allow is refused") {
  Override world;
  const SshKey eve("eve");
  Files files = world.clone().files_of(world.main);
  files[".reeve/allowed_signers"] += eve.as_signer("git");
  world.update.front().desired = world.clone().commit(files, {world.main}, "signers\n");
  CHECK(world.refused("by nobody whom", {{option}, eve.file()}) == "");
}

TEST_CASE("an override lifts no rule about names, sizes and objects") {
  Override world;
  world.update.push_back({"refs/heads/reeve/what/x", std::nullopt, world.main});
  CHECK(refused_by(world, world.update, "refs/heads/reeve/what/x", "name", "",
                   {{option}, world.ada_key().file()}) == "");
  CHECK_FALSE(std::filesystem::exists(world.log()));
}

TEST_CASE("settings are changed by an override") {
  Override world;
  Files files = world.clone().files_of(world.main);
  files[".reeve/allowed_signers"] += SshKey("bob").as_signer("git");
  world.update.front().desired = world.clone().commit(files, {world.main}, "signers\n");
  CHECK(world.push(world.update, {{option}, world.ada_key().file()}) == "");
}

}  // namespace server_override_test
