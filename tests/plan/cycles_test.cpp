#include "plan/cycles.h"

#include "support/catch.h"

namespace cycles_test {

using namespace reeve;

namespace {

using Cycles = std::vector<std::vector<std::size_t>>;

}  // namespace

TEST_CASE("tasks without a circle have no cycle") {
  CHECK(find_cycles({}, 10) == Cycles{});
  CHECK(find_cycles({{}, {0}, {0, 1}, {2, 0}}, 10) == Cycles{});
}

TEST_CASE("a cycle begins at its smallest task and follows what waits for what") {
  CHECK(find_cycles({{}, {3}, {1}, {2}}, 10) == Cycles{{1, 3, 2}});
  CHECK(find_cycles({{0}}, 10) == Cycles{{0}});
}

TEST_CASE("every cycle is found, once") {
  CHECK(find_cycles({{1, 2}, {0}, {0}}, 10) == Cycles{{0, 1}, {0, 2}});     // two that share a task
  CHECK(find_cycles({{1}, {0}, {3}, {2}}, 10) == Cycles{{0, 1}, {2, 3}});   // two apart
  CHECK(find_cycles({{1, 1}, {0, 0}}, 10) == Cycles{{0, 1}});               // said twice
  CHECK(find_cycles({{1}, {2}, {0, 1}}, 10) == Cycles{{0, 1, 2}, {1, 2}});  // one inside the other
  CHECK(find_cycles({{1}, {2}, {1}}, 10) == Cycles{{1, 2}});                // with a way that leads there
}

TEST_CASE("the number of cycles has a limit") {
  constexpr std::size_t count = 60;
  Cycles all(count);
  for (auto& after : all) {
    for (std::size_t other = 0; other < count; ++other) after.push_back(other);
  }
  CHECK(find_cycles(all, 5).size() == 5);
}

TEST_CASE("a chain of 100,000 tasks is no trouble, nor is one that is closed") {
  Cycles chain(100'000);
  for (std::size_t index = 0; index + 1 < chain.size(); ++index) chain[index] = {index + 1};
  CHECK(find_cycles(chain, 5).empty());
  chain.back() = {0};
  const Cycles closed = find_cycles(chain, 5);
  REQUIRE(closed.size() == 1);
  CHECK(closed[0].size() == chain.size());
}

}  // namespace cycles_test
