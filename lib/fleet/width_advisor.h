// How many workers a fleet should have: as many as still make more work land.
//
// Doubling while it pays, as TCP's slow start does (Jacobson, "Congestion avoidance and control", 1988), then
// halving the range between the largest width that paid and the smallest that did not; back at once to half
// where too many attempts conflict (the multiplicative decrease of Chiu and Jain, 1989). What pays is
// measured as throughput, as in the hill climbing of .NET's thread pool (Hellerstein et al., 2009), since the
// times of single attempts differ too much to tell anything.
//
// Pure, and knows no time but what it is told.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "base/clock.h"

namespace reeve {

// What a look at the fleet showed; counts only grow.
struct WidthFacts {
  TimePoint now{};
  std::size_t landed = 0;
  std::size_t ended = 0;      // attempts that were submitted or have failed
  std::size_t conflicts = 0;  // attempts that failed because of what landed meanwhile
  bool is_full = false;       // as many workers run as may: otherwise tasks are what is missing
};

class WidthAdvisor {
 public:
  // `most`: never more workers than that; at least 1. Starts with 2, or with `most` where that is less.
  explicit WidthAdvisor(std::size_t most);

  // Takes a look into account. Called as often as anybody likes.
  void observe(const WidthFacts& facts);

  std::size_t width() const { return width_; }
  // Why it is this width, for people: "8 workers: 12 landed an hour with 8, 13 with 16". Empty before the
  // first change.
  const std::string& why() const { return why_; }
  // Whether it has found its width, until it looks again.
  bool has_settled() const { return settled_windows_.has_value(); }

 private:
  struct Measured {
    double rate = 0;       // landed an hour
    double conflicts = 0;  // share of the attempts that ended, 0 … 1
  };
  void begin_window(const WidthFacts& facts, std::size_t to_settle);
  void note_idle_time(const WidthFacts& facts);
  std::size_t wanted_landings() const;
  Measured measured(const WidthFacts& facts) const;
  void judge(const Measured& now, const WidthFacts& facts);
  void judge_wider(const Measured& now, const WidthFacts& facts);
  void judge_settled(const WidthFacts& facts);
  void grow(const WidthFacts& facts);
  void shrink(const Measured& now, const WidthFacts& facts);
  void settle(const std::string& why, const WidthFacts& facts);
  void set_width(std::size_t width, const WidthFacts& facts);

  std::size_t most_;
  std::size_t width_;
  std::size_t good_ = 0;                        // the widest that paid; 0: none was measured
  std::size_t too_wide_ = 0;                    // the narrowest that did not; 0: none is known
  std::map<std::size_t, Measured> known_;       // by width
  std::optional<std::size_t> settled_windows_;  // measured since it settled
  std::string why_;

  std::optional<WidthFacts> start_;  // of the window; absent: nothing was seen yet
  std::size_t measure_from_ = 0;     // landings at which the width has settled, so that the window begins
  bool is_settling_ = false;
  bool is_second_look_ = false;  // the first one was disappointing
  TimePoint last_look_{};
  Milliseconds idle_{0};  // of the window: not all workers had a task
};

}  // namespace reeve
