#include "tools/replay/model.h"

#include <algorithm>

#include "base/text.h"

namespace reeve::cli {

namespace {

constexpr double whole_run_seconds = 30;
constexpr double slowest = 1.0 / 16;
constexpr double fastest = 1e6;
constexpr int jumps_a_run = 20;

bool has_words(const ReplayState& state, const Moment& moment) {
  return state.words.empty() ||
         moment_line(state.timeline, state.history, moment, 0).find(state.words) != std::string::npos;
}

bool is_listed(const ReplayState& state, const Moment& moment) {
  return is_wanted(state.timeline, moment, state.filter) && has_words(state, moment);
}

void step_forward(ReplayState& state) {
  const auto& moments = state.timeline.moments;
  for (std::size_t index = state.scene.passed; index < moments.size(); ++index) {
    if (!is_listed(state, moments[index])) continue;
    return move_to_moment(state.scene, state.timeline, index + 1);
  }
}

// To just after the listed moment before the one that passed last.
void step_back(ReplayState& state) {
  const auto& moments = state.timeline.moments;
  std::size_t passed = state.scene.passed;
  while (passed > 0 && !is_listed(state, moments[passed - 1])) --passed;
  if (passed == 0) return;
  for (--passed; passed > 0 && !is_listed(state, moments[passed - 1]);) --passed;
  move_to_moment(state.scene, state.timeline, passed);
  if (passed == 0) move_to(state.scene, state.timeline, start_of(state) - Milliseconds{1});
}

void jump(ReplayState& state, int parts) {
  const auto part = (end_of(state) - start_of(state)) / jumps_a_run;
  const TimePoint time = std::clamp(state.scene.at + parts * part, start_of(state), end_of(state));
  move_to(state.scene, state.timeline, time);
}

bool is_over(const ReplayState& state) {
  return state.scene.at >= end_of(state);
}

void pause_or_go_on(ReplayState& state) {
  if (state.is_paused && is_over(state)) move_to(state.scene, state.timeline, start_of(state));
  state.is_paused = !state.is_paused;
}

void type(ReplayState& state, const Key& key) {
  if (key.name == KeyName::enter) state.is_typing = false;
  if (key.name == KeyName::escape) {
    state.is_typing = false;
    state.words.clear();
  }
  if (key.name == KeyName::backspace) {
    while (!state.words.empty() && (static_cast<unsigned char>(state.words.back()) & 0xC0U) == 0x80U)
      state.words.pop_back();
    if (!state.words.empty()) state.words.pop_back();
  }
  if (key.name == KeyName::character && (key.text.size() == 1 || !key.text.starts_with('^')))
    state.words += key.text;
}

// What moves the time pauses it: who steps wants to look.
bool moves_time(ReplayState& state, const Key& key) {
  if (key.name == KeyName::right || key.is("l")) {
    step_forward(state);
  } else if (key.name == KeyName::left || key.is("h")) {
    step_back(state);
  } else if (key.name == KeyName::page_down || key.is("^F")) {
    jump(state, 1);
  } else if (key.name == KeyName::page_up || key.is("^B")) {
    jump(state, -1);
  } else if (key.name == KeyName::home) {
    move_to(state.scene, state.timeline, start_of(state));
  } else if (key.name == KeyName::end) {
    move_to(state.scene, state.timeline, end_of(state));
  } else {
    return false;
  }
  return true;
}

}  // namespace

ReplayState replay_of(const Timeline& timeline, const GoalHistory& history, const MomentFilter& filter) {
  ReplayState state{.timeline = timeline, .history = history, .filter = filter};
  state.scene = opening_scene(timeline);
  move_to(state.scene, timeline, start_of(state));
  const std::chrono::duration<double> length = end_of(state) - start_of(state);
  state.speed = std::max(1.0, length.count() / whole_run_seconds);
  return state;
}

TimePoint start_of(const ReplayState& state) {
  return std::max(state.timeline.start(), state.filter.from.value_or(state.timeline.start()));
}

TimePoint end_of(const ReplayState& state) {
  const TimePoint end = std::min(state.timeline.end(), state.filter.until.value_or(state.timeline.end()));
  return std::max(end, start_of(state));
}

void pass(ReplayState& state, Milliseconds time) {
  if (state.is_paused) return;
  const auto distance = static_cast<double>(time.count()) * state.speed;
  const TimePoint wanted = state.scene.at + Milliseconds(static_cast<Milliseconds::rep>(distance));
  move_to(state.scene, state.timeline, std::min(wanted, end_of(state)));
  state.is_paused = is_over(state);
}

ReplayWish press(ReplayState& state, const Key& key) {
  if (state.is_typing) {
    type(state, key);
  } else if (key.is("q") || (key.name == KeyName::escape && state.words.empty())) {
    return ReplayWish::quit;
  } else if (key.name == KeyName::escape) {
    state.words.clear();
  } else if (key.is(" ")) {
    pause_or_go_on(state);
  } else if (key.is("+") || key.is("=")) {
    state.speed = std::min(state.speed * 2, fastest);
  } else if (key.is("-")) {
    state.speed = std::max(state.speed / 2, slowest);
  } else if (key.is("/")) {
    state.is_typing = true;
  } else if (moves_time(state, key)) {
    state.is_paused = true;
  }
  return ReplayWish::nothing;
}

}  // namespace reeve::cli
