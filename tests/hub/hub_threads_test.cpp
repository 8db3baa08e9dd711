// Several threads, each with a hub of its own on the same refs.
#include <fmt/format.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "support/catch.h"
#include "test_hubs.h"

namespace hub_threads_test {

using namespace reeve;
using namespace reeve::test;

namespace {

constexpr int threads = 8;
constexpr int rounds = 40;

// Runs `work` with the thread's number and hub in each thread; gives what it threw, or nothing.
template <typename Work>
std::string in_threads(HubFactory& hubs, Work work) {
  std::mutex mutex;
  std::string trouble;
  std::vector<std::jthread> running;
  for (int number = 0; number < threads; ++number) {
    running.emplace_back([&, number] {
      try {
        const auto hub = hubs.open();
        work(number, *hub);
      } catch (const std::exception& error) {
        const std::lock_guard lock(mutex);
        trouble += std::string(error.what()) + "\n";
      }
    });
  }
  running.clear();
  return trouble;
}

}  // namespace

TEST_CASE("of eight hubs that race on one ref exactly one wins each round") {
  const std::string kind = GENERATE(from_range(kinds_of_near_hub()));
  INFO(kind);
  const auto hubs = make_hubs(kind);
  std::vector<std::atomic<int>> winners(rounds);
  std::barrier start(threads);
  const std::string trouble = in_threads(*hubs, [&](int number, Hub& hub) {
    std::optional<git::Oid> current;
    for (int round = 0; round < rounds; ++round) {
      const git::Oid mine = commit_saying(hub, fmt::format("round {} of {}", round, number));
      start.arrive_and_wait();
      const ApplyResult result = hub.apply({{{"refs/x/one", current, mine}}, "race"});
      if (result.succeeded()) ++winners[static_cast<std::size_t>(round)];
      start.arrive_and_wait();
      current = hub.read("refs/x/one");
    }
  });
  CHECK(trouble == "");
  for (const auto& count : winners) CHECK(count == 1);
}

TEST_CASE("eight hubs that change refs of their own never fail and never lose a race") {
  const std::string kind = GENERATE(from_range(kinds_of_near_hub()));
  INFO(kind);
  const auto hubs = make_hubs(kind);
  std::atomic<int> lost = 0;
  const std::string trouble = in_threads(*hubs, [&](int number, Hub& hub) {
    const std::string ref = fmt::format("refs/x/{}/own", number);
    for (int round = 0; round < rounds; ++round) {
      const git::Oid mine = commit_saying(hub, fmt::format("round {} of {}", round, number));
      if (!hub.apply({{{ref, std::nullopt, mine}}, "create"}).succeeded()) ++lost;
      if (!hub.apply({{{ref, mine, std::nullopt}}, "delete"}).succeeded()) ++lost;
    }
    if (!hub.apply({{{ref, std::nullopt, commit_saying(hub, "end")}}, "create"}).succeeded()) ++lost;
  });
  CHECK(trouble == "");
  CHECK(lost == 0);
  CHECK(hubs->open()->list("refs/x/").size() == threads);
}

}  // namespace hub_threads_test
