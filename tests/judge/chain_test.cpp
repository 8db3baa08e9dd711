#include "judge/chain.h"

#include "base/text.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"

using namespace reeve;
using namespace reeve::test;

TEST_CASE("the oldest comes first, and priority counts as waiting") {
  const auto waiting = [](const std::string& id, int minutes, int priority) {
    TaskRecord task;
    task.state.spec.id = id;
    task.state.spec.priority = priority;
    task.state.phase_since = TimePoint{std::chrono::minutes{1000 - minutes}};
    return task;
  };
  std::vector<TaskRecord> tasks{waiting("new", 0, 0), waiting("old", 30, 0), waiting("urgent", 5, 2),
                                waiting("later", 35, -1), waiting("also-new", 0, 0)};
  sort_by_turn(tasks);
  std::vector<std::string> order;
  for (const TaskRecord& task : tasks) order.push_back(task.id());
  CHECK(join(order, " ") == "old later urgent also-new new");
}

TEST_CASE("candidates are merged one on the other, and each is held against the rules alone") {
  FleetFixture fleet;
  fleet.submit(fleet.spec("x", {"x.txt"}), {{"x.txt", "x\n"}});
  fleet.submit(fleet.spec("y", {"x.txt"}), {{"y.txt", "y\n"}});
  fleet.submit(fleet.spec("z", {"x.txt"}), {{"x.txt", "z\n"}});
  fleet.submit(fleet.spec("w", {"w.txt"}), {{"w.txt", "w\n"}});
  const std::vector<TaskRecord> candidates{fleet.record("x"), fleet.record("y"), fleet.record("z"),
                                           fleet.record("w")};
  const git::Oid target = fleet.goal().target.value();
  const std::string branches = fleet.branches();
  const Chain chain = build_chain(fleet.tasks(), fleet.config(), target, candidates);
  REQUIRE(chain.links.size() == 2);
  CHECK(chain.links[0].task.id() + chain.links[1].task.id() == "xw");
  REQUIRE(chain.refused.size() == 1);
  CHECK(chain.refused[0].task.id() == "y");
  REQUIRE(chain.deferred.size() == 1);
  CHECK(chain.deferred[0].id() == "z");
  CHECK(fleet.repository().read_commit(chain.tip()).parents == std::vector<git::Oid>{chain.links[0].commit});
  CHECK(fleet.repository().read_commit(chain.links[0].commit).parents == std::vector<git::Oid>{target});
  CHECK(fleet.branches() == branches);
  CHECK(fleet.goal().target == target);
}
