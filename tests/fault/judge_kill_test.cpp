// A gate that is killed changes nothing of the outcome, and leaves nothing running.
#include <signal.h>

#include <cstdlib>
#include <random>

#include "base/random.h"
#include "support/catch.h"
#include "support/gate_load.h"
#include "support/spawned.h"

using namespace reeve;

namespace {

// $REEVE_KILLS for the full count: 50 take two minutes.
int kills() {
  const char* wanted = std::getenv("REEVE_KILLS");
  return wanted == nullptr ? 6 : std::atoi(wanted);
}

bool ends_soon(const std::string& what) {
  for (int tries = 0; tries < 200; ++tries) {
    if (test::processes_with(what).empty()) return true;
    system_clock().sleep(Milliseconds{25});
  }
  return false;
}

}  // namespace

TEST_CASE("a judge that is killed at random moments decides as one that is not") {
  const auto seed = static_cast<unsigned>(random_below(1'000'000));
  INFO("seed " << seed);
  std::mt19937 random(seed);
  const int most = kills();
  int killed = 0;
  int rounds = 0;
  while (killed < most) {
    test::GateLoad load({24, 200, 2, 2, 2});
    load.submit_all();
    for (int left = std::max(most / 5, 3); left > 0 && killed < most; --left) {
      test::Spawned judge(load.fleet().reeve_command({"judge", "--quiet"}), load.fleet().environment());
      system_clock().sleep(Milliseconds{std::uniform_int_distribution<int>(1, 250)(random)});
      if (!judge.running()) break;
      judge.send(SIGKILL);
      judge.wait();
      ++killed;
      CHECK(ends_soon(load.fleet().path().string()));
    }
    const ProcessResult last = load.fleet().reeve({"judge"});
    INFO(describe_end(last) << "\n" << last.out << last.err);
    CHECK(load.flaws() == std::vector<std::string>{});
    REQUIRE(++rounds < 100);
  }
}
