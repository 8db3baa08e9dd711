#include "queue/apart.h"

#include <algorithm>
#include <unordered_set>

namespace reeve::queue {

namespace {

bool have_common(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) return true;
    ++(a[i] < b[j] ? i : j);
  }
  return false;
}

template <typename Value>
void sort_out(std::vector<Value>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace

Apart::Apart(const Trees& trees)
    : trees_(trees), passed_(trees.state().waiting.size()), members_(trees.all().size()) {
  const State& state = trees.state();
  for (TreeId tree = 0; tree < trees.all().size(); ++tree) {
    const TreeFacts& facts = trees[tree];
    if (facts.size == 0 || (facts.passed == 0 && facts.running == 0)) continue;
    const std::vector<ChangeId> changes = trees.changes(tree);
    for (const ChangeId change : changes) {
      if (change >= members_[tree].size()) members_[tree].resize(change + 1);
      members_[tree][change] = true;
      if (facts.passed > 0 && trees.waits(change)) passed_[change].push_back(tree);
    }
  }
  for (ChangeId change = 0; change < state.waiting.size(); ++change) {
    touches_.push_back(touches_of(state.waiting[change].touches));
    for (const Touch touch : touches_.back()) waiting_with_[touch].push_back(change);
    if (touches_.back().empty()) unknown_.push_back(change);
  }
  for (std::size_t place = trees.first_place(); place < state.line.size(); ++place) {
    const Change& change = state.line[place];
    for (const Touch touch : touches_of(change.touches)) places_[touch].push_back(place);
    if (change.touches.empty()) unknown_places_.push_back(place);
    if (change.kind == ChangeKind::revert) reverted_.insert(change.id);
    const bool is_candidate = change.kind == ChangeKind::candidate;
    landed_at_.push_back(is_candidate ? trees.find(change.id).value_or(nobody) : nobody);
  }
}

std::vector<Apart::Touch> Apart::touches_of(const std::set<std::string>& names) {
  std::vector<Touch> touches;
  for (const std::string& name : names) {
    const auto [entry, is_new] = ids_.try_emplace(name, static_cast<Touch>(places_.size()));
    if (is_new) {
      places_.emplace_back();
      waiting_with_.emplace_back();
    }
    touches.push_back(entry->second);
  }
  std::sort(touches.begin(), touches.end());
  return touches;
}

bool Apart::can_interact(ChangeId a, ChangeId b) const {
  return touches_[a].empty() || touches_[b].empty() || have_common(touches_[a], touches_[b]);
}

std::vector<ChangeId> Apart::peers(ChangeId candidate) const {
  std::vector<ChangeId> peers;
  if (touches_[candidate].empty()) {
    for (ChangeId other = 0; other < touches_.size(); ++other) peers.push_back(other);
  } else {
    peers = unknown_;
    for (const Touch touch : touches_[candidate])
      peers.insert(peers.end(), waiting_with_[touch].begin(), waiting_with_[touch].end());
    sort_out(peers);
  }
  std::erase(peers, candidate);
  return peers;
}

// Of changes that can interact with it, whatever they are.
std::vector<std::size_t> Apart::places_of(ChangeId candidate, std::size_t after) const {
  std::vector<std::size_t> places;
  if (touches_[candidate].empty()) {
    for (std::size_t place = after; place < trees_.state().line.size(); ++place) places.push_back(place);
    return places;
  }
  const auto add = [&](const std::vector<std::size_t>& sorted) {
    for (auto place = sorted.rbegin(); place != sorted.rend() && *place >= after; ++place)
      places.push_back(*place);
  };
  add(unknown_places_);
  for (const Touch touch : touches_[candidate]) add(places_[touch]);
  sort_out(places);
  return places;
}

std::vector<std::size_t> Apart::peers_on_line(ChangeId candidate, std::size_t after) const {
  std::vector<std::size_t> places = places_of(candidate, after);
  std::erase_if(places, [&](std::size_t place) {
    const Change& change = trees_.state().line[place];
    return change.kind != ChangeKind::candidate || reverted_.contains(change.id);
  });
  return places;
}

bool Apart::is_in(TreeId tree, ChangeId change) const {
  return change < members_[tree].size() && members_[tree][change];
}

bool Apart::passed_together(ChangeId a, ChangeId b) const {
  return std::any_of(passed_[a].begin(), passed_[a].end(), [&](TreeId tree) { return is_in(tree, b); });
}

// What landed since this place and can interact with it was in this tree, or passed with it in another one.
bool Apart::is_tested_with_line(ChangeId candidate, std::size_t place, TreeId tree) const {
  const std::vector<std::size_t> places = places_of(candidate, place);
  return std::all_of(places.begin(), places.end(), [&](std::size_t at) {
    const ChangeId landed = landed_at_[at - trees_.first_place()];
    if (landed == nobody) return false;
    return is_in(tree, landed) || passed_together(candidate, landed);
  });
}

bool Apart::speaks_for(TreeId tree, ChangeId candidate) const {
  return is_tested_with_line(candidate, trees_[tree].place, tree);
}

bool Apart::has_passed_for_line(ChangeId candidate) const {
  const std::vector<TreeId>& passed = passed_[candidate];
  return std::any_of(passed.begin(), passed.end(), [&](TreeId tree) { return speaks_for(tree, candidate); });
}

std::vector<ChangeId> Apart::may_land(const std::vector<ChangeId>& candidates) const {
  std::vector<ChangeId> landing;
  for (const ChangeId candidate : candidates) {
    const bool goes_with_all = std::all_of(landing.begin(), landing.end(), [&](ChangeId other) {
      return !can_interact(candidate, other) || passed_together(candidate, other);
    });
    if (goes_with_all && has_passed_for_line(candidate)) landing.push_back(candidate);
  }
  return landing;
}

}  // namespace reeve::queue
