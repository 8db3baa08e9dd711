#include "judge/squash.h"

#include "support/catch.h"
#include "support/fleet_fixture.h"

namespace squash_test {

using namespace reeve;
using namespace reeve::test;

TEST_CASE(
    "a candidate becomes one commit on whatever it is to land on, and is held against the rules alone") {
  FleetFixture fleet;
  fleet.submit(fleet.spec("x", {"x.txt"}), {{"x.txt", "x\n"}});
  fleet.submit(fleet.spec("outside", {"x.txt"}), {{"y.txt", "y\n"}});
  fleet.submit(fleet.spec("also-x", {"x.txt"}), {{"x.txt", "z\n"}});
  fleet.submit(fleet.spec("w", {"w.txt"}), {{"w.txt", "w\n"}});
  const git::Oid target = fleet.goal().target.value();
  const std::string branches = fleet.branches();
  const auto onto = [&](const git::Oid& below, const std::string& id) {
    return squash_onto(fleet.tasks(), fleet.config(), below, fleet.record(id));
  };

  const Squashed x = onto(target, "x");
  REQUIRE(x.kind == Squashed::Kind::commit);
  const Squashed w = onto(x.commit, "w");
  REQUIRE(w.kind == Squashed::Kind::commit);
  CHECK(fleet.repository().read_commit(x.commit).parents == std::vector<git::Oid>{target});
  CHECK(fleet.repository().read_commit(w.commit).parents == std::vector<git::Oid>{x.commit});
  const git::Oid both = fleet.repository().tree_of(w.commit);
  CHECK(fleet.repository().file_at(both, "x.txt") == "x\n");
  CHECK(fleet.repository().file_at(both, "w.txt") == "w\n");

  CHECK(onto(target, "outside").kind == Squashed::Kind::refused);
  CHECK(onto(x.commit, "also-x").kind == Squashed::Kind::conflict);
  CHECK(onto(target, "also-x").kind == Squashed::Kind::commit);
  CHECK(fleet.branches() == branches);
  CHECK(fleet.goal().target == target);
}

}  // namespace squash_test
