#include "queue/lanes.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_set>

#include "queue/alone.h"
#include "queue/apart.h"
#include "queue/builds.h"
#include "queue/evidence.h"
#include "queue/red.h"

namespace reeve::queue {

namespace {

// A group and what it stands on.
struct Group {
  std::vector<ChangeId> members;
  std::set<ChangeId> extras;     // that wait
  std::set<std::size_t> landed;  // places of what landed after the base
  int priority = 0;
};

class Lanes {
 public:
  Lanes(Trees& trees, const Settings& settings, TimePoint now, Step& step)
      : trees_(trees),
        state_(trees.state()),
        settings_(settings),
        now_(now),
        step_(step),
        apart_(trees),
        evidence_(evidence_of(trees, settings.runs)),
        red_(red_part(trees, settings.runs)),
        base_(base()),
        in_flight_(evidence_.size()),
        with_(evidence_.size()),
        is_taken_(evidence_.size()),
        is_held_(evidence_.size()) {
    choose_sizes();
    find_in_flight();
  }

  void start() {
    for (ChangeId first = 0; first < evidence_.size(); ++first) {
      if (!has_slot(state_, settings_, step_)) return;
      if (needs_test(first)) test(first);
    }
  }

 private:
  bool needs_test(ChangeId change) const {
    return !in_flight_[change] && !is_taken_[change] && !is_held_[change];
  }

  // While nothing speaks against it since the line was mended the newest, since whatever landed after the
  // base and shares something with a candidate keeps it from landing.
  TreeId base() const {
    const TreeId known = newest_known(trees_);
    for (TreeId place = trees_.newest(); place > known; --place) {
      if (trees_[place].failed > 0 && trees_[place].passed == 0) return known;
      if (state_.line[trees_[place].place - 1].kind != ChangeKind::candidate) break;
    }
    return trees_.newest();
  }

  // Four members at 1 % bad, and with what they stand on at most four times as many that never passed: one
  // tree in seven fails. Groups of one land 988 an hour in place of 947, for twice the builds.
  void choose_sizes() {
    const double bad = state_.history.bad_share();
    const Milliseconds duration = state_.history.duration;
    const auto recent = std::count_if(state_.waiting.begin(), state_.waiting.end(),
                                      [&](const auto& waiting) { return waiting.since + duration > now_; });
    const double pressed = static_cast<double>(recent) / (static_cast<double>(settings_.slots) * 0.6);
    const double size = std::max({members_at_one * 0.1 / std::sqrt(bad), pressed, 1.0});
    group_ = std::min(static_cast<std::size_t>(size), settings_.most);
    unproven_ = std::max<std::size_t>(group_ * 4, 2);
    gather_ = std::chrono::duration_cast<Milliseconds>(duration * 0.06);
  }

  // --- Who is in flight: lands once what is known to run has passed

  void find_in_flight() {
    for (const TreeId tree : trees_.of_running()) {
      if (!can_pass(tree)) continue;
      const std::vector<ChangeId> changes = trees_.changes(tree);
      for (const ChangeId change : changes) {
        if (!trees_.waits(change) || !apart_.speaks_for(tree, change)) continue;
        if (!has_other_suspect(changes, change)) fly(change, changes);
      }
    }
  }

  // With others that it will have passed together with.
  void fly(ChangeId change, const std::vector<ChangeId>& tree) {
    in_flight_[change] = true;
    with_[change].insert(tree.begin(), tree.end());
  }

  bool can_pass(TreeId tree) const {
    const TreeFacts& facts = trees_[tree];
    return facts.size > 0 && !red_.contains(facts.place) &&
           (facts.failed < settings_.runs || facts.passed > 0);
  }

  // It is too likely that the tree fails for another's fault.
  bool has_other_suspect(const std::vector<ChangeId>& changes, ChangeId own) const {
    return std::any_of(changes.begin(), changes.end(), [&](ChangeId change) {
      return change != own && trees_.waits(change) && is_likely_bad(change);
    });
  }

  bool is_likely_bad(ChangeId change) const {
    return evidence_[change].suspects > 0 && evidence_[change].suspects <= likely;
  }

  // --- Groups

  void test(ChangeId first) {
    const Evidence& evidence = evidence_[first];
    if (evidence.suspects == 1 && test_alone(trees_, settings_, first, is_bare_asked_, step_)) {
      is_taken_[first] = true;
      return;
    }
    Group group;
    group.priority = state_.waiting[first].priority;
    if (!join(group, first)) return hold(first);
    const bool is_single = evidence.suspects > 0 || evidence.failures > 1;
    if (!is_single) gather(group, first);
    is_taken_[first] = true;
    const TimePoint due = state_.waiting[first].since + gather_;
    const bool is_full = is_single || group.members.size() == group_ || count_unproven(group) >= unproven_;
    if (is_full || due <= now_) return begin(group, is_single);
    for (const ChangeId change : group.members) is_taken_[change] = true;
    ask_again(due, step_);
  }

  // Who shares something with it does not overtake it.
  void hold(ChangeId change) {
    is_held_[change] = true;
    for (const ChangeId peer : apart_.peers(change)) {
      if (peer > change) is_held_[peer] = true;
    }
  }

  // Of one priority: those that bring the fewest others along.
  void gather(Group& group, ChangeId first) {
    std::vector<ChangeId> candidates;
    for (ChangeId change = first + 1; change < evidence_.size() && candidates.size() < looked_at; ++change) {
      const bool is_fresh = evidence_[change].suspects == 0 && evidence_[change].failures <= 1;
      const bool fits = needs_test(change) && is_fresh && state_.waiting[change].priority == group.priority;
      if (fits) candidates.push_back(change);
    }
    while (group.members.size() < group_ && count_unproven(group) < unproven_ && !candidates.empty()) {
      const auto best = std::min_element(candidates.begin(), candidates.end(), [&](ChangeId a, ChangeId b) {
        return count_new(group, a) < count_new(group, b);
      });
      const ChangeId change = *best;
      candidates.erase(best);
      const bool is_too_large = count_unproven(group) + count_new(group, change) > unproven_ + 1;
      if (!is_too_large) join(group, change);
    }
  }

  std::size_t count_new(const Group& group, ChangeId change) {
    const std::vector<ChangeId>& extras = extras_of(change);
    return static_cast<std::size_t>(1 + std::count_if(extras.begin(), extras.end(), [&](ChangeId extra) {
                                      return !evidence_[extra].passed && !group.extras.contains(extra);
                                    }));
  }

  // Candidates in flight that share something with it, are not likely to be bad, and are not tested with it
  // already.
  const std::vector<ChangeId>& extras_of(ChangeId change) {
    auto& [is_known, extras] = extras_[change];
    if (is_known && extras_epoch_[change] == epoch_) return extras;
    is_known = true;
    extras_epoch_[change] = epoch_;
    extras = apart_.peers(change);
    std::erase_if(extras, [&](ChangeId other) {
      return !in_flight_[other] || is_likely_bad(other) || with_[other].contains(change) ||
             apart_.passed_together(change, other);
    });
    return extras;
  }

  // False if it would not merge there, or the tree would be too large.
  bool join(Group& group, ChangeId change) {
    const std::vector<ChangeId>& extras = extras_of(change);
    Group grown = group;
    grown.members.push_back(change);
    grown.extras.insert(extras.begin(), extras.end());
    for (const std::size_t place : apart_.peers_on_line(change, trees_[base_].place))
      grown.landed.insert(place);
    const bool is_first = group.members.empty();
    const bool is_too_large = grown.members.size() + grown.extras.size() > settings_.most;
    if (is_too_large && !(is_first && extras.empty())) return false;
    if (meets_conflict(grown, change)) return false;
    group = std::move(grown);
    return true;
  }

  // Whether it would meet again what it could not be merged with.
  bool meets_conflict(const Group& group, ChangeId change) const {
    const auto met = state_.unmerged.find(trees_.candidate(change).id);
    if (met == state_.unmerged.end()) return false;
    std::vector<ChangeId> others;
    for (const std::string& name : met->second.changes) {
      const auto other = trees_.find(name);
      if (other && trees_.waits(*other) && apart_.can_interact(change, *other)) others.push_back(*other);
    }
    return !others.empty() && std::all_of(others.begin(), others.end(), [&](ChangeId other) {
      return group.extras.contains(other) ||
             std::find(group.members.begin(), group.members.end(), other) != group.members.end();
    });
  }

  std::size_t count_unproven(const Group& group) const {
    const auto is_unproven = [&](ChangeId change) { return !evidence_[change].passed; };
    return static_cast<std::size_t>(std::count_if(group.extras.begin(), group.extras.end(), is_unproven) +
                                    std::count_if(group.members.begin(), group.members.end(), is_unproven));
  }

  void begin(const Group& group, bool is_suspect) {
    TreeId tree = base_;
    for (const std::size_t place : group.landed) tree = trees_.with(tree, state_.line[place].id);
    for (const ChangeId change : group.extras) tree = trees_.with(tree, change);
    for (const ChangeId change : group.members) tree = trees_.with(tree, change);
    for (const ChangeId change : group.members) is_taken_[change] = true;
    const TreeFacts& facts = trees_[tree];
    const bool is_known = facts.passed > 0 || facts.failed >= settings_.runs;
    if (facts.running > 0 || is_known) return;  // until something else happens
    const Purpose purpose = facts.failed > 0 ? Purpose::rerun
                            : is_suspect     ? Purpose::suspect
                                             : Purpose::group;
    add_build(trees_, tree, purpose, step_);
    const std::vector<ChangeId> changes = trees_.changes(tree);
    for (const ChangeId change : group.members) fly(change, changes);
    ++epoch_;
  }

  static constexpr double members_at_one = 4;   // at 1 % bad
  static constexpr std::size_t likely = 2;      // one of so many is too likely to be bad to build on it
  static constexpr std::size_t looked_at = 48;  // of those that wait, for who goes with whom

  Trees& trees_;
  const State& state_;
  const Settings& settings_;
  TimePoint now_;
  Step& step_;
  Apart apart_;
  std::vector<Evidence> evidence_;
  RedPart red_;
  TreeId base_;
  std::size_t group_ = 1;
  std::size_t unproven_ = 1;
  Milliseconds gather_{0};
  std::vector<bool> in_flight_;
  std::vector<std::unordered_set<ChangeId>> with_;  // of those in flight
  std::vector<bool> is_taken_;
  std::vector<bool> is_held_;
  std::map<ChangeId, std::pair<bool, std::vector<ChangeId>>> extras_;
  std::map<ChangeId, int> extras_epoch_;
  int epoch_ = 1;
  bool is_bare_asked_ = false;
};

}  // namespace

void start_lanes(Trees& trees, const Settings& settings, TimePoint now, Step& step) {
  Lanes(trees, settings, now, step).start();
}

}  // namespace reeve::queue
