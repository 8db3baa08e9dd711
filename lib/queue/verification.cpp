#include "queue/verification.h"

#include <algorithm>
#include <deque>
#include <set>

#include <fmt/format.h>

namespace reeve::queue {

namespace {

class Verification {
 public:
  Verification(Trees& trees, const Settings& settings, TimePoint now, Step& step)
      : trees_(trees), state_(trees.state()), settings_(settings), now_(now), step_(step) {}

  void run() {
    if (state_.red_since != TimePoint{} && now_ - state_.red_since > settings_.red) {
      step_.stopped = "the line is red since " + format_time(state_.red_since);
    }
    const TreeId newest = trees_.newest();
    if (is_refuted(newest) && state_.has_green) return search();
    if (trees_[newest].failed > 0 && trees_[newest].passed == 0) return start(newest, Purpose::rerun);
    look_at_newest();
  }

 private:
  bool is_refuted(TreeId tree) const {
    return trees_[tree].passed == 0 && trees_[tree].failed >= settings_.runs;
  }

  void start(TreeId tree, Purpose purpose) {
    const std::size_t busy = state_.running.size() - step_.cancel.size() + step_.start.size();
    if (busy >= settings_.slots || trees_[tree].running > 0) return;
    Build build;
    build.purpose = purpose;
    build.tree = trees_.told(tree);
    step_.start.push_back(std::move(build));
  }

  void look_at_newest() {
    const TreeId newest = trees_.newest();
    if (trees_[newest].running > 0 || trees_.is_known_to_pass(newest)) return;
    TimePoint last{};
    for (const Build& build : state_.running) {
      if (build.purpose == Purpose::verify) last = std::max(last, build.started);
    }
    const TimePoint due = last + state_.history.duration / 5;
    if (last == TimePoint{} || due <= now_) return start(newest, Purpose::verify);
    step_.again = step_.again ? std::min(*step_.again, due) : due;
  }

  // What landed after green and is still there.
  std::vector<const Change*> suspects() const {
    std::set<std::string> reverted;
    for (const Change& change : state_.line) {
      if (change.kind == ChangeKind::revert) reverted.insert(change.id);
    }
    std::vector<const Change*> result;
    for (std::size_t place = state_.green; place < state_.line.size(); ++place) {
      const Change& change = state_.line[place];
      const bool stays = change.kind != ChangeKind::revert && reverted.count(change.id) == 0;
      if (stays) result.push_back(&change);
    }
    return result;
  }

  void search() {
    const std::vector<const Change*> changes = suspects();
    if (std::any_of(changes.begin(), changes.end(),
                    [](const Change* change) { return change->kind == ChangeKind::outside; })) {
      step_.stopped = "the line is red, and somebody else has pushed to it";
      return;
    }
    std::vector<TreeId> first(1, trees_.with(word(changes, 0)));
    for (std::size_t count = 1; count <= changes.size(); ++count)
      first.push_back(trees_.with(word(changes, count)));
    narrow(changes, first);
  }

  const Tree& word(const std::vector<const Change*>& changes, std::size_t count) {
    Tree tree{state_.green, {}};
    for (std::size_t i = 0; i < count; ++i) tree.changes.push_back(changes[i]->id);
    words_.push_back(std::move(tree));
    return words_.back();
  }

  void narrow(const std::vector<const Change*>& changes, const std::vector<TreeId>& first) {
    std::size_t low = 0;
    std::size_t high = changes.size();
    for (std::size_t count = 1; count <= changes.size(); ++count) {
      if (trees_[first[count]].passed > 0) low = count;
      if (is_refuted(first[count])) {
        high = count;
        break;
      }
    }
    if (low >= high) return;
    if (!is_refuted(first[high])) return test(first[high]);
    if (high == low + 1) return take_back(changes[low]->id);
    constexpr std::size_t parts = 8;
    const std::size_t step = std::max<std::size_t>((high - low) / parts, 1);
    for (std::size_t count = low + step; count < high; count += step) test(first[count]);
  }

  void test(TreeId tree) {
    if (trees_[tree].passed == 0) start(tree, trees_[tree].failed > 0 ? Purpose::rerun : Purpose::verify);
  }

  void take_back(const std::string& culprit) {
    if (state_.reverts.size() < settings_.reverts) {
      step_.revert = culprit;
      return;
    }
    step_.stopped = fmt::format("{} broke the line, and {} changes were reverted within an hour", culprit,
                                state_.reverts.size());
  }

  Trees& trees_;
  const State& state_;
  const Settings& settings_;
  TimePoint now_;
  Step& step_;
  std::deque<Tree> words_;
};

}  // namespace

void verify(Trees& trees, const Settings& settings, TimePoint now, Step& step) {
  Verification(trees, settings, now, step).run();
}

}  // namespace reeve::queue
