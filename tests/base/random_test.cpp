#include "base/random.h"

#include <algorithm>
#include <set>

#include "support/catch.h"

namespace random_test {

using namespace reeve;

TEST_CASE("random names have the asked length and letters, and differ") {
  std::set<std::string> names;
  for (int i = 0; i < 1'000; ++i) {
    const std::string name = random_base32(16);
    CHECK(name.size() == 16);
    CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz234567") == name.npos);
    names.insert(name);
  }
  CHECK(names.size() == 1'000);
  CHECK(random_base32(0).empty());
}

TEST_CASE("random numbers reach all values below the bound and no other") {
  std::set<std::uint64_t> seen;
  for (int i = 0; i < 1'000; ++i) seen.insert(random_below(5));
  CHECK(seen == std::set<std::uint64_t>{0, 1, 2, 3, 4});
  CHECK(random_below(0) == 0);
  CHECK(random_below(1) == 0);
}

TEST_CASE("the window of a backoff doubles up to its cap") {
  const auto longest = [](unsigned attempt) {
    Milliseconds most{0};
    for (int i = 0; i < 2'000; ++i) {
      const Milliseconds pause = backoff(attempt, Milliseconds(10), Milliseconds(50));
      CHECK(pause.count() >= 0);
      most = std::max(most, pause);
    }
    return most.count();
  };
  CHECK(longest(0) == 10);
  CHECK(longest(1) == 20);
  CHECK(longest(2) == 40);
  CHECK(longest(3) == 50);
  CHECK(longest(4'000'000'000) == 50);
}

TEST_CASE("a backoff without a window does not wait") {
  CHECK(backoff(3, Milliseconds(0), Milliseconds(50)) == Milliseconds(0));
  CHECK(backoff(3, Milliseconds(10), Milliseconds(0)) == Milliseconds(0));
}

}  // namespace random_test
