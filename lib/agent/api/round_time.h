// The time of one round: what it has used, what is left, and waiting that a person can end.
#pragma once

#include <optional>

#include "agent/round.h"

namespace reeve {

class RoundTime {
 public:
  // Begins now, by the request's clock. `round` must outlive it.
  explicit RoundTime(const Round& round);

  TimePoint now() const { return clock_.now(); }
  double seconds() const;
  // Absent: there is no limit. Never negative.
  std::optional<Milliseconds> left() const;
  bool is_over() const { return left() == Milliseconds(0); }
  // Calls on_tick about every second meanwhile. False: it was stopped.
  bool wait(Milliseconds duration);

 private:
  const Round& round_;
  Clock& clock_;
  TimePoint start_;
};

}  // namespace reeve
