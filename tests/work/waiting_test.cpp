// Tasks that are open and not claimed all the same: their agent rests, or the goal's line is stopped.
#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "support/plans.h"
#include "work/worker.h"

namespace waiting_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// On x it meets a limit; on all others it does the work.
const std::string limited_on_x =
    "test $REEVE_ID != x || { echo '{\"outcome\":\"rate_limited\",\"until\":\"2099-01-01T00:00:00Z\"}' > "
    "$REEVE_OUT/result.json; exit; }\necho $REEVE_ID > $REEVE_ID.txt\n";

std::string refusal_of(FleetFixture& fleet, const std::string& task) {
  WorkRequest request;
  request.task = task;
  try {
    Worker(fleet.tasks(), "test-run", {}).work_once(request);
  } catch (const Error& error) {
    return error.what();
  }
  return "none";
}

void change_goal(FleetFixture& fleet, EventType type, const std::string& reason) {
  GoalRecord goal = fleet.goal();
  REQUIRE(fleet.goals().append(goal, type, reason));
}

}  // namespace

TEST_CASE("an agent that has met a rate limit on one task is not asked for others until it is over") {
  FleetSetting setting;
  setting.agents = {{"small", limited_on_x}, {"large", "echo large > y.txt"}};
  FleetFixture fleet(setting);
  fleet.publish("x");
  CHECK(fleet.work() == "x, attempt 1 by small: failed, rate_limited: the agent says so");
  fleet.publish("y");
  TaskSpec for_large = fleet.spec("z");
  for_large.agent = "large";
  fleet.publish({for_large});

  CHECK(fleet.work() == "z, attempt 1 by large: submitted");
  CHECK(fleet.work() == "nothing to do");
  CHECK(fleet.task("y") == "open\n");
  CHECK(refusal_of(fleet, "y") ==
        "task y cannot be claimed: the agent small is paused until 2099-01-01T00:00:00.000Z");

  // Whoever puts the task back that met the limit wants to know whether it still holds.
  TaskRecord x = fleet.record("x");
  REQUIRE(fleet.tasks().hold(x, ""));
  REQUIRE(fleet.tasks().retry(x, 0, ""));
  CHECK(refusal_of(fleet, "x") == "none");
  CHECK(fleet.task("x") ==
        "open: the agent says so\n1 small rate_limited: the agent says so\n"
        "2 small rate_limited: the agent says so\n");
  CHECK(fleet.work() == "nothing to do");
}

TEST_CASE("where the line is stopped, plans start and work does not, until it is restarted") {
  FleetSetting setting;
  setting.planners = {{"thinker", "echo '{\"tasks\":[" + task_json("a", "A", R"("overlaps":["x"])") +
                                      "]}' > $REEVE_OUT/result.json"}};
  FleetFixture fleet(setting);
  fleet.publish("x");
  change_goal(fleet, EventType::halted, "'make' fails in 5 tasks");
  CHECK(fleet.work() == "nothing to do");
  CHECK(refusal_of(fleet, "x") == "task x cannot be claimed: the line is stopped: 'make' fails in 5 tasks");
  TaskSpec plan = fleet.spec("plan");
  plan.kind = TaskKind::plan;
  fleet.publish({plan});
  CHECK(fleet.work() == "plan, attempt 1 by thinker: planned: 1 task");
  CHECK(fleet.work() == "nothing to do");
  change_goal(fleet, EventType::restarted, "");
  CHECK(fleet.work().ends_with("attempt 1 by small: submitted"));
}

}  // namespace waiting_test
