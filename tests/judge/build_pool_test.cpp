// Builds side by side: which threads run them, and what ends them.
#include "judge/build_pool.h"

#include <atomic>
#include <cstdlib>
#include <latch>
#include <set>

#include "base/error.h"
#include "support/catch.h"
#include "support/repository.h"

namespace build_pool_test {

using namespace reeve;

namespace {

using Checks = std::function<CheckResult(const git::Oid& commit, Workspace& workspace, std::stop_token stop)>;

Runners running(Checks checks) {
  Runners runners;
  runners.checks = [checks = std::move(checks)](const std::vector<std::string>& commands,
                                                git::Repository& repository, const git::Oid& commit,
                                                Workspace& workspace, const Config&, CheckPlace where,
                                                const std::stop_token& stop, const std::function<void()>&) {
    Receipt receipt;
    receipt.tree = repository.tree_of(commit).hex();
    receipt.command = commands.front();
    receipt.where = where;
    receipt.result = checks(commit, workspace, stop);
    return std::vector<Receipt>{receipt};
  };
  return runners;
}

struct World {
  World() {
    ::setenv("REEVE_WORKSPACES", workspaces.path().c_str(), 1);
    for (int number = 0; number < 4; ++number)
      commits.push_back(scratch.commit({{"n", std::to_string(number)}}, {}));
  }
  ~World() { ::unsetenv("REEVE_WORKSPACES"); }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  BuildJob job(std::uint64_t number) { return {number, {"check"}, commits.at(number), {}}; }

  TemporaryFolder workspaces;
  test::ScratchRepository scratch{git::Repository::Kind::bare};
  std::vector<git::Oid> commits;
  std::stop_source stop;
};

// The numbers of so many builds, when they have ended.
std::set<std::uint64_t> ends_of(BuildPool& pool, std::size_t count) {
  std::set<std::uint64_t> ended;
  for (int tries = 0; tries < 1'000 && ended.size() < count; ++tries) {
    for (const BuildEnd& end : pool.wait(Milliseconds{100})) ended.insert(end.number);
  }
  return ended;
}

void wait_for(const std::stop_token& stop) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any().wait_for(lock, stop, std::chrono::seconds(60), [] { return false; });
}

}  // namespace

TEST_CASE("builds in several slots run side by side, each in a workspace of its own") {
  World world;
  std::latch all_there(3);
  std::mutex mutex;
  std::set<std::string> folders;
  const Runners runners = running([&](const git::Oid&, Workspace& workspace, const std::stop_token&) {
    {
      const std::lock_guard lock(mutex);
      folders.insert(workspace.files().folder().string());
    }
    all_there.arrive_and_wait();
    return CheckResult::pass;
  });
  BuildPool pool(world.scratch.repository(), {}, runners, 3, world.stop.get_token());
  for (std::uint64_t number = 0; number < 3; ++number) pool.start(world.job(number));
  CHECK(ends_of(pool, 3) == std::set<std::uint64_t>{0, 1, 2});
  CHECK(folders.size() == 3);
}

TEST_CASE("with one slot a build runs on the thread that waits for it") {
  World world;
  std::vector<std::thread::id> threads;
  const Runners runners = running([&](const git::Oid&, Workspace&, const std::stop_token&) {
    threads.push_back(std::this_thread::get_id());
    return CheckResult::pass;
  });
  BuildPool pool(world.scratch.repository(), {}, runners, 1, world.stop.get_token());
  for (std::uint64_t number = 0; number < 2; ++number) pool.start(world.job(number));
  CHECK(threads.empty());
  CHECK(ends_of(pool, 2) == std::set<std::uint64_t>{0, 1});
  CHECK(threads == std::vector<std::thread::id>(2, std::this_thread::get_id()));
}

TEST_CASE("a build that is cancelled is stopped and tells nothing, and its slot goes to the next") {
  World world;
  std::atomic<int> stopped{0};
  const Runners runners = running([&](const git::Oid& commit, Workspace&, const std::stop_token& stop) {
    if (commit != world.commits[0]) return CheckResult::pass;
    wait_for(stop);
    ++stopped;
    return CheckResult::could_not_run;
  });
  BuildPool pool(world.scratch.repository(), {}, runners, 2, world.stop.get_token());
  for (std::uint64_t number = 0; number < 4; ++number) pool.start(world.job(number));
  pool.cancel(0);
  pool.cancel(3'000);
  CHECK(ends_of(pool, 3) == std::set<std::uint64_t>{1, 2, 3});
  CHECK(pool.wait(Milliseconds{0}).empty());
}

TEST_CASE("a stop, and the end of the pool, end every build") {
  World world;
  std::latch all_there(2);
  std::atomic<int> stopped{0};
  const Runners runners = running([&](const git::Oid&, Workspace&, const std::stop_token& stop) {
    all_there.count_down();
    wait_for(stop);
    ++stopped;
    return CheckResult::could_not_run;
  });
  const bool is_stopped = GENERATE(true, false);
  {
    BuildPool pool(world.scratch.repository(), {}, runners, 2, world.stop.get_token());
    pool.start(world.job(0));
    pool.start(world.job(1));
    all_there.wait();
    if (is_stopped) {
      world.stop.request_stop();
      CHECK(pool.wait(Milliseconds{60'000}).empty());
    }
  }
  CHECK(stopped == 2);
}

TEST_CASE("what a build throws is thrown to whoever waits") {
  World world;
  const std::size_t slots = GENERATE(1U, 2U);
  const Runners runners = running([](const git::Oid&, Workspace&, const std::stop_token&) -> CheckResult {
    throw Error(ErrorKind::io, "the disk is full");
  });
  BuildPool pool(world.scratch.repository(), {}, runners, slots, world.stop.get_token());
  pool.start(world.job(0));
  CHECK_THROWS_WITH(pool.wait(Milliseconds{60'000}), "the disk is full");
}

TEST_CASE("a check that cannot run is tried without the change") {
  World world;
  const Runners runners = running([&](const git::Oid& commit, Workspace&, const std::stop_token&) {
    return commit == world.commits[1] ? CheckResult::could_not_run : CheckResult::pass;
  });
  BuildPool pool(world.scratch.repository(), {}, runners, 1, world.stop.get_token());
  BuildJob job = world.job(1);
  job.without = world.commits[0];
  pool.start(job);
  const auto ends = pool.wait(Milliseconds{0});
  REQUIRE(ends.size() == 1);
  CHECK(ends[0].receipts.back().result == CheckResult::could_not_run);
  CHECK(ends[0].without.back().result == CheckResult::pass);
}

}  // namespace build_pool_test
