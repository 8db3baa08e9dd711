// The clocks that the benchmarks take their figures with.
#pragma once

#include <chrono>
#include <string>

namespace reeve::bench {

class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

// Processor seconds of this process, or of its children that have ended and been waited for.
double own_processor_seconds();
double childrens_processor_seconds();

}  // namespace reeve::bench
