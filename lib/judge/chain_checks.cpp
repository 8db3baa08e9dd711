#include "judge/chain_checks.h"

namespace reeve {

ChosenChecks checks_of(const git::Repository& repository, const GateConfig& gate, const Chain& chain) {
  std::vector<std::string> own;
  for (const Link& link : chain.links) {
    const auto& checks = link.task.state.spec.checks;
    own.insert(own.end(), checks.begin(), checks.end());
  }
  return choose_checks(
      gate, own, changed_paths(repository, repository.tree_of(chain.base), repository.tree_of(chain.tip())));
}

}  // namespace reeve
