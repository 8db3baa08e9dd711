// Processes that are killed in the middle of transactions, and git beside them.
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "base/random.h"
#include "hub/local_hub.h"
#include "support/catch.h"
#include "support/repository.h"
#include "test_hubs.h"

namespace crash_test {

using namespace reeve;
using namespace reeve::test;

namespace {

namespace fs = std::filesystem;

// Moves a, b and c to the same commit again and again, and makes one of even and odd while it deletes the
// other, until it is killed.
[[noreturn]] void work_until_killed(const fs::path& path) {
  try {
    LocalHub hub(git::Repository::open(path));
    for (int turn = 0;; ++turn) {
      const auto now = hub.read("refs/heads/a");
      const bool is_even = hub.read("refs/t/even").has_value();
      const git::Oid next = commit_saying(hub, fmt::format("turn {} of {}", turn, ::getpid()));
      const auto even = is_even ? now : std::nullopt;
      const auto odd = is_even ? std::nullopt : now;
      hub.apply({{{"refs/heads/a", now, next},
                  {"refs/notes/deep/b", now, next},
                  {"refs/t/even", even, is_even ? std::nullopt : std::optional(next)},
                  {"refs/t/odd", odd, is_even ? std::optional(next) : std::nullopt},
                  {"refs/t/c", now, next}},
                 "turn"});
    }
  } catch (...) {
    ::_exit(1);
  }
}

std::string lock_files(const fs::path& folder) {
  std::string found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name.find(".lock") != std::string::npos && name != "refs.lock") found += entry.path().string() + "\n";
  }
  return found;
}

// "" if all refs are of one turn.
std::string torn(Hub& hub) {
  const auto a = hub.read("refs/heads/a");
  const auto even = hub.read("refs/t/even");
  const auto odd = hub.read("refs/t/odd");
  const bool is_whole = hub.read("refs/notes/deep/b") == a && hub.read("refs/t/c") == a &&
                        even.has_value() != odd.has_value() && (even ? even : odd) == a;
  return is_whole || !a ? "" : describe_refs(hub);
}

}  // namespace

TEST_CASE("processes that are killed leave whole transactions, no locks, and no waiting") {
  constexpr int rounds = 110;
  ScratchRepository repository(git::Repository::Kind::bare);
  const fs::path folder = repository.repository().common_dir();
  int ended_by_kill = 0;
  Milliseconds longest{0};
  for (int round = 0; round < rounds; ++round) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) work_until_killed(repository.path());
    // Not a wait for something: the moment of the kill.
    std::this_thread::sleep_for(std::chrono::microseconds{2'000 + random_below(10'000)});
    ::kill(child, SIGKILL);
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    if (WIFSIGNALED(status)) ++ended_by_kill;

    const auto start = std::chrono::steady_clock::now();
    LocalHub hub(git::Repository::open(repository.path()));
    const auto before = hub.read("refs/other");
    REQUIRE(
        hub.apply({{{"refs/other", before, commit_saying(hub, std::to_string(round))}}, "next"}).succeeded());
    const auto taken = std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - start);
    longest = std::max(longest, taken);
    REQUIRE(torn(hub) == "");
    REQUIRE(lock_files(folder) == "");
    if (round % 10 == 9) repository.git({"pack-refs", "--all"});
  }
  CHECK(ended_by_kill == rounds);
  CHECK(longest < Milliseconds{5'000});
  const git::Oid last = *LocalHub(git::Repository::open(repository.path())).read("refs/heads/a");
  CHECK(repository.repository().read_commit(last).message.starts_with("turn "));
}

TEST_CASE("git update-ref and hubs that race on one ref lose nothing of each other") {
  constexpr std::size_t changes_each = 40;
  ScratchRepository repository(git::Repository::Kind::bare);
  const git::Signature author{"Test", "test@localhost", TimePoint{Milliseconds{1'800'000'000'000}}};
  const auto child_of = [&](git::Repository& objects, const git::Oid& parent, const std::string& text) {
    return objects.write_commit({objects.tree_of(parent), {parent}, text, author, author});
  };
  LocalHub first(git::Repository::open(repository.path()));
  const git::Oid root = commit_saying(first, "root");
  REQUIRE(first.apply({{{"refs/heads/x", {}, root}}, "start"}).succeeded());

  std::jthread git_process([&] {
    git::Repository objects = git::Repository::open(repository.path());
    for (std::size_t done = 0; done < changes_each;) {
      const git::Oid current = *objects.read_ref("refs/heads/x");
      try {
        repository.git(
            {"update-ref", "refs/heads/x", child_of(objects, current, "git").hex(), current.hex()});
        ++done;
      } catch (const std::runtime_error&) {
        // Lost the race, or met our lock.
      }
    }
  });
  const auto change = [&] {
    LocalHub hub(git::Repository::open(repository.path()));
    for (std::size_t done = 0; done < changes_each;) {
      const git::Oid current = *hub.read("refs/heads/x");
      const git::Oid next = child_of(hub.objects(), current, "hub " + random_base32(8));
      if (hub.apply({{{"refs/heads/x", current, next}}, "race"}).succeeded()) ++done;
    }
  };
  std::jthread second(change);
  change();
  second.join();
  git_process.join();
  const git::Oid last = *first.read("refs/heads/x");
  CHECK(first.objects().history(last, root).size() == 3 * changes_each);
}

}  // namespace crash_test
