#include "queue/verification.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "queue/builds.h"
#include "queue/evidence.h"
#include "queue/meetings.h"
#include "queue/red.h"

namespace reeve::queue {

namespace {

// What landed after a place that passed, one on top of the other.
struct Words {
  std::vector<std::string_view> names;  // empty for a push of somebody else
  std::vector<TreeId> trees;            // before them, and after each of them
};

// The first of its changes with which it fails: after `low` of them it passes, after `high` it fails.
struct Break {
  std::size_t low = 0;
  std::size_t high = 0;
};

class Verification {
 public:
  Verification(Trees& trees, const Settings& settings, TimePoint now, Step& step)
      : trees_(trees),
        state_(trees.state()),
        settings_(settings),
        now_(now),
        step_(step),
        known_(newest_known(trees)),
        red_(red_part(trees, settings.runs)),
        in_flight_most_(std::clamp<std::size_t>(settings.slots / 8, 1, 20)) {
    for (const Change& change : state_.line) {
      if (change.kind == ChangeKind::revert) excluded_.insert(change.id);
    }
  }

  Tip run() {
    if (state_.red_since != TimePoint{} && now_ - state_.red_since > settings_.red) {
      step_.stopped = "the line is red since " + format_time(state_.red_since);
    }
    take_back_culprits();
    if (step_.revert) return Tip::red;
    if (!trees_.is_known_to_pass(known_)) look_at_beginning();
    look_at_places();
    const bool is_red = is_doubtful_ || red_.contains(state_.line.size());
    return is_red ? Tip::red : Tip::open;
  }

 private:
  bool is_refuted(TreeId tree) const {
    return trees_[tree].passed == 0 && trees_[tree].failed >= settings_.runs;
  }
  bool is_failed(TreeId tree) const { return trees_[tree].passed == 0 && trees_[tree].failed > 0; }

  void stop(std::string why) {
    if (step_.stopped.empty()) step_.stopped = std::move(why);
  }

  // --- Culprits

  bool has_stayed(std::string_view name) const { return !excluded_.contains(name); }

  // The last change of a refuted tree of what has landed, if the tree passes without it. Empty: none such.
  std::string_view culprit_of(TreeId tree) const {
    const TreeFacts& facts = trees_[tree];
    if (facts.failed < settings_.runs || facts.passed > 0) return {};
    if (facts.size == 0) {
      if (tree == 0 || !trees_.is_known_to_pass(tree - 1)) return {};
      const Change& change = state_.line[facts.place - 1];
      return change.kind == ChangeKind::candidate ? std::string_view(change.id) : std::string_view();
    }
    if (!trees_.is_known_to_pass(facts.before)) return {};
    for (const ChangeId change : trees_.changes(tree)) {
      if (!trees_.has_landed(change)) return {};
    }
    return trees_.name(facts.top);
  }

  void take_back_culprits() {
    std::unordered_set<std::string_view> culprits;
    for (TreeId tree = 0; tree < trees_.all().size(); ++tree) {
      const std::string_view culprit = culprit_of(tree);
      if (!culprit.empty() && has_stayed(culprit)) culprits.insert(culprit);
    }
    for (std::size_t place = trees_.first_place(); place < state_.line.size() && !step_.revert; ++place) {
      const Change& change = state_.line[place];
      if (change.kind == ChangeKind::candidate && culprits.contains(change.id)) take_back(change.id);
    }
    excluded_.insert(culprits.begin(), culprits.end());
  }

  void take_back(const std::string& culprit) {
    if (state_.reverts.size() < settings_.reverts) {
      step_.revert = culprit;
      return;
    }
    stop(fmt::format("{} broke the line, and {} changes were reverted within an hour", culprit,
                     state_.reverts.size()));
  }

  // --- Places of the line

  void look_at_places() {
    Words places;
    for (TreeId place = known_; place <= trees_.newest(); ++place) {
      places.trees.push_back(place);
      if (place == trees_.newest()) break;
      const Change& change = state_.line[trees_[place].place];
      places.names.push_back(change.kind == ChangeKind::candidate ? std::string_view(change.id)
                                                                  : std::string_view());
    }
    const auto broken = first_break(places);
    if (!broken) return look_at_newest();
    if (!has_failed_since_mended()) look_at_newest();
    if (!red_.is_empty()) look_at_meetings(trees_[places.trees[broken->high]].place);
    if (is_known_break(places, *broken)) return look_at_rest({});
    look_into(places, *broken);
    look_at_rest(between(places, *broken));
  }

  std::optional<Break> first_break(const Words& words) const {
    Break found;
    for (std::size_t count = 1; count < words.trees.size(); ++count) {
      if (trees_[words.trees[count]].passed > 0) found.low = count;
    }
    for (found.high = found.low + 1; found.high < words.trees.size(); ++found.high) {
      if (is_failed(words.trees[found.high])) return found;
    }
    return std::nullopt;
  }

  // Whether a place that has all reverts, and all that others pushed, failed: nothing has been done since.
  bool has_failed_since_mended() const {
    for (TreeId place = trees_.newest(); place > known_; --place) {
      if (is_failed(place)) return true;
      if (state_.line[trees_[place].place - 1].kind != ChangeKind::candidate) return false;
    }
    return false;
  }

  // Whether it is explained by what was reverted, or is to be.
  bool is_known_break(const Words& words, const Break& broken) const {
    for (std::size_t i = broken.low; i < broken.high; ++i) {
      if (!words.names[i].empty() && !has_stayed(words.names[i])) return true;
    }
    return false;
  }

  std::vector<std::string_view> between(const Words& words, const Break& broken) const {
    const auto begin = words.names.begin();
    return {begin + static_cast<std::ptrdiff_t>(broken.low),
            begin + static_cast<std::ptrdiff_t>(broken.high)};
  }

  // Without a place that passes nobody can be found guilty.
  void look_at_beginning() {
    const TreeId beginning = trees_.at_place(std::max(state_.green, trees_.first_place()));
    if (is_refuted(beginning)) return;
    start(beginning, is_failed(beginning) ? Purpose::rerun : Purpose::verify);
  }

  void look_at_newest() {
    const TreeId newest = trees_.newest();
    if (trees_.is_known_to_pass(newest) || is_refuted(newest)) return;
    if (is_failed(newest)) return start(newest, Purpose::rerun);
    look_in_turn(newest);
  }

  // So many builds at once as may be, and no two at the same time.
  void look_in_turn(TreeId tree) {
    if (count_running(tree) > 0 || trees_[tree].passed > 0) return;
    TimePoint last{};
    std::size_t running = 0;
    for (const Build& build : state_.running) {
      if (build.purpose != Purpose::verify) continue;
      ++running;
      last = std::max(last, build.started);
    }
    if (running >= in_flight_most_ * 2) return;
    const TimePoint due = last + state_.history.duration / static_cast<int>(in_flight_most_);
    if (running == 0 || due <= now_) return start(tree, Purpose::verify);
    ask_again(due, step_);
  }

  void start(TreeId tree, Purpose purpose) {
    if (count_running(tree) == 0) begin(tree, purpose);
  }

  void begin(TreeId tree, Purpose purpose) {
    if (!has_slot(state_, settings_, step_)) return;
    add_build(trees_, tree, purpose, step_);
    ++started_[tree];
  }

  int count_running(TreeId tree) const {
    const auto started = started_.find(tree);
    return trees_[tree].running + (started == started_.end() ? 0 : started->second);
  }

  // --- Which of several it is

  void look_into(const Words& words, const Break& broken) {
    const std::size_t count = broken.high - broken.low;
    if (count == 1 && is_refuted(words.trees[broken.high])) return explain(words.names[broken.low]);
    const std::size_t used = count_builds(state_, step_);
    constexpr std::size_t most = 24;
    const std::size_t slots = settings_.slots > used ? std::min((settings_.slots - used + 1) / 2, most) : 0;
    const std::size_t stride = std::max<std::size_t>((count + slots) / (slots + 1), 1);
    for (std::size_t i = broken.low + stride; i < broken.high; i += stride)
      test(words.trees[i], slots >= count * 2);
    test(words.trees[broken.high], slots >= count * 2);
    if (count <= slots) look_at_each(words, broken);
  }

  // Each alone on what passed: where several broke the line, that finds them at once.
  void look_at_each(const Words& words, const Break& broken) {
    for (std::size_t i = broken.low; i < broken.high; ++i) {
      const auto change = trees_.find(words.names[i]);
      if (change && trees_.has_landed(*change)) test(trees_.with(words.trees[broken.low], *change), false);
    }
  }

  // Each as often as a failure takes to be believed, at once where there are slots.
  void test(TreeId tree, bool is_at_once) {
    const TreeFacts facts = trees_[tree];
    if (facts.passed > 0) return;
    const int running = count_running(tree);
    const int wanted = is_at_once ? settings_.runs - facts.failed - running
                                  : (running == 0 && facts.failed < settings_.runs ? 1 : 0);
    for (int i = 0; i < wanted; ++i) begin(tree, facts.failed + i > 0 ? Purpose::rerun : Purpose::verify);
  }

  // It broke the line, and is no candidate: else it would have been taken back.
  void explain(std::string_view name) {
    if (name.empty()) stop("the line is red since somebody else pushed to it");
  }

  // --- What landed besides

  void look_at_rest(const std::vector<std::string_view>& suspects) {
    constexpr int culprits_at_once = 6;
    std::unordered_set<std::string_view> left_out(suspects.begin(), suspects.end());
    for (int i = 0; i < culprits_at_once; ++i) {
      const Words words = words_without(left_out);
      const auto broken = first_break(words);
      if (!broken) {
        if (left_out.empty() && trees_[words.trees.back()].passed > 0) explain_newest();
        if (words.trees.size() > 1) look_at_last(words.trees.back());
        return;
      }
      look_into(words, *broken);
      for (const std::string_view name : between(words, *broken)) left_out.insert(name);
    }
  }

  void look_at_last(TreeId tree) {
    if (is_failed(tree)) return start(tree, Purpose::rerun);
    look_in_turn(tree);
  }

  // --- Who met on the line for the first time

  // Each with those that it met, side by side: the first place that fails names one culprit, and all that
  // landed after it is red whoever is to blame. Half of the slots are left for those that tell it.
  void look_at_meetings(std::size_t failed) {
    const Meetings meetings(trees_);
    std::unordered_set<std::string_view> asked = look_into_meetings(meetings, failed);
    const std::size_t used = count_builds(state_, step_);
    std::size_t free = settings_.slots > used ? (settings_.slots - used + 1) / 2 : 0;
    for (std::size_t place = trees_[known_].place; place < state_.line.size() && free > 0; ++place) {
      const Change& change = state_.line[place];
      const bool is_asked = change.kind != ChangeKind::candidate || asked.contains(change.id);
      if (is_asked || !has_stayed(change.id)) continue;
      const std::vector<std::size_t> met = meetings.first_met_at(place);
      if (met.empty() && meetings.has_passed(place)) continue;
      test(with_met(met, change), false);
      --free;
    }
  }

  TreeId with_met(const std::vector<std::size_t>& met, const Change& change) {
    TreeId tree = known_;
    for (const std::size_t place : met) {
      const std::string& name = state_.line[place].id;
      if (place >= trees_[known_].place && has_stayed(name)) tree = trees_.with(tree, name);
    }
    return trees_.with(tree, change.id);
  }

  // Tells apart what failed on a place before the first that failed. Gives those whose trees run or failed.
  std::unordered_set<std::string_view> look_into_meetings(const Meetings& meetings, std::size_t failed) {
    std::unordered_set<std::string_view> asked;
    const std::size_t count = trees_.all().size();
    for (TreeId tree = 0; tree < count; ++tree) {
      const TreeFacts facts = trees_[tree];
      if (facts.size == 0 || facts.passed > 0 || facts.failed + facts.running == 0) continue;
      if (!facts.is_intact || facts.place >= failed) continue;
      if (!has_stayed(trees_.name(facts.top)) || !meetings.is_of_peers(tree)) continue;
      asked.insert(trees_.name(facts.top));
      if (facts.failed > 0) look_at_pairs(tree);
    }
    return asked;
  }

  // The last with one of the others at a time, for with all of them another culprit may be among these.
  void look_at_pairs(TreeId failed) {
    const TreeFacts facts = trees_[failed];
    if (facts.size <= 2) {
      doubt(failed);
      if (facts.size == 2) test(facts.before, false);
      return;
    }
    const TreeId place = trees_.at_place(facts.place);
    for (const ChangeId change : trees_.changes(facts.before)) {
      const TreeId one = trees_.with(place, change);
      doubt(trees_.with(one, facts.top));
      test(one, false);
    }
    doubt(trees_.with(place, facts.top));
  }

  void doubt(TreeId tree) {
    test(tree, true);
    if (trees_[tree].passed == 0) is_doubtful_ = true;
  }

  // All that the queue landed and that stayed passes: so should the newest, or it is for others' pushes.
  void explain_newest() {
    look_at_newest();
    if (is_refuted(trees_.newest())) stop("the line is red, and passes without what others pushed to it");
  }

  Words words_without(const std::unordered_set<std::string_view>& left_out) {
    Words words;
    words.trees.push_back(known_);
    for (std::size_t place = trees_[known_].place; place < state_.line.size(); ++place) {
      const Change& change = state_.line[place];
      const bool is_in =
          change.kind == ChangeKind::candidate && has_stayed(change.id) && !left_out.contains(change.id);
      if (!is_in) continue;
      words.names.push_back(change.id);
      words.trees.push_back(trees_.with(words.trees.back(), change.id));
    }
    return words;
  }

  Trees& trees_;
  const State& state_;
  const Settings& settings_;
  TimePoint now_;
  Step& step_;
  TreeId known_;
  RedPart red_;
  std::size_t in_flight_most_;
  bool is_doubtful_ = false;                       // somebody who landed is under suspicion
  std::unordered_map<TreeId, int> started_;        // by this step
  std::unordered_set<std::string_view> excluded_;  // were reverted, or are to be
};

}  // namespace

Tip verify(Trees& trees, const Settings& settings, TimePoint now, Step& step) {
  return Verification(trees, settings, now, step).run();
}

}  // namespace reeve::queue
