#include "queue/evidence.h"

#include <algorithm>

#include "queue/red.h"

namespace reeve::queue {

namespace {

struct Failure {
  TreeId tree;
  std::vector<ChangeId> suspects;
};

class Reader {
 public:
  Reader(const Trees& trees, int runs)
      : trees_(trees),
        red_(red_part(trees, runs)),
        all_(trees.state().waiting.size()),
        last_pass_(all_.size()) {
    note_passes();
    std::vector<Failure> failures = read_failures();
    std::sort(failures.begin(), failures.end(), [](const Failure& a, const Failure& b) {
      return std::pair(a.suspects.size(), a.tree) < std::pair(b.suspects.size(), b.tree);
    });
    for (const Failure& failure : failures) suspect(failure);
  }

  std::vector<Evidence> take() { return std::move(all_); }

 private:
  void note_passes() {
    const std::vector<Result>& results = trees_.state().results;
    for (std::size_t i = 0; i < results.size(); ++i) {
      if (results[i].outcome != Outcome::pass) continue;
      for (const ChangeId change : trees_.changes(trees_.of_results()[i])) {
        if (!trees_.waits(change)) continue;
        all_[change].passed = true;
        last_pass_[change] = i + 1;
      }
    }
  }

  bool says_something(const TreeFacts& facts) const {
    return facts.has_failed() && facts.size > 0 && facts.is_intact && !red_.contains(facts.place);
  }

  std::vector<Failure> read_failures() {
    std::vector<Failure> failures;
    for (TreeId tree = 0; tree < trees_.all().size(); ++tree) {
      if (!says_something(trees_[tree])) continue;
      std::vector<ChangeId> waiting = trees_.changes(tree);
      std::erase_if(waiting, [&](ChangeId change) { return !trees_.waits(change); });
      for (const ChangeId change : waiting) ++all_[change].failures;
      failures.push_back({tree, suspects_among(waiting, trees_[tree].last_failure)});
      if (failures.back().suspects.empty()) failures.pop_back();
    }
    return failures;
  }

  std::vector<ChangeId> suspects_among(const std::vector<ChangeId>& waiting, std::size_t failed_at) const {
    std::vector<ChangeId> never;
    std::vector<ChangeId> before;
    for (const ChangeId change : waiting) {
      if (last_pass_[change] == 0) never.push_back(change);
      if (last_pass_[change] <= failed_at) before.push_back(change);
    }
    return never.empty() ? before : never;
  }

  void suspect(const Failure& failure) {
    const bool is_explained = std::any_of(failure.suspects.begin(), failure.suspects.end(),
                                          [&](ChangeId change) { return all_[change].suspects > 0; });
    if (is_explained) return;
    for (const ChangeId change : failure.suspects) all_[change].suspects = failure.suspects.size();
  }

  const Trees& trees_;
  RedPart red_;
  std::vector<Evidence> all_;
  std::vector<std::size_t> last_pass_;  // of each candidate: which result, counted from one
};

}  // namespace

std::vector<Evidence> evidence_of(const Trees& trees, int runs) {
  return Reader(trees, runs).take();
}

TreeId newest_known(const Trees& trees) {
  for (TreeId place = trees.newest() + 1; place-- > 0;) {
    if (trees.is_known_to_pass(place)) return place;
  }
  return trees.newest();
}

}  // namespace reeve::queue
