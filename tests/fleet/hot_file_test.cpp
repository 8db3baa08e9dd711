// Tasks that all append to one file: their merges conflict, and then they go one after the other until one of
// them has taken the file apart.
#include "base/text.h"
#include "fleet/reconcile.h"
#include "plan/goal_picture.h"
#include "plan/publish.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"

namespace hot_file_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// Appends its task's name, or keeps both sides of a conflict.
const std::string append_line =
    "if grep -q '^<<<<<<<' a.txt; then sed -i '/^<<<<<<<\\|^|||||||\\|^=======\\|^>>>>>>>/d' a.txt\n"
    "else echo $REEVE_ID >> a.txt; fi";

FleetSetting appending() {
  FleetSetting setting;
  setting.agents = {{"small", append_line}};
  setting.config = "[gate]\nchecks = [\"true\"]\n";
  return setting;
}

std::string dispatched(FleetFixture& fleet) {
  FleetView view(fleet.tasks(), fleet.goals(), "");
  view.refresh();
  std::vector<std::string> ids = Reconciler(fleet.tasks(), view).run().dispatched;
  for (std::string& id : ids) id = id.substr(0, id.find('-'));
  return join(ids, " ");
}

PlannedTask planned(FleetFixture& fleet, const std::string& name,
                    const std::vector<std::string>& splits = {}) {
  PlannedTask task;
  task.name = name;
  task.spec = fleet.spec(name, {"a.txt"});
  task.spec.splits = splits;
  return task;
}

void publish_planned(FleetFixture& fleet, const std::vector<PlannedTask>& tasks) {
  PlanPlace place;
  place.goal = "goal";
  place.base = fleet.goal().base();
  place.hot = hot_files(picture_of(fleet.tasks(), fleet.goal()).collisions);
  publish_plan(fleet.tasks(), tasks, place);
}

// Whatever can be done now is done and lands.
void work_off(FleetFixture& fleet) {
  while (fleet.work() != "nothing to do") fleet.judge();
}

}  // namespace

TEST_CASE("tasks that collide in one file go one after the other, until a task has taken it apart") {
  FleetFixture fleet(appending());
  for (const std::string id : {"t1", "t2", "t3", "t4", "t5", "t6"})
    fleet.submit(fleet.spec(id, {"a.txt"}), {{"a.txt", "one\n" + id + "\n"}});
  fleet.judge();  // one lands, and five conflict with it
  auto collisions = picture_of(fleet.tasks(), fleet.goal()).collisions;
  REQUIRE(collisions.size() == 1);
  CHECK(collisions.front() == FileCollisions{"a.txt", 1, 5, 0, true});

  // What is planned now waits for those that have started.
  publish_planned(fleet, {planned(fleet, "n1"), planned(fleet, "n2"), planned(fleet, "n3")});
  CHECK(dispatched(fleet) == "");
  work_off(fleet);
  CHECK(fleet.tasks().fleet().tasks.size() == 3);
  collisions = picture_of(fleet.tasks(), fleet.goal()).collisions;
  CHECK(collisions.front() == FileCollisions{"a.txt", 6, 5, 5, true});

  CHECK(dispatched(fleet) == "n1");
  CHECK(dispatched(fleet) == "");
  publish_planned(fleet, {planned(fleet, "split", {"a.txt"})});
  work_off(fleet);
  CHECK(dispatched(fleet) == "split");
  CHECK(dispatched(fleet) == "");
  work_off(fleet);
  CHECK(dispatched(fleet) == "n2 n3");
  CHECK(picture_of(fleet.tasks(), fleet.goal()).collisions.front() ==
        FileCollisions{"a.txt", 8, 5, 5, false});
}

TEST_CASE("tasks of a plan that touch no hot file start at once beside those that wait") {
  FleetFixture fleet(appending());
  for (const std::string id : {"t1", "t2", "t3", "t4"})
    fleet.submit(fleet.spec(id, {"a.txt"}), {{"a.txt", "one\n" + id + "\n"}});
  fleet.judge();
  PlannedTask elsewhere = planned(fleet, "elsewhere");
  elsewhere.spec.scope = {"b.txt"};
  publish_planned(fleet, {planned(fleet, "hot"), elsewhere});
  std::string phases;
  for (const TaskRecord& task : fleet.tasks().fleet().tasks) {
    const std::string name = task.id().substr(0, task.id().find('-'));
    if (name == "hot" || name == "elsewhere")
      phases += name + " " + std::string(name_of(task.state.phase)) + "\n";
  }
  CHECK(phases == "elsewhere open\nhot waiting\n");
}

}  // namespace hot_file_test
