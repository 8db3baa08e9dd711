// A run that is played on a terminal: a state that time and keys change, and what a screen shows of it. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/style.h"
#include "report/timeline_text.h"
#include "tools/screen/keys.h"
#include "tools/screen/painter.h"

namespace reeve::cli {

struct ReplayState {
  const Timeline& timeline;
  const GoalHistory& history;  // that it was made of
  MomentFilter filter = {};    // what is listed, and stepped to; until: where it ends
  Scene scene = {};
  double speed = 1;  // seconds of the run in a second
  bool is_paused = false;
  std::string words = {};  // typed: that each listed moment has in its line
  bool is_typing = false;
};

enum class ReplayWish { nothing, quit };

// At its beginning, so fast that all of it takes about half a minute, but not slower than it was.
ReplayState replay_of(const Timeline& timeline, const GoalHistory& history, const MomentFilter& filter);

// When the state's replay begins and ends.
TimePoint start_of(const ReplayState& state);
TimePoint end_of(const ReplayState& state);

// After so much time at the terminal. At the end it pauses.
void pass(ReplayState& state, Milliseconds time);

ReplayWish press(ReplayState& state, const Key& key);

// As many lines as the screen has rows; the painter cuts those that are too long.
std::vector<std::string> view(const ReplayState& state, ScreenSize size, Colour colour);

}  // namespace reeve::cli
