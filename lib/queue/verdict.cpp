#include "queue/verdict.h"

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "queue/apart.h"
#include "queue/trees.h"

namespace reeve::queue {

namespace {

using Names = std::vector<std::string>;

Names names_of(const Trees& trees, TreeId tree) {
  Names names;
  for (const ChangeId change : trees.changes(tree)) names.push_back(trees.candidate(change).id);
  return names;
}

Names longest_tested(const Trees& trees) {
  TreeId best = trees.newest();
  for (TreeId tree = 0; tree < trees.all().size(); ++tree) {
    const TreeFacts& facts = trees[tree];
    const bool may = facts.passed > 0 && facts.is_alive && facts.place == trees.state().line.size();
    if (may && facts.size > trees[best].size) best = tree;
  }
  return names_of(trees, best);
}

Names all_apart(const Trees& trees) {
  std::vector<ChangeId> candidates(trees.state().waiting.size());
  std::iota(candidates.begin(), candidates.end(), ChangeId{0});
  Names names;
  for (const ChangeId change : Apart(trees).may_land(candidates)) names.push_back(trees.candidate(change).id);
  return names;
}

Names all_tested_once(const State& state) {
  std::unordered_set<std::string_view> passed;
  for (const Result& result : state.results) {
    if (result.outcome != Outcome::pass) continue;
    passed.insert(result.build.tree.changes.begin(), result.build.tree.changes.end());
  }
  Names names;
  for (const Candidate& candidate : state.waiting) {
    if (candidate.passed_on_branch || passed.contains(candidate.id)) names.push_back(candidate.id);
  }
  return names;
}

bool all_may_land_apart(const State& state, const Names& changes) {
  const Trees trees(state);
  std::vector<ChangeId> candidates;
  for (const std::string& name : changes) {
    const auto change = trees.find(name);
    if (!change || !trees.waits(*change)) return false;
    candidates.push_back(*change);
  }
  return Apart(trees).may_land(candidates).size() == changes.size();
}

bool passed_as_newest(const State& state, const Names& changes) {
  return std::any_of(state.results.begin(), state.results.end(), [&](const Result& result) {
    if (result.outcome != Outcome::pass) return false;
    const Rest rest = rest_of(result.build.tree, state.line);
    return rest.is_on_line && rest.changes == changes;
  });
}

bool contains_all(Names all, Names some) {
  std::sort(all.begin(), all.end());
  std::sort(some.begin(), some.end());
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

bool has_failed(const TreeFacts& facts, int runs) {
  return facts.failed >= runs && facts.passed == 0;
}

}  // namespace

std::vector<std::string> may_land(const State& state, Rule rule) {
  switch (rule) {
    case Rule::tested_tree:
      return longest_tested(Trees(state));
    case Rule::tested_apart:
      return all_apart(Trees(state));
    case Rule::tested_once:
      return all_tested_once(state);
  }
  return {};
}

bool may_land(const State& state, Rule rule, const std::vector<std::string>& changes) {
  if (changes.empty()) return false;
  switch (rule) {
    case Rule::tested_tree:
      return passed_as_newest(state, changes);
    case Rule::tested_apart:
      return all_may_land_apart(state, changes);
    case Rule::tested_once:
      return contains_all(all_tested_once(state), changes);
  }
  return false;
}

std::vector<std::string> may_land(const Trees& trees, Rule rule) {
  switch (rule) {
    case Rule::tested_tree:
      return longest_tested(trees);
    case Rule::tested_apart:
      return all_apart(trees);
    case Rule::tested_once:
      return all_tested_once(trees.state());
  }
  return {};
}

std::vector<Blame> to_blame(const Trees& trees, int runs) {
  std::vector<Blame> blamed;
  for (const TreeFacts& facts : trees.all()) {
    if (facts.size != 1 || !facts.is_alive || !has_failed(facts, runs)) continue;
    if (!trees.is_known_to_pass(facts.before)) continue;
    blamed.push_back({trees.candidate(facts.top).id, trees.state().results[facts.last_failure]});
  }
  return blamed;
}

std::vector<Blame> undecided(const Trees& trees, int runs) {
  std::vector<Blame> result;
  for (const TreeFacts& facts : trees.all()) {
    if (facts.size != 1 || !facts.is_alive || facts.passed > 0) continue;
    const bool is_base_red =
        facts.before == trees.newest() && has_failed(facts, runs) && has_failed(trees[facts.before], runs);
    if (facts.could_not_run == 0 && !is_base_red) continue;
    result.push_back({trees.candidate(facts.top).id, trees.state().results[facts.last_failure]});
  }
  return result;
}

std::vector<Blame> to_blame(const State& state, int runs) {
  return to_blame(Trees(state), runs);
}

std::vector<Blame> undecided(const State& state, int runs) {
  return undecided(Trees(state), runs);
}

}  // namespace reeve::queue
