// Many worker processes that want the same tasks.
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <map>

#include "base/fake_clock.h"
#include "base/file.h"
#include "base/text.h"
#include "hub/local_hub.h"
#include "hub/task_store.h"
#include "support/catch.h"
#include "support/repository.h"
#include "test_hubs.h"

namespace claim_race_test {

using namespace reeve;
using namespace reeve::test;

namespace {

constexpr int workers = 16;
constexpr std::size_t tasks = 200;
const git::Signature signature{"Test", "test@localhost", TimePoint{}};

// Lets nobody start before all have said that they are ready.
class StartingLine {
 public:
  StartingLine() {
    REQUIRE(::pipe(ready_) == 0);
    REQUIRE(::pipe(start_) == 0);
  }
  // In each child.
  void wait() const {
    ::close(start_[1]);
    char byte = 0;
    (void)!::write(ready_[1], &byte, 1);
    (void)!::read(start_[0], &byte, 1);  // ends when the parent closes its side
  }
  // In the parent.
  void start_all(int children) const {
    ::close(ready_[1]);
    char byte = 0;
    for (int number = 0; number < children; ++number) REQUIRE(::read(ready_[0], &byte, 1) == 1);
    for (const int descriptor : {ready_[0], start_[0], start_[1]}) ::close(descriptor);
  }

 private:
  int ready_[2];
  int start_[2];
};

// Reads all tasks, waits for the start, and tries to claim every one as it was then. The ids of those it won.
std::string claim_all(const std::filesystem::path& repository, const StartingLine& line) {
  LocalHub hub(git::Repository::open(repository));
  FakeClock clock;
  TaskStore store(hub, clock, fmt::format("worker {}", ::getpid()), signature);
  Fleet fleet = store.fleet();
  line.wait();
  std::string won;
  for (TaskRecord& task : fleet.tasks) {
    if (store.claim(task, {"small", "", "run", Milliseconds{600'000}})) won += task.id() + "\n";
  }
  return won;
}

[[noreturn]] void be_a_worker(const std::filesystem::path& repository, const std::filesystem::path& result,
                              const StartingLine& line) {
  try {
    write_file(result, claim_all(repository, line));
    ::_exit(0);
  } catch (...) {
    ::_exit(1);
  }
}

}  // namespace

TEST_CASE("of 16 processes that claim 200 tasks each task has exactly one winner") {
  ScratchRepository repository(git::Repository::Kind::bare);
  TemporaryFolder results;
  LocalHub hub(git::Repository::open(repository.path()));
  FakeClock clock;
  TaskStore store(hub, clock, "ada", signature);
  std::vector<TaskSpec> specs(tasks);
  for (std::size_t i = 0; i < tasks; ++i) {
    specs[i].id = fmt::format("t-{:03}", i);
    specs[i].goal = "g";
    specs[i].title = "T";
  }
  REQUIRE(store.publish(specs, commit_saying(hub, "base")));

  const StartingLine line;
  std::vector<pid_t> children;
  for (int number = 0; number < workers; ++number) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) be_a_worker(repository.path(), results.path() / std::to_string(number), line);
    children.push_back(child);
  }
  line.start_all(workers);

  std::map<std::string, int> winners;
  std::size_t processes_that_won = 0;
  for (int number = 0; number < workers; ++number) {
    int status = -1;
    REQUIRE(::waitpid(children[static_cast<std::size_t>(number)], &status, 0) > 0);
    REQUIRE(status == 0);
    const auto won = split_lines(read_file(results.path() / std::to_string(number)));
    if (!won.empty()) ++processes_that_won;
    for (const std::string& id : won) ++winners[id];
  }
  CHECK(winners.size() == tasks);
  for (const auto& [id, count] : winners) {
    if (count != 1) FAIL(id << " has " << count << " winners");
  }
  CHECK(processes_that_won > 1);
  for (const TaskRecord& task : store.fleet().tasks) {
    if (task.state.attempts.size() != 1 || !task.state.passed_over.empty()) FAIL(task.text);
  }
}

}  // namespace claim_race_test
