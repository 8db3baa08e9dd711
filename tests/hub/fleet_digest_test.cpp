#include "hub/fleet_digest.h"

#include <algorithm>
#include <filesystem>
#include <random>
#include <utility>

#include "base/file.h"

#include "history_world.h"
#include "hub/finished_spend.h"
#include "hub/log_note.h"
#include "support/catch.h"
#include "task/digest.h"

namespace fleet_digest_test {

using namespace reeve;
using namespace reeve::test;

namespace {

std::filesystem::path cache_of(HistoryWorld& world) {
  return world.hub().objects().common_dir() / "reeve/status-cache";
}

// Without ids: how many are there depends on where the reading began.
std::string sums_of(LandedTotals landed) {
  landed.ids.clear();
  BinaryWriter out;
  write_landed(out, {{}, {}, landed});
  return out.written();
}

// All of a digest, as bytes that can be compared.
std::string bytes_of(const FleetDigest& fleet) {
  BinaryWriter out;
  for (const GoalDigest& goal : fleet.goals) {
    out.text(goal.goal.id());
    for (const TaskRecord& task : goal.tasks) {
      out.text(task.log.hex());
      write_digest(out, task.state);
    }
    out.text(sums_of(goal.landed));
    std::vector<TaskState> collided = goal.collided;
    std::sort(collided.begin(), collided.end(),
              [](const TaskState& a, const TaskState& b) { return a.spec.id < b.spec.id; });
    for (const auto* tasks : {&goal.filed, &std::as_const(collided)}) {
      out.text("tasks");
      for (const TaskState& task : *tasks) write_digest(out, task);
    }
  }
  for (const DamagedTask& task : fleet.damaged_tasks) out.text(task.id + task.problem);
  for (const git::Ref& offer : fleet.offers) out.text(offer.name);
  return out.written();
}

std::string look(HistoryWorld& world, DigestCache cache) {
  TaskStore store(world.hub(), world.clock(), "lead", world.ada().signature());
  GoalStore goals(store);
  return bytes_of(read_fleet_digest(store, goals, "", cache));
}

GoalDigest digest(HistoryWorld& world, DigestCache cache = DigestCache::used) {
  return read_fleet_digest(world.ada(), world.goals(), "", cache).goals.at(0);
}

// Does one thing after the other to a fleet, whatever can be done.
class RandomStory {
 public:
  RandomStory(unsigned seed, const std::string& kind) : world_(kind), random_(seed) {}

  HistoryWorld& world() { return world_; }

  void step() {
    world_.clock().tick(Milliseconds{60'000 * static_cast<int>(below(40))});
    switch (below(12)) {
      case 0:
      case 1:
        world_.published(fmt::format("t{}", ++tasks_));
        break;
      case 2:
      case 3:
      case 4:
        try_one(Phase::open);
        break;
      case 5:
      case 6:
        if (auto task = any(Phase::ready)) land(*task);
        break;
      case 7:
        if (!landed_.empty()) take_back();
        break;
      case 8:
        if (auto task = any(Phase::open)) cancel(*task);
        break;
      case 9:
        world_.commit_by_hand();
        break;
      case 10:
        disturb();
        break;
      default:
        begin_cycle();
    }
  }

 private:
  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
  }

  std::optional<TaskRecord> any(Phase phase) {
    std::vector<TaskRecord> found;
    for (TaskRecord& task : world_.ada().fleet().tasks) {
      if (task.state.phase == phase) found.push_back(std::move(task));
    }
    if (found.empty()) return std::nullopt;
    return found[below(found.size())];
  }

  // A try that fails, conflicts or is submitted, each at some cost.
  void try_one(Phase phase) {
    auto task = any(phase);
    if (!task || !world_.worker().claim(*task, world_.request())) return;
    Usage usage;
    usage.cost = 0.25 * static_cast<double>(below(8));
    if (below(3) == 0) {
      Failure failure = world_.failure(Outcome::conflict, "it conflicts");
      failure.usage = usage;
      failure.paths = {fmt::format("file{}", below(3))};
      world_.worker().fail(*task, failure, world_.next());
    } else {
      world_.worker().submit(*task, {world_.work("work"), {}, {}, usage, {}});
    }
  }

  void land(const TaskRecord& task) {
    world_.land(task);
    landed_.push_back(task.id());
  }

  void take_back() {
    const std::size_t place = below(landed_.size());
    world_.revert(landed_[place]);
    landed_.erase(landed_.begin() + static_cast<std::ptrdiff_t>(place));
  }

  void cancel(TaskRecord& task) {
    world_.ada().cancel(task, "not wanted");
    world_.file(task);
  }

  void begin_cycle() {
    GoalRecord goal = world_.goal();
    Event cycle = make_event(EventType::cycle_started, world_.clock().now(), "judge");
    cycle.cycle = goal.state.cycle() + 1;
    cycle.commit = goal.target->hex();
    world_.goals().append(goal, cycle);
  }

  // The target is moved back and forth again by a person; the ledger is not there for a look; the cache is
  // damaged.
  void disturb() {
    const auto target = world_.goal().target;
    const auto ledger = world_.hub().read(std::string(refs::ledger));
    const std::filesystem::path cache = cache_of(world_);
    switch (below(5)) {
      case 0:
        world_.move_target(world_.goal().goal_commit);
        look(world_, DigestCache::used);
        world_.move_target(*target);
        break;
      case 1:
        if (!ledger) break;
        world_.forget_ledger();
        look(world_, DigestCache::used);
        world_.set_ledger(ledger);
        break;
      case 2:
        std::filesystem::remove(cache);
        break;
      case 3:
        world_.write_totals();
        break;
      default:
        if (!std::filesystem::exists(cache)) break;
        std::string bytes = read_file(cache);
        bytes[below(bytes.size())] ^= static_cast<char>(1 << below(8));
        write_file(cache, bytes);
    }
  }

  HistoryWorld world_;
  std::mt19937 random_;
  std::vector<std::string> landed_;
  int tasks_ = 0;
};

}  // namespace

TEST_CASE("a fleet looks the same with and without what was read before, whatever happened in between") {
  for (unsigned seed = 1; seed <= 4; ++seed) {
    RandomStory story(seed, seed == 1 ? "local from a linked work tree" : "local bare");
    for (int step = 0; step < 60; ++step) {
      story.step();
      if (step % 3 != 0) continue;
      INFO("seed " << seed << ", step " << step);
      REQUIRE(look(story.world(), DigestCache::used) == look(story.world(), DigestCache::not_used));
      const LandedTotals landed = digest(story.world(), DigestCache::not_used).landed;
      REQUIRE(sums_of(landed) == sums_of(story.world().landed_anew().totals));
    }
    CHECK(std::filesystem::exists(cache_of(story.world())));
  }
}

TEST_CASE("the sums of what landed are those of reading commit by commit") {
  RandomStory story(42, "local bare");
  for (int step = 0; step < 200; ++step) story.step();
  HistoryWorld& world = story.world();
  const GoalDigest goal = digest(world);
  const auto landed = landed_tasks(world.hub().objects(), "g", *goal.goal.target, world.base());
  REQUIRE(landed.size() > 3);
  CHECK(goal.landed.count == landed.size());
  FinishedSpend finished;
  SpendTable spend = goal.landed.spend;
  for (const TaskState& task : goal.filed) add_to(spend, spend_of(task).table);
  CHECK(spend == table_of(finished.update(world.hub().objects(), goal.goal,
                                          world.hub().read(std::string(refs::ledger)))));
}

TEST_CASE("what was read before is not read again") {
  HistoryWorld world("local bare");
  world.published("a");
  world.land(world.submitted("b"));
  look(world, DigestCache::used);
  const std::string bytes = read_file(cache_of(world));
  const auto written = std::filesystem::last_write_time(cache_of(world));
  look(world, DigestCache::used);
  CHECK(std::filesystem::last_write_time(cache_of(world)) == written);
  world.published("c");
  look(world, DigestCache::used);
  CHECK(read_file(cache_of(world)).size() > bytes.size());
}

TEST_CASE("a live log that cannot be read is told each time, with and without a cache") {
  HistoryWorld world("local bare");
  world.published("good");
  const TaskRecord bad = world.published("bad");
  const git::Oid note = write_log_note(world.hub().objects(), bad.log, bad.task_commit, "no log\n", "broken",
                                       world.ada().signature());
  REQUIRE(world.hub().apply({{{refs::task_log("bad"), bad.log, note}}, "broken"}).succeeded());
  for (int times = 0; times < 2; ++times) {
    const FleetDigest fleet = read_fleet_digest(world.ada(), world.goals(), "");
    REQUIRE(fleet.damaged_tasks.size() == 1);
    CHECK(fleet.damaged_tasks.front().problem.starts_with("the log of task bad cannot be read: "));
    CHECK(fleet.goals.at(0).tasks.size() == 1);
  }
}

TEST_CASE("a task that is seen live and on its target counts once, as landed") {
  HistoryWorld world("local bare");
  const TaskRecord task = world.submitted("a");
  world.land(task);
  REQUIRE(world.hub().apply({{{refs::task_log("a"), {}, task.log}}, "as a kill leaves it"}).succeeded());
  const GoalDigest goal = digest(world);
  CHECK(goal.tasks.empty());
  CHECK(goal.landed.count == 1);
}

TEST_CASE("a branch under reeve/ready/ is an offer if it is no task's that waits for the gate") {
  HistoryWorld world("local bare");
  world.submitted("a");
  const TaskRecord open = world.published("b");
  REQUIRE(
      world.hub()
          .apply({{{refs::ready("b"), {}, open.task_commit}, {refs::ready("fix-it"), {}, open.task_commit}},
                  "offered"})
          .succeeded());
  const FleetDigest fleet = read_fleet_digest(world.ada(), world.goals(), "");
  REQUIRE(fleet.offers.size() == 2);
  CHECK(fleet.offers[0].name == refs::ready("b"));
  CHECK(fleet.offers[1].name == refs::ready("fix-it"));
}

}  // namespace fleet_digest_test
