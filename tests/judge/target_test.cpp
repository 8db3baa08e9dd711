// The hub is one repository, and the branch that people use is in another.
#include "judge/target.h"

#include <sys/stat.h>

#include "base/error.h"
#include "hub/remote_hub.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "task/ref_names.h"

namespace target_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::string target_ref = "refs/heads/reeve/goal/goal";

struct World {
  explicit World() {
    FleetSetting setting;
    setting.config = "[gate]\nchecks = [\"true\"]\n";
    setting.kind = git::Repository::Kind::bare;
    fleet.emplace(setting);
    host_hub.emplace(git::Repository::open(fleet->scratch().path()), host.path().string());
    fleet->host = &*host_hub;
  }
  std::optional<git::Oid> on_host() { return host.repository().read_ref(target_ref); }
  std::optional<git::Oid> on_hub() { return fleet->repository().read_ref(target_ref); }
  // Somebody pushes to the host.
  git::Oid push_to_host(const Files& files) {
    Files all = host.files_of(on_host().value());
    for (const auto& [path, content] : files) all[path] = content;
    const git::Oid commit = host.commit(all, {on_host().value()});
    host.set_ref(target_ref, commit);
    return commit;
  }

  ScratchRepository host{git::Repository::Kind::bare};
  std::optional<FleetFixture> fleet;
  std::optional<RemoteHub> host_hub;
};

}  // namespace

TEST_CASE("what lands is pushed to the host, and what people push there is landed on") {
  World world;
  world.fleet->submit("x", {{"x.txt", "x\n"}});
  CHECK(world.fleet->judge() == "testing 1 candidate\nlanded x\n");
  REQUIRE(world.on_host());
  CHECK(world.on_host() == world.on_hub());
  const git::Oid pushed = world.push_to_host({{"people.txt", "p\n"}});
  world.fleet->submit("y", {{"y.txt", "y\n"}});
  CHECK(world.fleet->judge() == "testing 1 candidate\nlanded y\n");
  CHECK(world.on_host() == world.on_hub());
  CHECK(world.fleet->repository().is_ancestor(pushed, world.on_hub().value()));
  CHECK(world.fleet->target_files().count("people.txt") == 1);
}

TEST_CASE("a push to the host while the checks run is no lost work: the batch is tested on it") {
  World world;
  world.fleet->submit("x", {{"x.txt", "x\n"}});
  world.fleet->judge();
  world.fleet->submit("y", {{"y.txt", "y\n"}});
  bool pushed = false;
  world.fleet->on_gate_event = [&](const std::string& line) {
    if (line.starts_with("testing") && !pushed) world.push_to_host({{"people.txt", "p\n"}});
    pushed = true;
  };
  CHECK(world.fleet->judge() == "testing 1 candidate\ntesting 1 candidate\nlanded y\n");
  CHECK(world.on_host() == world.on_hub());
  CHECK(world.fleet->target_files().count("people.txt") == 1);
}

TEST_CASE("a host that refuses blocks the landing with its words, and nothing is lost") {
  World world;
  const auto hook = world.host.path() / "hooks" / "update";
  make_folders(hook.parent_path());
  write_file(hook, "#!/bin/sh\necho 'only on workdays' >&2; exit 1\n");
  chmod(hook.c_str(), 0755);
  world.fleet->submit("x", {{"x.txt", "x\n"}});
  const std::string told = world.fleet->judge();
  CHECK(told.find("blocked x") != std::string::npos);
  CHECK(told.find("refuses") != std::string::npos);
  CHECK(world.fleet->branches() == "ready/x");
  std::filesystem::remove(hook);
  CHECK(world.fleet->judge() == "landed x\n");
}

TEST_CASE("a crash after the push to the host is finished by the next gate") {
  World world;
  world.fleet->submit("x", {{"x.txt", "x\n"}});
  const TaskRecord waiting = world.fleet->record("x");
  const git::Oid before = world.on_hub().value();
  world.fleet->judge();
  const git::Oid landed = world.on_hub().value();
  world.fleet->scratch().set_ref(target_ref, before);
  world.fleet->scratch().set_ref(refs::task_log("x"), waiting.log);
  world.fleet->scratch().set_ref(refs::ready("x"), waiting.branch.value());
  CHECK(world.fleet->judge() == "landed x\n");
  CHECK(world.on_hub() == landed);
  CHECK(world.on_host() == landed);
  CHECK(world.fleet->branches() == "");
}

TEST_CASE("a host that went another way than the hub is for a person to decide") {
  World world;
  world.fleet->submit("x", {{"x.txt", "x\n"}});
  world.fleet->judge();
  world.push_to_host({{"people.txt", "p\n"}});
  world.fleet->move_target({{"b.txt", "b\n"}});
  world.fleet->submit("y", {{"y.txt", "y\n"}});
  CHECK_THROWS_WITH(world.fleet->judge(), Catch::Matchers::EndsWith("and neither is behind the other"));
  CHECK(world.fleet->branches() == "ready/y");
}

}  // namespace target_test
