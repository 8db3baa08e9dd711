#include "fleet/landed_index.h"

#include "support/catch.h"
#include "support/repository.h"

namespace landed_index_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// A target on which tasks of several goals land.
struct World {
  git::Oid land(const std::string& task, const std::string& goal) {
    tip = scratch.commit({{"a", task}}, {tip},
                         task + "\n\nReeve-Task: " + task + "\nReeve-Goal: " + goal + "\n");
    return tip;
  }

  ScratchRepository scratch{git::Repository::Kind::bare};
  git::Oid base = scratch.commit({{"a", "a"}}, {});
  git::Oid tip = base;
};

using Landed = std::map<std::string, git::Oid>;

}  // namespace

TEST_CASE("goals that share a target each see their own landings, and each only once") {
  World world;
  const git::Oid x = world.land("x", "one");
  const git::Oid y = world.land("y", "two");
  LandedIndex one("one");
  LandedIndex two("two");
  CHECK(one.update(world.scratch.repository(), world.tip, world.base) == Landed{{"x", x}});
  CHECK(two.update(world.scratch.repository(), world.tip, world.base) == Landed{{"y", y}});
  const git::Oid z = world.land("z", "one");
  CHECK(one.update(world.scratch.repository(), world.tip, world.base) == Landed{{"z", z}});
  CHECK(two.update(world.scratch.repository(), world.tip, world.base).empty());
  CHECK(one.update(world.scratch.repository(), world.tip, world.base).empty());
  CHECK(one.all() == Landed{{"x", x}, {"z", z}});
  CHECK_FALSE(two.contains("z"));
}

TEST_CASE("a target that was moved back is read anew") {
  World world;
  const git::Oid x = world.land("x", "one");
  world.land("y", "one");
  LandedIndex index("one");
  index.update(world.scratch.repository(), world.tip, world.base);
  index.update(world.scratch.repository(), x, world.base);
  CHECK(index.all() == Landed{{"x", x}});
}

}  // namespace landed_index_test
