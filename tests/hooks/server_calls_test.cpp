// What planners and judges write on a server with the gate: calls, verdicts, cycles, a line that is stopped,
// and tasks that are replaced.
#include "hooks/server_world.h"
#include "hub/ledger.h"
#include "support/catch.h"
#include "task/codec.h"
#include "task/ref_names.h"

namespace server_calls_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::string goal_log = "refs/notes/reeve/goal/goal";

Event event_of(EventType type, const std::string& task = "") {
  Event event = make_event(type, system_clock().now(), "judge@build7");
  event.task = task;
  return event;
}

Event halted(const std::string& signature) {
  Event event = event_of(EventType::halted);
  event.signature = signature;
  event.reason = "5 tasks failed in the same way";
  return event;
}

Event judged(const std::string& verdict, const std::string& task) {
  Event event = event_of(EventType::judged, task);
  event.verdict = verdict;
  event.reasons = {"it is fast: not met"};
  return event;
}

Event cycle_started(ServerWorld& world, int cycle) {
  Event event = event_of(EventType::cycle_started);
  event.cycle = cycle;
  event.commit = world.goal().target.value().hex();
  return event;
}

// These events at the end of the goal's log, with these other changes: as reconcile and judges write them.
bool tell_goal(ServerWorld& world, const std::vector<Event>& events, const Updates& others = {}) {
  GoalRecord goal = world.goal();
  return GoalStore(world.ada()).append(goal, events, others);
}

Updates lines(ServerWorld& world, const std::vector<Event>& events, const Updates& others = {}) {
  std::string text;
  for (const Event& event : events) text += encode_event(event);
  Updates updates = others;
  updates.push_back(world.log_with(goal_log, text));
  return updates;
}

Updates publication(ServerWorld& world, const TaskSpec& spec) {
  return world.ada().publication({spec}, world.goal().base());
}

TaskRecord claimed_judge(ServerWorld& world) {
  REQUIRE(tell_goal(world, {event_of(EventType::woken, "judge-aaaa")},
                    publication(world, spec_of("judge-aaaa", TaskKind::judge))));
  TaskRecord task = world.worker().find("judge-aaaa").value();
  REQUIRE(world.worker().claim(task, {"large", "m-1", "run", Milliseconds{600'000}}));
  return task;
}

// The judge submits and lands, without a commit, as the end of a plan is written.
Updates ending_of(ServerWorld& world, const TaskRecord& task) {
  Event submitted = make_event(EventType::submitted, system_clock().now(), "worker@one");
  submitted.attempt = 1;
  submitted.nonce = task.state.claim.value().nonce;
  Event landed = make_event(EventType::landed, system_clock().now(), "worker@one");
  landed.attempt = 1;
  landed.reason = "continue";
  const std::string branch = branch_of(task.state.phase, task.id()).value();
  return {world.log_with(refs::task_log(task.id()), encode_event(submitted) + encode_event(landed)),
          {branch, task.branch, std::nullopt}};
}

std::string refused(ServerWorld& world, const Updates& updates, const std::string& words,
                    const std::string& ref = goal_log) {
  return refused_by(world, updates, ref, "transition", words);
}

}  // namespace

TEST_CASE("a judge is called, ends with its verdict and the next cycle in one push, and is filed") {
  ServerWorld world;
  const TaskRecord judge = claimed_judge(world);
  Updates end = ending_of(world, judge);
  const Updates root = publication(world, spec_of("plan-bbbb", TaskKind::plan));
  end.insert(end.end(), root.begin(), root.end());
  CHECK(world.push(lines(world,
                         {judged("continue", "judge-aaaa"), cycle_started(world, 2),
                          event_of(EventType::woken, "plan-bbbb")},
                         end)) == "");
  CHECK(world.goal().state.cycle() == 2);
  CHECK(world.worker().find("judge-aaaa").value().state.phase == Phase::landed);
  CHECK(world.worker().find("plan-bbbb").value().state.phase == Phase::open);
  CHECK(world.push(world.filing()) == "");
  CHECK_FALSE(world.worker().find("judge-aaaa"));
}

TEST_CASE("a judge says that the goal is reached") {
  ServerWorld world;
  const Updates end = ending_of(world, claimed_judge(world));
  CHECK(refused(world, lines(world, {judged("continue", "judge-aaaa"), event_of(EventType::achieved)}, end),
                "achieved when its judge says so") == "");
  CHECK(world.push(lines(world, {judged("achieved", "judge-aaaa"), event_of(EventType::achieved)}, end)) ==
        "");
  CHECK(world.goal().state.phase == GoalPhase::achieved);
}

TEST_CASE("a judge without a verdict, and a verdict without a judge, are refused") {
  ServerWorld world;
  const TaskRecord judge = claimed_judge(world);
  const std::string judge_log = refs::task_log("judge-aaaa");
  CHECK(refused(world, ending_of(world, judge), "ends with its verdict", judge_log) == "");
  CHECK(refused(world, lines(world, {event_of(EventType::paused)}, ending_of(world, judge)),
                "ends with its verdict", judge_log) == "");
  const std::string no_judge = "no judge of the goal that ends in this push";
  CHECK(refused(world, lines(world, {judged("achieved", "judge-aaaa")}), no_judge) == "");
  CHECK(refused(world, lines(world, {judged("achieved", "nobody")}), no_judge) == "");
  CHECK(refused(world, lines(world, {judged("good", "judge-aaaa")}, ending_of(world, judge)),
                "continue, achieved or stuck") == "");
  CHECK(refused(world, lines(world, {judged("stuck", "")}), "names the judge's task") == "");
  CHECK(refused(world, lines(world, {event_of(EventType::achieved)}), "when its judge says so") == "");
}

TEST_CASE("a work task does not end as a judge does, though a verdict comes with it") {
  ServerWorld world;
  const TaskRecord work = world.claimed("x");
  CHECK(refused(world, lines(world, {judged("achieved", "x")}, ending_of(world, work)),
                "has no log but in the ledger", refs::task_log("x")) == "");
}

TEST_CASE("a planner or a judge is called by a task that comes with the call, once") {
  ServerWorld world;
  const std::string words = "no plan or judge that this push publishes";
  const Event woken = event_of(EventType::woken, "plan-bbbb");
  CHECK(refused(world, lines(world, {event_of(EventType::woken)}), "names the task") == "");
  CHECK(refused(world, lines(world, {woken}), words) == "");
  CHECK(refused(world, lines(world, {woken}, publication(world, spec_of("plan-bbbb", TaskKind::work))),
                words) == "");
  TaskSpec elsewhere = spec_of("plan-bbbb", TaskKind::plan);
  elsewhere.goal = "other";
  CHECK(refused(world, lines(world, {woken}, publication(world, elsewhere)), words) == "");
  CHECK(refused(world, lines(world, {woken, woken}, publication(world, spec_of("plan-bbbb", TaskKind::plan))),
                "each task once") == "");
  CHECK(tell_goal(world, {woken}, publication(world, spec_of("plan-bbbb", TaskKind::plan))));
  // One that was there before is nobody's call.
  REQUIRE(world.ada().publish({spec_of("plan-cccc", TaskKind::plan)}, world.goal().base()));
  CHECK(refused(world, lines(world, {event_of(EventType::woken, "plan-cccc")}), words) == "");
}

TEST_CASE("a cycle begins when the one before was judged, at a commit of the target") {
  ServerWorld world;
  const std::string order = "cycle 2 begins when cycle 1 was judged";
  CHECK(refused(world, lines(world, {cycle_started(world, 2)}), order) == "");
  const Updates end = ending_of(world, claimed_judge(world));
  const Event verdict = judged("continue", "judge-aaaa");
  CHECK(refused(world, lines(world, {verdict, cycle_started(world, 3)}, end), order) == "");
  Event astray = cycle_started(world, 2);
  astray.commit = world.work_on(world.goal().target.value()).hex();
  CHECK(refused(world, lines(world, {verdict, astray}, end), "no commit of the goal's target") == "");
  astray.commit = "HEAD";
  CHECK(refused(world, lines(world, {verdict, astray}, end), "no commit of the goal's target") == "");
  CHECK(world.push(lines(world, {verdict, cycle_started(world, 2)}, end)) == "");
}

TEST_CASE("a line is stopped with the failure that stopped it and the call of a planner, and goes on") {
  ServerWorld world;
  CHECK(refused(world, lines(world, {event_of(EventType::restarted)}), "never stopped") == "");
  CHECK(refused(world, lines(world, {halted("")}), "says which failure") == "");
  CHECK(tell_goal(world, {halted("auth by small"), event_of(EventType::woken, "plan-bbbb")},
                  publication(world, spec_of("plan-bbbb", TaskKind::plan))));
  CHECK(refused(world, lines(world, {halted("auth by small")}), "a goal that is open cannot be halted") ==
        "");
  CHECK(tell_goal(world, {event_of(EventType::restarted)}));
  CHECK_FALSE(world.goal().state.halt);
  CHECK(tell_goal(world, {halted("auth by small"), event_of(EventType::paused)}));
  CHECK(refused(world,
                lines(world, {event_of(EventType::woken, "plan-cccc")},
                      publication(world, spec_of("plan-cccc", TaskKind::plan))),
                "a goal that is paused cannot be woken") == "");
}

TEST_CASE("a task is replaced by tasks of its goal that are there or come with the push") {
  ServerWorld world;
  world.publish("x");
  TaskRecord task = world.ada().find("x").value();
  Event cancelled = event_of(EventType::cancelled);
  cancelled.verdict = replaced;
  const auto cancelling = [&](const std::vector<std::string>& by, Updates others = {}) {
    cancelled.replaced_by = by;
    others.push_back(world.log_with(refs::task_log("x"), encode_event(cancelled)));
    others.push_back({branch_of(task.state.phase, "x").value(), task.branch, std::nullopt});
    return others;
  };
  const std::string log = refs::task_log("x");
  CHECK(refused(world, cancelling({"y"}), "replaced by y, which is no task of its goal", log) == "");
  CHECK(refused(world, cancelling({"x"}), "cannot replace itself", log) == "");
  CHECK(refused(world, cancelling({}), "as replaced, and by which ones, or neither", log) == "");
  cancelled.verdict = dropped;
  CHECK(refused(world, cancelling({"y"}, publication(world, spec_of("y", TaskKind::work))),
                "as replaced, and by which ones, or neither", log) == "");
  cancelled.verdict = replaced;
  CHECK(world.push(cancelling({"y"}, publication(world, spec_of("y", TaskKind::work)))) == "");
  CHECK(world.ada().find("x").value().state.replaced_by == std::vector<std::string>{"y"});
  CHECK(world.push(world.filing()) == "");
}

}  // namespace server_calls_test
