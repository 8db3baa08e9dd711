#include "queue/meetings.h"

#include <algorithm>

namespace reeve::queue {

Meetings::Meetings(const Trees& trees) : trees_(trees) {
  note_passed();
  note_line();
}

void Meetings::note_passed() {
  for (TreeId tree = 0; tree < trees_.all().size(); ++tree) {
    if (trees_[tree].passed == 0) continue;
    for (const ChangeId change : trees_.changes(tree)) passed_[trees_.name(change)].push_back(tree);
  }
}

void Meetings::note_line() {
  const std::vector<Change>& line = trees_.state().line;
  for (std::size_t place = trees_.first_place(); place < line.size(); ++place) {
    if (line[place].kind == ChangeKind::candidate) landed_at_[line[place].id] = place;
    if (line[place].kind == ChangeKind::revert) landed_at_.erase(line[place].id);
  }
  for (std::size_t place = trees_.first_place(); place < line.size(); ++place) {
    const auto stayed = landed_at_.find(line[place].id);
    if (stayed == landed_at_.end() || stayed->second != place) continue;
    if (line[place].touches.empty()) unknown_.push_back(place);
    for (const std::string& touched : line[place].touches) places_[touched].push_back(place);
  }
}

std::vector<std::size_t> Meetings::peers_before(std::size_t place) const {
  std::vector<std::size_t> peers;
  const auto add = [&](const std::vector<std::size_t>& places) {
    peers.insert(peers.end(), places.begin(), std::lower_bound(places.begin(), places.end(), place));
  };
  const Change& change = trees_.state().line[place];
  add(unknown_);
  if (change.touches.empty()) {
    for (const auto& [touched, places] : places_) add(places);
  }
  for (const std::string& touched : change.touches) {
    if (const auto places = places_.find(touched); places != places_.end()) add(places->second);
  }
  std::sort(peers.begin(), peers.end());
  peers.erase(std::unique(peers.begin(), peers.end()), peers.end());
  return peers;
}

bool Meetings::passed_together(std::size_t earlier, std::size_t later) const {
  const std::vector<Change>& line = trees_.state().line;
  const auto with_later = passed_.find(line[later].id);
  if (with_later == passed_.end()) return false;
  const auto with_earlier = passed_.find(line[earlier].id);
  return std::any_of(with_later->second.begin(), with_later->second.end(), [&](TreeId tree) {
    if (trees_[tree].place > earlier) return true;
    return with_earlier != passed_.end() &&
           std::binary_search(with_earlier->second.begin(), with_earlier->second.end(), tree);
  });
}

std::vector<std::size_t> Meetings::first_met_at(std::size_t place) const {
  std::vector<std::size_t> met = peers_before(place);
  std::erase_if(met, [&](std::size_t earlier) { return passed_together(earlier, place); });
  return met;
}

bool Meetings::is_of_peers(TreeId tree) const {
  const std::vector<Change>& line = trees_.state().line;
  const auto last = landed_at_.find(trees_.name(trees_[tree].top));
  if (last == landed_at_.end()) return false;
  const std::vector<ChangeId> changes = trees_.changes(tree);
  return std::all_of(changes.begin(), changes.end(), [&](ChangeId change) {
    const auto landed = landed_at_.find(trees_.name(change));
    return landed != landed_at_.end() &&
           can_interact(line[landed->second].touches, line[last->second].touches);
  });
}

}  // namespace reeve::queue
