#include "queue/virtual_gate.h"

#include <algorithm>
#include <stdexcept>

#include "queue/draw.h"
#include "queue/red.h"

namespace reeve::test {

using namespace queue;

VirtualGate::VirtualGate(const Policy& policy, VirtualSettings settings)
    : policy_(policy), settings_(settings), world_(settings.seed, settings.conflicts) {
  state_.history = settings.history;
}

void VirtualGate::arrive_at(TimePoint time, const std::string& id, const VirtualChange& change) {
  events_.emplace(time, [this, id, change] { arrive(id, change); });
}

void VirtualGate::push_outside_at(TimePoint time, bool is_sound) {
  events_.emplace(time, [this, is_sound] {
    world_.land_outside(is_sound);
    Change change;
    change.kind = ChangeKind::outside;
    push(change);
  });
}

void VirtualGate::crash_at(TimePoint time, double lost) {
  events_.emplace(time, [this, lost] {
    state_.running.clear();
    std::erase_if(state_.results, [&](const Result& result) {
      return draw(settings_.seed, "lost" + std::to_string(result.build.number)) < lost;
    });
    state_.unmerged.clear();
    state_.history = settings_.history;
  });
}

void VirtualGate::run(const std::function<void(const State&, const Step&)>& looking) {
  while (!events_.empty()) {
    const TimePoint time = events_.begin()->first;
    pass_time(time);
    while (!events_.empty() && events_.begin()->first == time) {
      const Event event = std::move(events_.begin()->second);
      events_.erase(events_.begin());
      event();
    }
    decide(looking);
  }
}

void VirtualGate::pass_time(TimePoint time) {
  if (!world_.is_line_sound(state_.line.size())) count_.red += time - now_;
  now_ = time;
  std::erase_if(state_.reverts, [&](TimePoint at) { return at + std::chrono::hours{1} <= now_; });
}

void VirtualGate::arrive(const std::string& id, const VirtualChange& change) {
  world_.add(id, change, state_.waiting);
  VirtualRecord record;
  record.id = id;
  record.since = now_;
  record.priority = change.priority;
  record.is_bad = change.is_bad;
  records_[id] = record;
  Candidate candidate;
  candidate.id = id;
  candidate.since = now_;
  candidate.priority = change.priority;
  candidate.passed_on_branch = change.passed_on_branch;
  for (const int path : change.paths) candidate.touches.insert(std::to_string(path));
  state_.waiting.push_back(std::move(candidate));
  sort_by_turn(state_.waiting);
}

void VirtualGate::decide(const std::function<void(const State&, const Step&)>& looking) {
  for (int round = 0; round < 10'000; ++round) {
    state_.red_since = red_since(state_, settings_.queue.runs);
    const Step step = policy_.next(state_, settings_.queue, now_);
    if (looking) looking(state_, step);
    if (step.again && *step.again > now_ && alarms_.insert(*step.again).second) {
      events_.emplace(*step.again, [] {});
    }
    if (!carry_out(step)) return;
  }
  throw std::runtime_error("the policy never comes to rest");
}

// Whether the state is another one now.
bool VirtualGate::carry_out(const Step& step) {
  count_.stopped = step.stopped;
  for (const std::uint64_t number : step.cancel) {
    std::erase_if(state_.running, [&](const Build& build) { return build.number == number; });
  }
  if (!step.land.empty()) land(step.land);
  for (const Blame& blame : step.block) leave(blame.id, Fate::blocked);
  for (const Blame& blame : step.reject) leave(blame.id, Fate::rejected);
  if (step.revert) {
    Change change;
    change.kind = ChangeKind::revert;
    change.id = *step.revert;
    const bool was_sound = world_.is_line_sound(state_.line.size());
    world_.revert(*step.revert);
    push(change);
    VirtualRecord& record = records_.at(*step.revert);
    record.fate = Fate::reverted;
    record.clashed = world_.clashes_with_line(*step.revert);
    if (was_sound || (!record.is_bad && !record.clashed)) ++count_.wrong_reverts;
    state_.reverts.push_back(now_);
    learn_decision(state_.history, Decided::clashed);
  }
  if (step.green) move_green(*step.green);
  bool changed = !step.land.empty() || !step.block.empty() || !step.reject.empty() || step.revert;
  if (changed) forget_settled(state_);
  for (const Build& build : step.start) changed = start(build) || changed;
  return changed;
}

void VirtualGate::push(Change change) {
  change.at = now_;
  if (!change.id.empty()) {
    for (const int path : world_.paths(change.id)) change.touches.insert(std::to_string(path));
  }
  state_.line.push_back(std::move(change));
}

void VirtualGate::land(const std::vector<std::string>& changes) {
  const bool was_sound = world_.is_line_sound(state_.line.size());
  const std::size_t before = state_.line.size();
  std::vector<std::string> done;
  for (const std::string& id : changes) {
    if (!world_.merges({state_.line.size(), {}}, id)) {
      if (!world_.merges({before, {}}, id)) {
        leave(id, Fate::conflict);
      } else {
        state_.unmerged[id] = {before, done};
      }
      continue;
    }
    world_.land(id);
    Change change;
    change.id = id;
    push(change);
    done.push_back(id);
    records_.at(id).position = state_.line.size();
    leave(id, Fate::landed);
  }
  ++count_.pushes;
  if (was_sound && !world_.is_line_sound(state_.line.size())) ++count_.wrong_pushes;
}

void VirtualGate::leave(const std::string& id, Fate fate) {
  VirtualRecord& record = records_.at(id);
  record.fate = fate;
  record.ended = now_;
  if (fate != Fate::landed) record.clashed = world_.clashes_with_line(id);
  if (fate == Fate::landed) learn_decision(state_.history, Decided::landed);
  if (fate == Fate::rejected) learn_decision(state_.history, decided_by_rejection(state_, id));
  std::erase_if(state_.waiting, [&](const Candidate& candidate) { return candidate.id == id; });
  state_.unmerged.erase(id);
}

void VirtualGate::move_green(std::size_t position) {
  if (!world_.is_line_sound(position)) ++count_.wrong_greens;
  const std::size_t first = state_.has_green ? state_.green : 0;
  for (std::size_t place = first; place < position; ++place) {
    const Change& change = state_.line[place];
    if (change.kind == ChangeKind::candidate) records_.at(change.id).green = now_;
  }
  state_.green = position;
  state_.has_green = true;
}

Tree VirtualGate::merged(const Tree& tree, bool& left_out) {
  Tree result{tree.position, {}};
  for (const std::string& id : tree.changes) {
    if (world_.merges(result, id)) {
      result.changes.push_back(id);
      continue;
    }
    left_out = true;
    if (world_.merges({state_.line.size(), {}}, id)) {
      state_.unmerged[id] = result;
    } else {
      leave(id, Fate::conflict);
    }
  }
  return result;
}

// Whether the policy must be asked again: nothing was left of the build.
bool VirtualGate::start(Build build) {
  if (state_.running.size() >= settings_.queue.slots) throw std::runtime_error("more builds than slots");
  bool left_out = false;
  const bool is_empty = build.tree.changes.empty();
  build.tree = merged(build.tree, left_out);
  if (build.tree.changes.empty() && !is_empty) return true;
  const bool runs_already =
      left_out && std::any_of(state_.running.begin(), state_.running.end(), [&](const Build& other) {
        return normalized(other.tree, state_.line) == normalized(build.tree, state_.line);
      });
  if (runs_already) return true;
  build.number = ++last_build_;
  build.started = now_;
  ++count_.builds;
  ++count_.builds_for[build.purpose];
  const double drawn = draw(settings_.seed, "time" + std::to_string(build.number));
  const double factor = 1 + settings_.spread * (2 * drawn - 1);
  const auto took = std::chrono::duration_cast<Milliseconds>(settings_.duration * factor);
  events_.emplace(now_ + took, [this, number = build.number] { end(number); });
  state_.running.push_back(std::move(build));
  count_.most_at_once = std::max(count_.most_at_once, state_.running.size());
  return false;
}

void VirtualGate::end(std::uint64_t number) {
  const auto build = std::find_if(state_.running.begin(), state_.running.end(),
                                  [&](const Build& other) { return other.number == number; });
  if (build == state_.running.end()) return;  // cancelled, or lost in a crash
  Result result;
  result.build = *build;
  result.ended = now_;
  state_.running.erase(build);
  result.outcome = passes(result.build) ? Outcome::pass : Outcome::fail;
  learn_run(state_.history, state_.results, result);
  state_.results.push_back(std::move(result));
}

bool VirtualGate::passes(const Build& build) {
  const Tree& tree = build.tree;
  if (!world_.is_sound(tree)) return false;
  if (draw(settings_.seed, "flake" + std::to_string(build.number)) >= settings_.flaky) return true;
  Tree whole;  // told from the line's beginning, so that it is the same after a part of it has landed
  for (std::size_t place = 0; place < tree.position; ++place) whole.changes.push_back(state_.line[place].id);
  whole.changes.insert(whole.changes.end(), tree.changes.begin(), tree.changes.end());
  int& in_a_row = flakes_[whole];
  if (in_a_row >= settings_.flakes_in_a_row) return true;
  ++in_a_row;
  return false;
}

}  // namespace reeve::test
