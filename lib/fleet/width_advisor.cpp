#include "fleet/width_advisor.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace reeve {

namespace {

constexpr std::size_t narrowest = 2;
// Fewer landings say nothing: of 12 that come at random, the rate is known within a third.
constexpr std::size_t least_landings = 12;
// Of what a widening would gain if nothing stood in its way, it has to gain this share: less is noise, or is
// paid for with too many agents.
constexpr double least_gain = 1.0 / 3;
// Of the attempts: each conflict is an agent's run that was for nothing, or is made twice.
constexpr double most_conflicts = 0.15;
// Fewer are chance: of 14 attempts, three conflict once in fifty windows where only 5 % do.
constexpr std::size_t least_conflicts = 4;
// Of a window's time without work for all: what then lands is no measure of the width.
constexpr double most_idle = 0.25;
// Closer to each other than this share, two widths cannot be told apart.
constexpr double finest_step = 0.25;
// A settled width is tried again after so many windows: the next part of a goal may be of another kind.
constexpr std::size_t windows_of_rest = 8;

std::string rate_words(double rate) {
  return rate < 10 ? fmt::format("{:.1f}", rate) : fmt::format("{:.0f}", rate);
}

}  // namespace

WidthAdvisor::WidthAdvisor(std::size_t most)
    : most_(std::max<std::size_t>(most, 1)), width_(std::min(narrowest, most_)) {}

void WidthAdvisor::observe(const WidthFacts& facts) {
  if (!start_) begin_window(facts, 0);
  note_idle_time(facts);
  if (is_settling_ && facts.landed >= measure_from_) begin_window(facts, 0);
  if (is_settling_ || facts.landed < start_->landed + wanted_landings()) return;
  const double share = static_cast<double>(idle_.count()) /
                       static_cast<double>(std::max<std::int64_t>((facts.now - start_->now).count(), 1));
  if (share > most_idle) {
    begin_window(facts, 0);
    return;
  }
  judge(measured(facts), facts);
}

// What lands first after a change was begun under the width before it: one turn of all workers is waited for.
void WidthAdvisor::begin_window(const WidthFacts& facts, std::size_t to_settle) {
  start_ = facts;
  last_look_ = facts.now;
  idle_ = Milliseconds{0};
  is_settling_ = to_settle > 0;
  measure_from_ = facts.landed + to_settle;
}

void WidthAdvisor::note_idle_time(const WidthFacts& facts) {
  if (!facts.is_full) idle_ += facts.now - last_look_;
  last_look_ = facts.now;
}

// Twice as many for a second look, whose window goes on from the first one's start.
std::size_t WidthAdvisor::wanted_landings() const {
  return std::max(least_landings, width_) * (is_second_look_ ? 2 : 1);
}

WidthAdvisor::Measured WidthAdvisor::measured(const WidthFacts& facts) const {
  const double hours =
      static_cast<double>(std::max<std::int64_t>((facts.now - start_->now).count(), 1)) / 3'600'000;
  const std::size_t ended = std::max<std::size_t>(facts.ended - start_->ended, 1);
  const std::size_t conflicts = facts.conflicts - start_->conflicts;
  const double share = static_cast<double>(conflicts) / static_cast<double>(ended);
  return {static_cast<double>(facts.landed - start_->landed) / hours,
          conflicts < least_conflicts ? 0 : std::min(1.0, share)};
}

void WidthAdvisor::judge(const Measured& now, const WidthFacts& facts) {
  known_[width_] = now;
  if (now.conflicts > most_conflicts && width_ > 1) {
    shrink(now, facts);
  } else if (settled_windows_) {
    judge_settled(facts);
  } else if (good_ == 0 || width_ <= good_) {
    good_ = width_;
    grow(facts);
  } else {
    judge_wider(now, facts);
  }
}

void WidthAdvisor::judge_wider(const Measured& now, const WidthFacts& facts) {
  const double ideal = static_cast<double>(width_) / static_cast<double>(good_);
  if (now.rate >= known_[good_].rate * (1 + (ideal - 1) * least_gain)) {
    good_ = width_;
    is_second_look_ = false;
    grow(facts);
  } else if (!is_second_look_) {
    is_second_look_ = true;
  } else {
    too_wide_ = width_;
    grow(facts);
  }
}

void WidthAdvisor::judge_settled(const WidthFacts& facts) {
  if (++*settled_windows_ < windows_of_rest) {
    begin_window(facts, 0);
    return;
  }
  settled_windows_.reset();
  too_wide_ = 0;
  good_ = width_;
  grow(facts);
}

// Twice as many, or into the middle of what is left.
void WidthAdvisor::grow(const WidthFacts& facts) {
  const std::size_t next = too_wide_ == 0 ? std::min(good_ * 2, most_) : good_ + (too_wide_ - good_) / 2;
  const double step = static_cast<double>(next - good_) / static_cast<double>(good_);
  if (good_ >= most_) {
    settle(fmt::format("{}: no more are allowed", count_of(good_, "worker")), facts);
  } else if (too_wide_ != 0 && step <= finest_step) {
    settle(fmt::format("{}: {} landed an hour with {}, {} with {}", count_of(good_, "worker"),
                       rate_words(known_[good_].rate), good_, rate_words(known_[too_wide_].rate), too_wide_),
           facts);
  } else {
    why_ = fmt::format("{}: {} landed an hour with {}", count_of(next, "worker"),
                       rate_words(known_[good_].rate), good_);
    set_width(next, facts);
  }
}

// Half, or the widest that paid. What is below that is tried again later, and what is above is known to be
// too wide.
void WidthAdvisor::shrink(const Measured& now, const WidthFacts& facts) {
  const std::size_t conflicting = width_;
  too_wide_ = width_;
  is_second_look_ = false;
  good_ = good_ != 0 && good_ < width_ ? good_ : std::max<std::size_t>(width_ / 2, 1);
  settle(fmt::format("{}: with {}, {:.0f} % of attempts conflicted", count_of(good_, "worker"), conflicting,
                     now.conflicts * 100),
         facts);
}

void WidthAdvisor::settle(const std::string& why, const WidthFacts& facts) {
  settled_windows_ = 0;
  why_ = why;
  set_width(good_, facts);
}

void WidthAdvisor::set_width(std::size_t width, const WidthFacts& facts) {
  const bool changes = width != width_;
  width_ = width;
  is_second_look_ = false;
  begin_window(facts, changes ? width : 0);
}

}  // namespace reeve
