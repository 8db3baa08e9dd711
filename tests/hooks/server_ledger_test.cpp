// The ledger on a server with the gate.
#include "hub/ledger.h"

#include "hooks/server_world.h"
#include "support/catch.h"
#include "task/ref_names.h"

namespace server_ledger_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::string ledger_ref = "refs/notes/reeve/ledger";
const git::Signature author{"Eve", "eve@localhost", TimePoint{Milliseconds{1'800'000'000'000}}};

// A world in which x has landed and is in the ledger.
struct Landed : ServerWorld {
  Landed() {
    submitted("x");
    if (!push(landing({"x"})).empty()) throw std::runtime_error("it does not land");
    tip = hub().read(ledger_ref).value();
    commit = goal().target.value();
  }
  std::string refused(const std::optional<git::Oid>& ledger, const std::string& words) {
    return refused_by(*this, {{ledger_ref, tip, ledger}}, ledger_ref, "ledger", words);
  }
  git::Oid with_note(const git::Oid& on, const std::string& note) {
    return write_ledger(objects(), tip, {{on, note}}, "mine\n", author);
  }
  std::string note() { return read_ledger(objects(), tip, commit).value(); }

  git::Oid tip;
  git::Oid commit;
};

}  // namespace

TEST_CASE("notes of the ledger stay as they are") {
  Landed world;
  CHECK(world.refused(std::nullopt, "never deleted") == "");
  CHECK(world.refused(world.with_note(world.commit, "Task: eve's\n\n" + world.note()), "is changed") == "");
  git::CommitData empty = world.objects().read_commit(world.tip);
  empty.parents = {world.tip};
  empty.tree = world.objects().write_tree({});
  CHECK(world.refused(world.objects().write_commit(empty), "is removed") == "");
  const git::Oid anew =
      write_ledger(world.objects(), std::nullopt, {{world.commit, world.note()}}, "anew\n", author);
  CHECK(world.refused(anew, "not built on the commit") == "");
  CHECK(world.refused(world.objects().tree_of(world.tip), "no commit") == "");
}

TEST_CASE("nothing is added to the ledger but what lands or is filed in the same push") {
  Landed world;
  world.submitted("y");
  const git::Oid other = world.work_on(world.commit);
  CHECK(world.refused(world.with_note(other, "no log"), "has no log in it") == "");
  CHECK(world.refused(world.with_note(other, world.note()), "not that of a task that lands") == "");
  CHECK(world.refused(world.with_note(other, "\n\n{\"reeve\":\"task\"}\n"), "cannot be read") == "");
  const std::string log = world.worker().find("y").value().text;
  CHECK(world.refused(world.with_note(world.goal().goal_commit, log), "not one of its ended tasks") == "");
}

TEST_CASE("a log leaves only whole, and with an end that it may have") {
  Landed world;
  world.submitted("y");
  const std::string log_ref = refs::task_log("y");
  const TaskRecord task = world.worker().find("y").value();
  const auto refused = [&](const std::string& note) {
    const Updates updates{{log_ref, task.log, std::nullopt},
                          {ledger_ref, world.tip, world.with_note(world.goal().goal_commit, note)}};
    return refused_by(world, updates, log_ref, "log", "into the ledger");
  };
  CHECK(refused(task.text) == "");  // it is ready, and not cancelled
  TaskRecord cancelled = task;
  REQUIRE(world.ada().cancel(cancelled, "no"));
  const std::string first_line = cancelled.text.substr(0, cancelled.text.find('\n') + 1);
  const Updates cut{{log_ref, cancelled.log, std::nullopt},
                    {ledger_ref, world.tip, world.with_note(world.goal().goal_commit, first_line)}};
  CHECK(refused_by(world, cut, log_ref, "log", "into the ledger") == "");
  CHECK(world.push(world.filing()) == "");
  CHECK(read_ledger(world.objects(), world.hub().read(ledger_ref), world.goal().goal_commit) ==
        cancelled.text);
}

TEST_CASE("a task does not go as landed while the target stays") {
  ServerWorld world;
  world.submitted("x");
  const Updates honest = world.landing({"x"});
  Updates updates = honest;
  std::erase_if(updates, [&](const git::RefUpdate& update) {
    return update.ref == world.target() || update.ref == "refs/heads/reeve/green/goal";
  });
  CHECK(refused_by(world, updates, ledger_ref, "ledger", "is not put on the goal's target") == "");
  CHECK(refused_by(world, updates, refs::task_log("x"), "log", "into the ledger") == "");
  CHECK(world.push(honest) == "");
}

TEST_CASE("totals of the ledger come with a landing, and are what has landed before it") {
  Landed world;
  world.submitted("y");
  const auto totals_of = [&](const git::Oid& tip) {
    LandingReader reader(world.objects(), std::nullopt);
    const GoalRecord goal = world.goal();
    return read_landed(world.objects(), reader, {"goal", base_of(goal.state, goal.goal_commit), tip}, {});
  };
  const LandedReading honest = totals_of(world.commit);
  REQUIRE(honest.totals.count == 1);
  const std::string path = "totals/goal";
  const auto landing_with = [&](const std::string& goal, const std::string& text) {
    Updates landing = world.landing({"y"});
    git::RefUpdate& ledger = update_of(landing, ledger_ref);
    ledger.desired = write_ledger(world.objects(), ledger.desired, {}, "totals\n", author, {{goal, text}});
    return landing;
  };
  const auto refused = [&](const Updates& updates, const std::string& words) {
    return refused_by(world, updates, ledger_ref, "ledger", words);
  };
  const std::string wrong = path + " does not hold the sums of what has landed before this push";
  LandedReading forged = honest;
  forged.totals.cost = 0.01;
  CHECK(refused(landing_with("goal", totals_text("goal", forged)), wrong) == "");
  CHECK(refused(landing_with("goal", "no totals\n"), wrong) == "");
  Updates updates = world.landing({"y"});
  const git::Oid too_far = update_of(updates, world.target()).desired.value();
  CHECK(refused(landing_with("goal", totals_text("goal", totals_of(too_far))), wrong) == "");
  const std::string homeless = " is written without a landing of its goal, or removed";
  CHECK(refused(landing_with("other", totals_text("other", honest)), "totals/other" + homeless) == "");
  const git::Oid alone =
      write_ledger(world.objects(), world.tip, {}, "mine\n", author, {{"goal", totals_text("goal", honest)}});
  CHECK(world.refused(alone, path + homeless) == "");
  CHECK(world.push(landing_with("goal", totals_text("goal", honest))) == "");
  world.tip = world.hub().read(ledger_ref).value();
  git::CommitData without = world.objects().read_commit(world.tip);
  without.tree = world.objects().tree_of(without.parents.front());
  without.parents = {world.tip};
  CHECK(world.refused(world.objects().write_commit(without), path + homeless) == "");
}

}  // namespace server_ledger_test
