#include "judge/chain.h"

#include <algorithm>

#include "judge/squash.h"

namespace reeve {

namespace {

constexpr std::chrono::minutes priority_step{10};

}  // namespace

Chain build_chain(TaskStore& store, const Config& config, const git::Oid& target,
                  const std::vector<TaskRecord>& candidates) {
  Chain chain;
  chain.base = target;
  for (const TaskRecord& task : candidates) {
    const Squashed squashed = squash_onto(store, config, chain.tip(), task);
    const bool conflicts = squashed.kind == Squashed::Kind::conflict;
    if (squashed.kind == Squashed::Kind::commit) {
      chain.links.push_back({task, squashed.commit});
    } else if (conflicts && !chain.links.empty() &&
               squash_onto(store, config, target, task).kind != Squashed::Kind::conflict) {
      chain.deferred.push_back(task);
    } else {
      chain.refused.push_back({task, squashed.failure});
    }
  }
  return chain;
}

void tell_anew(TaskStore& store, Chain& chain) {
  const git::Repository& repository = store.hub().objects();
  git::Oid parent = chain.base;
  for (Link& link : chain.links) {
    link.commit = squash(store, link.task, repository.tree_of(link.commit), parent);
    parent = link.commit;
  }
}

void sort_by_turn(std::vector<TaskRecord>& candidates) {
  const auto turn = [](const TaskRecord& task) {
    return std::pair(task.state.phase_since - task.state.spec.priority * Milliseconds(priority_step),
                     task.id());
  };
  std::sort(candidates.begin(), candidates.end(),
            [&](const TaskRecord& a, const TaskRecord& b) { return turn(a) < turn(b); });
}

}  // namespace reeve
