// .reeve/ on the branch that the configuration is read from.
#include "hooks/server_world.h"
#include "support/catch.h"

namespace server_settings_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::string main_ref = "refs/heads/main";

git::Oid with_file(ServerWorld& world, const git::Oid& commit, const std::string& path,
                   const std::string& text) {
  Files files = world.clone().files_of(commit);
  files[path] = text;
  return world.clone().commit(files, {commit}, "change " + path + "\n");
}

}  // namespace

TEST_CASE("with allowed_signers nobody changes the settings by a plain push") {
  ServerWorld world({true, ""});
  const git::Oid main = world.hub().read(main_ref).value();
  const auto refused = [&](const std::optional<git::Oid>& to) {
    return refused_by(world, {{main_ref, main, to}}, main_ref, "settings", ".reeve/ on refs/heads/main");
  };
  CHECK(refused(with_file(world, main, ".reeve/allowed_signers", "eve ssh-ed25519 AAAA\n")) == "");
  CHECK(refused(with_file(world, main, ".reeve/config.toml", "[gate]\nchecks = [\"true\"]\n")) == "");
  CHECK(refused(world.clone().commit({{"a.txt", "one\n"}}, {main}, "away\n")) == "");
  CHECK(world.push({{main_ref, main, world.work_on(main)}}) == "");
}

TEST_CASE("the branch of the settings cannot be deleted with allowed_signers on it") {
  ServerWorld world({true, ""});
  world.server().git({"config", "receive.denyDeleteCurrent", "ignore"});
  const git::Oid main = world.hub().read(main_ref).value();
  CHECK(refused_by(world, {{main_ref, main, std::nullopt}}, main_ref, "settings") == "");
}

TEST_CASE("without allowed_signers the settings are free, also to get some") {
  ServerWorld world;
  const git::Oid main = world.hub().read(main_ref).value();
  const git::Oid signers =
      with_file(world, main, ".reeve/allowed_signers", world.judge_key().as_signer("reeve"));
  CHECK(world.push({{main_ref, main, signers}}) == "");
  CHECK(refused_by(world, {{main_ref, signers, main}}, main_ref, "settings") == "");
}

}  // namespace server_settings_test
