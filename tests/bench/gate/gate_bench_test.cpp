// Strict against its baselines in one run of the simulator, with room: the figures themselves are
// gate_bench's, by hand.
#include "gate/workload.h"
#include "support/catch.h"

namespace gate_bench_test {

using namespace reeve::bench;

TEST_CASE("strict lands several times what one batch or a window of twenty lands, sooner and with less") {
  Workload workload;
  workload.hours = 1;
  workload.an_hour = 600;
  workload.semantic = workload.textual = 0;
  const Figures strict = measure("strict", workload);
  const Figures window = measure("window", workload);
  const Figures batch = measure("batch", workload);
  CHECK(strict.landed_an_hour > 3 * window.landed_an_hour);
  CHECK(strict.landed_an_hour > 3 * batch.landed_an_hour);
  CHECK(strict.median < window.median / 3);
  CHECK(strict.median < batch.median / 3);
  CHECK(strict.builds < window.builds / 2);
  CHECK(strict.landed_good > 0.99);
  CHECK(strict.wrong_pushes == 0);
}

}  // namespace gate_bench_test
