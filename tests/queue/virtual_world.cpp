#include "queue/virtual_world.h"

#include <algorithm>

#include "queue/draw.h"

namespace reeve::test {

namespace {

bool have_common(const std::vector<int>& a, const std::vector<int>& b) {
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) return true;
    ++(a[i] < b[j] ? i : j);
  }
  return false;
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

}  // namespace

bool VirtualWorld::draws(const std::string& a, const std::string& b, const char* what, double share) const {
  return draw(seed_, what + std::min(a, b) + " " + std::max(a, b)) < share;
}

void VirtualWorld::add(const std::string& id, const VirtualChange& change,
                       const std::vector<queue::Candidate>& others) {
  Entry entry;
  entry.change = change;
  for (const queue::Candidate& candidate : others) {
    Entry& other = entries_.at(candidate.id);
    if (!have_common(change.paths, other.change.paths)) continue;
    if (draws(id, candidate.id, "semantic", shares_.semantic)) {
      entry.clashes.push_back(candidate.id);
      other.clashes.push_back(id);
    }
    if (draws(id, candidate.id, "textual", shares_.textual)) {
      entry.collisions.push_back(candidate.id);
      other.collisions.push_back(id);
    }
  }
  entries_[id] = std::move(entry);
}

bool VirtualWorld::is_on_line(const std::string& id, std::size_t position) const {
  const Entry& entry = entries_.at(id);
  return entry.landed <= position && entry.reverted > position;
}

int VirtualWorld::breakages_by(const Entry& entry) const {
  const std::size_t newest = breakages_.size() - 1;
  return static_cast<int>(entry.change.is_bad) +
         static_cast<int>(std::count_if(entry.clashes.begin(), entry.clashes.end(),
                                        [&](const std::string& other) { return is_on_line(other, newest); }));
}

void VirtualWorld::land(const std::string& id) {
  Entry& entry = entries_.at(id);
  breakages_.push_back(breakages_.back() + breakages_by(entry));
  entry.landed = breakages_.size() - 1;
}

void VirtualWorld::revert(const std::string& id) {
  Entry& entry = entries_.at(id);
  breakages_.push_back(breakages_.back() - breakages_by(entry));
  entry.reverted = breakages_.size() - 1;
}

void VirtualWorld::land_outside(bool is_sound) {
  breakages_.push_back(breakages_.back() + (is_sound ? 0 : 1));
}

bool VirtualWorld::clashes_with_line(const std::string& id) const {
  const Entry& entry = entries_.at(id);
  return std::any_of(entry.clashes.begin(), entry.clashes.end(),
                     [&](const std::string& other) { return is_on_line(other, breakages_.size() - 1); });
}

bool VirtualWorld::is_sound(const queue::Tree& tree) const {
  if (!is_line_sound(tree.position)) return false;
  return std::none_of(tree.changes.begin(), tree.changes.end(), [&](const std::string& id) {
    const Entry& entry = entries_.at(id);
    if (entry.change.is_bad) return true;
    return std::any_of(entry.clashes.begin(), entry.clashes.end(), [&](const std::string& other) {
      return is_on_line(other, tree.position) || contains(tree.changes, other);
    });
  });
}

bool VirtualWorld::merges(const queue::Tree& tree, const std::string& id) const {
  const Entry& entry = entries_.at(id);
  return std::none_of(entry.collisions.begin(), entry.collisions.end(), [&](const std::string& other) {
    return is_on_line(other, tree.position) || contains(tree.changes, other);
  });
}

}  // namespace reeve::test
