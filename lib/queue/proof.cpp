#include "queue/proof.h"

#include <algorithm>

#include "queue/suspicion.h"

namespace reeve::queue {

namespace {

bool contains_all(const std::vector<ChangeId>& sorted, const std::vector<ChangeId>& sorted_part) {
  return std::includes(sorted.begin(), sorted.end(), sorted_part.begin(), sorted_part.end());
}

}  // namespace

Proofs::Proofs(const Trees& trees, const Speculation& chain)
    : trees_(trees), chain_(chain), proofs_(trees.state().waiting.size()) {
  note_passed();
  note_tested();
  suspect(failures());
}

void Proofs::note_passed() {
  std::vector<std::size_t> last_pass(proofs_.size(), 0);
  const std::vector<Result>& results = trees_.state().results;
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (results[i].outcome != Outcome::pass) continue;
    for (TreeId tree = trees_.of_results()[i]; trees_[tree].size > 0; tree = trees_[tree].before) {
      const ChangeId change = trees_[tree].top;
      if (!trees_.waits(change)) continue;
      proofs_[change].passed = true;
      last_pass[change] = i;
    }
  }
  note_doubted(last_pass);
}

// Whether the failure of this tree is the fault of what it has on top of its base.
bool Proofs::is_telling(TreeId tree) const {
  const TreeFacts& facts = trees_[tree];
  if (!facts.has_failed() || facts.size == 0 || !facts.is_intact) return false;
  if (chain_.is_chain(tree) && !chain_.is_refuted(tree)) return false;
  return chain_.footing(tree) == Footing::sound;
}

// Who passed, and then failed alone or in a part of the chain where everybody had passed, is tested anew:
// something that was not there before breaks with it.
void Proofs::note_doubted(const std::vector<std::size_t>& last_pass) {
  std::vector<ChangeId> doubted;
  for (TreeId tree = 0; tree < trees_.all().size(); ++tree) {
    if (!is_telling(tree)) continue;
    const std::vector<ChangeId> own = chain_.own(tree);
    const bool is_of_proven = std::all_of(own.begin(), own.end(), [&](ChangeId change) {
      return trees_.waits(change) && proofs_[change].passed;
    });
    if (!is_of_proven || (own.size() > 1 && !chain_.is_chain(tree))) continue;
    for (const ChangeId change : own) {
      proofs_[change].part = std::min(proofs_[change].part, narrower(own.size()));
      if (last_pass[change] < trees_[tree].last_failure) doubted.push_back(change);
    }
  }
  for (const ChangeId change : doubted) proofs_[change].passed = false;
}

void Proofs::note_tested() {
  for (TreeId tree = 0; tree < trees_.all().size(); ++tree) {
    const TreeFacts& facts = trees_[tree];
    if (facts.size == 0 || !facts.is_intact || (facts.size > 1 && chain_.is_chain(tree))) continue;
    const bool is_open = facts.failed > 0 && facts.passed == 0 && chain_.footing(tree) == Footing::open;
    const bool runs = facts.running > 0 && chain_.footing(tree) != Footing::lost;
    if (!is_open && !runs) continue;
    for (const ChangeId change : chain_.own(tree)) {
      if (trees_.waits(change)) proofs_[change].is_tested = true;
    }
  }
}

std::vector<Proofs::Failure> Proofs::failures() const {
  std::vector<Failure> result;
  for (TreeId tree = 0; tree < trees_.all().size(); ++tree) {
    if (!is_telling(tree)) continue;
    Failure failure{tree, chain_.own(tree)};
    std::erase_if(failure.suspects,
                  [&](ChangeId change) { return !trees_.waits(change) || proofs_[change].passed; });
    std::sort(failure.suspects.begin(), failure.suspects.end());
    if (!failure.suspects.empty()) result.push_back(std::move(failure));
  }
  std::sort(result.begin(), result.end(), [](const Failure& a, const Failure& b) {
    return std::pair(a.suspects.size(), a.tree) < std::pair(b.suspects.size(), b.tree);
  });
  return result;
}

void Proofs::suspect(const std::vector<Failure>& failures) {
  std::vector<const Failure*> unexplained;
  for (const Failure& failure : failures) {
    const bool is_explained = std::any_of(
        unexplained.begin(), unexplained.end(),
        [&](const Failure* smaller) { return contains_all(failure.suspects, smaller->suspects); });
    if (is_explained) continue;
    unexplained.push_back(&failure);
    for (const ChangeId change : failure.suspects) {
      Proof& proof = proofs_[change];
      if (!proof.is_suspect) proof.limit = narrower(failure.suspects.size());
      proof.is_suspect = true;
    }
  }
}

bool Proofs::has_clash() const {
  return std::any_of(proofs_.begin(), proofs_.end(),
                     [](const Proof& proof) { return proof.part < SIZE_MAX; });
}

bool Proofs::has_suspect(TreeId tree) const {
  for (; trees_[tree].size > 0; tree = trees_[tree].before) {
    if (trees_.waits(trees_[tree].top) && proofs_[trees_[tree].top].is_suspect) return true;
  }
  return false;
}

std::size_t Proofs::count_unproven(TreeId tree) const {
  std::size_t count = 0;
  for (; trees_[tree].size > 0; tree = trees_[tree].before) {
    if (trees_.waits(trees_[tree].top) && !proofs_[trees_[tree].top].passed) ++count;
  }
  return count;
}

}  // namespace reeve::queue
