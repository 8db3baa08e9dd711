#include "bench/measure.h"

#include <sys/resource.h>

namespace reeve::bench {

namespace {

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double processor_seconds(int who) {
  rusage usage{};
  getrusage(who, &usage);
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace

double own_processor_seconds() {
  return processor_seconds(RUSAGE_SELF);
}
double childrens_processor_seconds() {
  return processor_seconds(RUSAGE_CHILDREN);
}

}  // namespace reeve::bench
