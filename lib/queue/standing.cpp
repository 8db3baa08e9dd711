#include "queue/standing.h"

#include <algorithm>

namespace reeve::queue {

namespace {

// Into how many trees those of a failed one go. A few are taken one by one: each of them is told apart in one
// build time, which is what its good ones wait for.
std::size_t narrower(std::size_t suspects) {
  constexpr std::size_t few = 12;
  if (suspects <= few) return 1;
  return (suspects + few / 2 - 1) / (few / 2);
}

bool has_failed(const TreeFacts& facts) {
  return facts.is_intact && facts.passed == 0 && facts.failed + facts.could_not_run > 0;
}

// Of each tree, how often it failed itself, or one that stands on it: that failed with all of its changes.
std::vector<int> failures_with(const Trees& trees) {
  std::vector<int> failures(trees.all().size());
  for (TreeId tree = 0; tree < trees.all().size(); ++tree) {
    if (trees[tree].failed == 0 || trees[tree].passed > 0) continue;
    for (TreeId part = tree; trees[part].size > 0; part = trees[part].before) {
      failures[part] += trees[tree].failed;
    }
  }
  return failures;
}

bool contains_all(const std::vector<ChangeId>& sorted, const std::vector<ChangeId>& sorted_part) {
  return std::includes(sorted.begin(), sorted.end(), sorted_part.begin(), sorted_part.end());
}

}  // namespace

Standings::Standings(const Trees& trees, std::size_t telling, int runs)
    : trees_(trees), standings_(trees.state().waiting.size()) {
  note_passed(runs);
  note_tested(telling);
  suspect(failures());
}

void Standings::note_passed(int runs) {
  std::vector<std::size_t> last_pass(standings_.size(), 0);
  const std::vector<Result>& results = trees_.state().results;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].outcome != Outcome::pass) continue;
    for (const ChangeId change : trees_.changes(trees_.of_results()[i])) {
      if (!trees_.waits(change)) continue;
      standings_[change].passed = true;
      last_pass[change] = i;
    }
  }
  note_clashes(runs, last_pass);
}

// What a refuted tree has on top of the part of it that runs, or passed, is tested anew: each has passed, but
// not together with what landed meanwhile.
void Standings::note_clashes(int runs, const std::vector<std::size_t>& last_pass) {
  const std::vector<int> failures = failures_with(trees_);
  const std::vector<Standing> before = standings_;
  const auto has_unproven = [&](TreeId tree) {
    for (; trees_[tree].size > 0; tree = trees_[tree].before) {
      if (trees_.waits(trees_[tree].top) && !before[trees_[tree].top].passed) return true;
    }
    return false;
  };
  for (TreeId tree = 0; tree < trees_.all().size(); ++tree) {
    const TreeFacts& facts = trees_[tree];
    if (facts.failed == 0 || failures[tree] < runs || facts.passed > 0 || !facts.is_intact) continue;
    if (has_unproven(tree)) continue;  // that one explains it
    for (TreeId part = tree; trees_[part].size > 0; part = trees_[part].before) {
      if (trees_[part].running > 0 || trees_[part].passed > 0) break;
      const ChangeId change = trees_[part].top;
      if (!trees_.waits(change) || !standings_[change].passed) continue;
      standings_[change].has_clashed = true;
      if (last_pass[change] < facts.last_failure) standings_[change].passed = false;
    }
  }
}

void Standings::note_tested(std::size_t telling) {
  for (TreeId tree = 0; tree < trees_.all().size(); ++tree) {
    const bool tells = trees_[tree].running > 0 && trees_[tree].is_intact && count_unproven(tree) <= telling;
    if (!tells) continue;
    for (const ChangeId change : trees_.changes(tree)) {
      if (trees_.waits(change)) standings_[change].is_tested = true;
    }
  }
}

std::vector<Standings::Failure> Standings::failures() const {
  std::vector<Failure> result;
  for (TreeId tree = 0; tree < trees_.all().size(); ++tree) {
    if (!has_failed(trees_[tree])) continue;
    Failure failure{tree, trees_.changes(tree)};
    std::erase_if(failure.suspects,
                  [&](ChangeId change) { return !trees_.waits(change) || standings_[change].passed; });
    std::sort(failure.suspects.begin(), failure.suspects.end());
    if (!failure.suspects.empty()) result.push_back(std::move(failure));
  }
  std::sort(result.begin(), result.end(), [](const Failure& a, const Failure& b) {
    return std::pair(a.suspects.size(), a.tree) < std::pair(b.suspects.size(), b.tree);
  });
  return result;
}

void Standings::suspect(const std::vector<Failure>& failures) {
  std::vector<const Failure*> unexplained;
  for (const Failure& failure : failures) {
    const bool is_explained = std::any_of(
        unexplained.begin(), unexplained.end(),
        [&](const Failure* smaller) { return contains_all(failure.suspects, smaller->suspects); });
    if (is_explained) continue;
    unexplained.push_back(&failure);
    for (const ChangeId change : failure.suspects) {
      Standing& standing = standings_[change];
      if (!standing.is_suspect) standing.limit = narrower(failure.suspects.size());
      standing.is_suspect = true;
    }
  }
}

bool Standings::has_suspect(TreeId tree) const {
  for (; trees_[tree].size > 0; tree = trees_[tree].before) {
    if (trees_.waits(trees_[tree].top) && standings_[trees_[tree].top].is_suspect) return true;
  }
  return false;
}

std::size_t Standings::count_unproven(TreeId tree) const {
  std::size_t count = 0;
  for (; trees_[tree].size > 0; tree = trees_[tree].before) {
    if (trees_.waits(trees_[tree].top) && !standings_[trees_[tree].top].passed) ++count;
  }
  return count;
}

}  // namespace reeve::queue
