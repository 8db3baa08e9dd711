// What the gate does with what the queue decides.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "judge/checked_out.h"
#include "judge/gate.h"
#include "judge/half_landed.h"
#include "judge/landing.h"
#include "workspace/check.h"

namespace reeve {

namespace {

// The one because of which nothing may land.
const Receipt& decisive(const std::vector<Receipt>& receipts) {
  const Receipt* red = blocking_receipt(receipts);
  return red != nullptr ? *red : receipts.back();
}

std::string first_words(const Receipt& receipt) {
  return split_lines(receipt.log + "\n").front();
}

}  // namespace

Gate::Progress Gate::carry_out(const queue::Step& step) {
  for (const std::uint64_t number : step.cancel) cancel(number);
  if (step.green) move_green(*step.green);
  Progress progress = settle_unmerged();
  const auto note = [&](Progress one) {
    if (progress != Progress::lost_race && one != Progress::none) progress = one;
  };
  if (!step.land.empty() && !stopped_for_person_) note(land(step.land));
  for (const queue::Blame& blame : step.block) {
    block(blame.id, why_undecided(blame));
    note(Progress::made);
  }
  for (const queue::Blame& blame : step.reject) note(reject(blame));
  if (step.revert && !stopped_for_person_) note(revert(*step.revert));
  note_stop(step.stopped);
  if (progress != Progress::none) {
    forget_settled();
    return progress;
  }
  return start(step.start);
}

// --- Landing

Chain Gate::chain_of(const MergedTree& merged) const {
  Chain chain;
  chain.base = line_->newest();
  for (std::size_t i = 0; i < merged.commits.size(); ++i)
    chain.links.push_back({tasks_.at(merged.tree.changes[i]), merged.commits[i]});
  return chain;
}

Gate::Progress Gate::land(const std::vector<std::string>& candidates) {
  const MergedTree merged = trees_.merge({state_.line.size(), candidates}, *line_, tasks_);
  if (!merged.left_out.empty()) return settle_left_out(merged);
  if (merged.tree.changes.size() < candidates.size()) return Progress::lost_race;
  return land_chain(chain_of(merged));
}

Gate::Progress Gate::land_chain(Chain chain) {
  const auto block_all = [&](const std::string& reason) {
    for (const Link& link : chain.links) block(candidate_id(link.task.state), reason);
    return Progress::made;
  };
  const auto work_trees = checked_out_target();
  if (const auto reason = obstacle(work_trees, chain.base, chain.tip())) return block_all(*reason);
  if (!lenses_->empty()) {
    for (Link& link : chain.links) lenses_->finish(link.task);
    tell_anew(store_, chain);
  }
  try {
    if (!target_.move(chain.base, chain.tip())) return Progress::lost_race;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid) throw;
    return block_all(error.what());
  }
  if (!reeve::land(store_, goal_, config_, chain, receipts_for(chain), totals_)) return Progress::lost_race;
  bring_along(work_trees, chain.base, chain.tip());
  note_landing(chain);
  return Progress::made;
}

std::vector<std::filesystem::path> Gate::checked_out_target() const {
  if (!store_.hub().refs_are_here()) return {};
  return work_trees_on(repository_, goal_.state.spec.target);
}

// Those of the tree that lands; where policy lets it land without, what each of its changes passed before.
std::vector<Receipt> Gate::receipts_for(const Chain& chain) const {
  const git::Oid tree = repository_.tree_of(chain.tip());
  for (const queue::Result& result : state_.results) {
    const auto build = builds_.find(result.build.number);
    if (result.outcome == queue::Outcome::pass && build != builds_.end() && build->second.tree == tree)
      return build->second.receipts;
  }
  std::vector<Receipt> all;
  for (const Link& link : chain.links) {
    for (const Receipt& receipt : receipts_of_one(link))
      if (std::find(all.begin(), all.end(), receipt) == all.end()) all.push_back(receipt);
  }
  return all;
}

std::vector<Receipt> Gate::receipts_of_one(const Link& link) const {
  const std::string candidate = candidate_id(link.task.state);
  for (const queue::Result& result : state_.results) {
    const auto& changes = result.build.tree.changes;
    const auto build = builds_.find(result.build.number);
    if (result.outcome != queue::Outcome::pass || build == builds_.end()) continue;
    if (std::find(changes.begin(), changes.end(), candidate) != changes.end()) return build->second.receipts;
  }
  return link.task.state.attempts.back().receipts;
}

void Gate::note_landing(const Chain& chain) {
  line_->follow(chain.tip());
  for (const Link& link : chain.links) {
    const std::string candidate = candidate_id(link.task.state);
    ++result_.landed;
    queue::learn_decision(state_.history, queue::Decided::landed);
    tell({GateEvent::Kind::landed, link.task.id(), "", link.commit, {}});
    forget(candidate);
  }
  take_line();
}

// --- What does not land

Gate::Progress Gate::reject(const queue::Blame& blame) {
  const auto build = builds_.find(blame.failure.build.number);
  const auto task = tasks_.find(blame.id);
  if (build == builds_.end() || task == tasks_.end()) return Progress::lost_race;
  const Receipt& failed = decisive(build->second.receipts);
  Failure failure;
  failure.outcome = Outcome::checks_failed;
  failure.reason = fmt::format("'{}' failed on the merged tree: {}", failed.command, failed.log);
  failure.work = task->second.branch;
  failure.receipts = build->second.receipts;
  queue::learn_decision(state_.history, queue::decided_by_rejection(state_, blame.id));
  return reject(blame.id, failure);
}

Gate::Progress Gate::reject(const std::string& candidate, const Failure& failure) {
  TaskRecord task = tasks_.at(candidate);
  lenses_->finish(task);
  if (!store_.reject(task, failure, next_step_)) return Progress::lost_race;
  ++result_.rejected;
  tell({GateEvent::Kind::rejected, task.id(), failure.reason, {}, {}});
  forget(candidate);
  return Progress::made;
}

void Gate::block(const std::string& candidate, const std::string& reason) {
  result_.blocked.push_back({task_of(candidate), reason});
  tell({GateEvent::Kind::blocked, task_of(candidate), reason, {}, {}});
  blocked_.insert(candidate);
  forget(candidate);
}

std::string Gate::why_undecided(const queue::Blame& blame) const {
  const auto build = builds_.find(blame.failure.build.number);
  if (build == builds_.end() || build->second.receipts.empty()) return "its checks could not run";
  const std::vector<Receipt>* without = &build->second.without;
  const queue::Tree bare{queue::normalized(blame.failure.build.tree, state_.line).position, {}};
  for (const queue::Result& result : state_.results) {
    const auto other = builds_.find(result.build.number);
    if (result.outcome == queue::Outcome::pass || other == builds_.end()) continue;
    if (queue::normalized(result.build.tree, state_.line) == bare) without = &other->second.receipts;
  }
  const Receipt& failed = decisive(without->empty() ? build->second.receipts : *without);
  if (without->empty()) return fmt::format("'{}' could not run: {}", failed.command, first_words(failed));
  return fmt::format("'{}' does not pass on the target itself ({}): {}", failed.command,
                     name_of(failed.result), first_words(failed));
}

// --- What cannot be merged

// What conflicts with the line's newest itself is rejected; what conflicts only with others in the tree waits
// for them, and costs them no build.
Gate::Progress Gate::settle_left_out(const MergedTree& merged) {
  Progress progress = Progress::none;
  for (const MergedTree::LeftOut& out : merged.left_out) {
    const auto task = tasks_.find(out.candidate);
    if (task == tasks_.end()) continue;
    const Squashed squashed = trees_.on(line_->newest(), out.candidate, task->second);
    if (squashed.kind == Squashed::Kind::commit) {
      queue::Tree& met = state_.unmerged[out.candidate];
      if (met != out.below && progress == Progress::none) progress = Progress::made;
      met = out.below;
    } else {
      progress = settle_refused(out.candidate, squashed.failure);
    }
  }
  return progress;
}

// Once the line has grown, what could not be merged with others either merges with the line's newest, or
// never will.
Gate::Progress Gate::settle_unmerged() {
  if (unmerged_looked_at_ == state_.line.size()) return Progress::none;
  unmerged_looked_at_ = state_.line.size();
  Progress progress = Progress::none;
  const auto unmerged = state_.unmerged;
  for (const auto& [candidate, below] : unmerged) {
    const auto task = tasks_.find(candidate);
    if (task == tasks_.end()) continue;
    const Squashed squashed = trees_.on(line_->newest(), candidate, task->second);
    if (squashed.kind != Squashed::Kind::commit) {
      progress = settle_refused(candidate, squashed.failure);
    } else if (queue::normalized(below, state_.line).changes.empty()) {
      state_.unmerged.erase(candidate);
      progress = Progress::made;
    }
  }
  return progress;
}

Gate::Progress Gate::settle_refused(const std::string& candidate, const Failure& failure) {
  const TaskRecord task = tasks_.at(candidate);
  const auto commit = landed_already(store_, goal_, task);
  if (!commit) return reject(candidate, failure);
  if (!finish_landing(store_, task, *commit)) return Progress::lost_race;
  ++result_.landed;
  tell({GateEvent::Kind::landed, task.id(), "", *commit, {}});
  forget(candidate);
  return Progress::made;
}

}  // namespace reeve
