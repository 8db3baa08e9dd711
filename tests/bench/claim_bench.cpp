// Claims by compare-and-swap on a ref a task, against the flat way of fleets: a lock file a task on one
// shared branch, fetched, committed and pushed, and again when somebody was faster. Both by as many processes
// at once.
//
//     claim_bench [WORKERS [TASKS [SECONDS]]]      20 200 60 unless said; the flat way is cut off after
//     SECONDS
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "base/random.h"
#include "base/text.h"
#include "base/text_table.h"
#include "bench/measure.h"
#include "support/child_process.h"
#include "support/fleet.h"

namespace {

using namespace reeve;

struct Size {
  int workers = 20;
  int tasks = 200;
  int seconds = 60;
};

struct Result {
  int claimed = 0;
  double seconds = 0;
  double rate() const { return claimed / seconds; }
};

// Runs `body(number)` in so many processes and waits for all of them.
template <typename Body>
double in_processes(int count, Body body) {
  const bench::Stopwatch watch;
  std::vector<std::unique_ptr<test::ChildProcess>> children;
  for (int number = 0; number < count; ++number) {
    children.push_back(std::make_unique<test::ChildProcess>([&body, number] { body(number); }));
  }
  for (auto& child : children) child->wait();
  return watch.seconds();
}

std::vector<int> shuffled(int count) {
  std::vector<int> numbers;
  for (int number = 0; number < count; ++number) numbers.push_back(number);
  for (std::size_t left = numbers.size(); left > 1; --left)
    std::swap(numbers[left - 1], numbers[random_below(left)]);
  return numbers;
}

// --- One ref a task, on the local hub

Result by_task_store(const Size& size) {
  test::FleetRepository fleet({{"a", "1\n"}}, "");
  std::vector<TaskSpec> specs;
  for (int number = 0; number < size.tasks; ++number) specs.push_back(fleet.task(number, "a"));
  fleet.publish(specs);
  Result result;
  result.seconds = in_processes(size.workers, [&](int) {
    LocalHub hub(git::Repository::open(fleet.path()));
    TaskStore store(hub, system_clock(), "worker", {"worker", "worker@localhost", {}});
    for (const int number : shuffled(size.tasks)) {
      auto task = store.find(specs[static_cast<std::size_t>(number)].id);
      if (task && task->state.phase == Phase::open)
        store.claim(*task, {"agent", "", "run", Milliseconds{600'000}});
    }
  });
  for (const TaskRecord& task : fleet.tasks().fleet().tasks)
    result.claimed += task.state.attempts.size() == 1 ? 1 : 0;
  return result;
}

// --- Through git push, from a clone a worker

bool git_succeeds(const std::filesystem::path& folder, std::vector<std::string> arguments) {
  ProcessSpec spec;
  spec.argv = {"git", "-C", folder.string()};
  spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
  spec.environment = inherited_environment();
  spec.environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
  for (const char* role : {"AUTHOR", "COMMITTER"}) {
    spec.environment[fmt::format("GIT_{}_NAME", role)] = "worker";
    spec.environment[fmt::format("GIT_{}_EMAIL", role)] = "worker@localhost";
  }
  return run_process(spec).succeeded();
}

class Clones {
 public:
  explicit Clones(const Size& size) : server_(git::Repository::Kind::bare) {
    server_.set_ref("refs/heads/locks", server_.commit({{"begun", ""}}, {}));
    for (int number = 0; number < size.workers; ++number) {
      git_succeeds(folder_.path(), {"clone", "--quiet", "--branch", "locks", server_.path().string(),
                                    std::to_string(number)});
    }
  }
  std::filesystem::path clone(int number) const { return folder_.path() / std::to_string(number); }
  test::ScratchRepository& server() { return server_; }

 private:
  test::ScratchRepository server_;
  TemporaryFolder folder_;
};

Result by_pushed_refs(const Size& size) {
  Clones clones(size);
  Result result;
  result.seconds = in_processes(size.workers, [&](int worker) {
    const auto folder = clones.clone(worker);
    // A claim's object must be its own: two that push the same commit are both told that they have won.
    git_succeeds(folder, {"commit", "--quiet", "--allow-empty", "-m", random_base32(16)});
    for (const int number : shuffled(size.tasks)) {
      const std::string ref = fmt::format("refs/heads/claim/{}", number);
      if (clones.server().repository().read_ref(ref)) continue;
      git_succeeds(folder, {"push", "--quiet", "--force-with-lease=" + ref + ":", "origin", "HEAD:" + ref});
    }
  });
  result.claimed = static_cast<int>(clones.server().repository().list_refs("refs/heads/claim/").size());
  return result;
}

Result by_lock_files(const Size& size) {
  Clones clones(size);
  Result result;
  result.seconds = in_processes(size.workers, [&](int worker) {
    const auto folder = clones.clone(worker);
    const bench::Stopwatch watch;
    while (watch.seconds() < size.seconds) {
      git_succeeds(folder, {"fetch", "--quiet", "origin", "locks"});
      git_succeeds(folder, {"reset", "--quiet", "--hard", "FETCH_HEAD"});
      std::vector<int> free;
      for (const int number : shuffled(size.tasks)) {
        if (!std::filesystem::exists(folder / fmt::format("lock{}", number))) free.push_back(number);
      }
      if (free.empty()) return;
      const std::string name = fmt::format("lock{}", free.front());
      write_file(folder / name, std::to_string(worker));
      git_succeeds(folder, {"add", name});
      git_succeeds(folder, {"commit", "--quiet", "-m", name});
      git_succeeds(folder, {"push", "--quiet", "origin", "HEAD:locks"});
    }
  });
  result.claimed =
      static_cast<int>(
          clones.server().files_of(*clones.server().repository().read_ref("refs/heads/locks")).size()) -
      1;
  return result;
}

}  // namespace

int main(int count, char** words) {
  Size size;
  if (count > 1) size.workers = std::atoi(words[1]);
  if (count > 2) size.tasks = std::atoi(words[2]);
  if (count > 3) size.seconds = std::atoi(words[3]);
  const Result flat = by_lock_files(size);
  reeve::TextTable table({{"way"},
                          {"claimed", reeve::Align::right},
                          {"s", reeve::Align::right},
                          {"claims/s", reeve::Align::right},
                          {"ratio", reeve::Align::right}});
  const auto add = [&](const std::string& way, const Result& result) {
    table.add_row({way, fmt::format("{} of {}", result.claimed, size.tasks),
                   fmt::format("{:.2f}", result.seconds), fmt::format("{:.1f}", result.rate()),
                   fmt::format("{:.1f}", result.rate() / flat.rate())});
  };
  add("lock files on a shared branch, git push", flat);
  add("a ref a task, git push", by_pushed_refs(size));
  add("a ref a task, local hub", by_task_store(size));
  std::fputs(table.render().c_str(), stdout);
  return 0;
}
