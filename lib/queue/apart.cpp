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

class Apart::Members {
 public:
  Members(const Trees& trees, TreeId tree) : changes(trees.changes(tree)) {
    all_.insert(changes.begin(), changes.end());
    for (const ChangeId change : changes) {
      if (trees.has_landed(change)) continue;
      if (trees.waits(change)) {
        waiting.push_back(change);
      } else {
        is_any_gone = true;
      }
    }
  }
  bool has(ChangeId change) const { return all_.count(change) > 0; }

  std::vector<ChangeId> changes;
  std::vector<ChangeId> waiting;
  bool is_any_gone = false;

 private:
  std::unordered_set<ChangeId> all_;
};

Apart::Apart(const Trees& trees) : trees_(trees) {
  const State& state = trees.state();
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
    return change.kind != ChangeKind::candidate || reverted_.count(change.id) > 0;
  });
  return places;
}

bool Apart::is_overtaken(ChangeId candidate, std::size_t place, const Members& members) const {
  const std::vector<std::size_t> places = places_of(candidate, place);
  return std::any_of(places.begin(), places.end(), [&](std::size_t at) {
    const ChangeId landed = landed_at_[at - trees_.first_place()];
    return landed == nobody || !members.has(landed);
  });
}

std::vector<ChangeId> Apart::spoken_for(TreeId tree, const Members& members) const {
  if (members.is_any_gone) return {};
  std::vector<ChangeId> result = members.waiting;
  std::erase_if(result, [&](ChangeId change) { return is_overtaken(change, trees_[tree].place, members); });
  return result;
}

std::vector<ChangeId> Apart::spoken_for(TreeId tree) const {
  return spoken_for(tree, Members(trees_, tree));
}

bool Apart::speaks_for(TreeId tree, ChangeId candidate) const {
  const Members members(trees_, tree);
  const bool is_member = members.has(candidate) && trees_.waits(candidate);
  return is_member && !members.is_any_gone && !is_overtaken(candidate, trees_[tree].place, members);
}

std::vector<ChangeId> Apart::may_land(TreeId tree) const {
  const Members members(trees_, tree);
  std::vector<ChangeId> landing = spoken_for(tree, members);
  std::unordered_set<ChangeId> lands(landing.begin(), landing.end());
  while (true) {
    const std::size_t before = landing.size();
    std::erase_if(landing, [&](ChangeId change) {
      const bool stays = std::any_of(members.waiting.begin(), members.waiting.end(), [&](ChangeId other) {
        return other != change && lands.count(other) == 0 && can_interact(change, other);
      });
      if (stays) lands.erase(change);
      return stays;
    });
    if (landing.size() == before) return landing;
  }
}

}  // namespace reeve::queue
