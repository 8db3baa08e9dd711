#include "judge/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "judge/archive.h"
#include "judge/chain_checks.h"
#include "judge/checked_out.h"
#include "judge/half_landed.h"
#include "judge/landing.h"
#include "task/ref_names.h"
#include "workspace/check.h"
#include "workspace/check_policy.h"
#include "workspace/target_files.h"

namespace reeve {

namespace {

// Passes in a row that settle nothing: each means that somebody moved the target or a task at the same
// moment. More than this is no race; the next judge looks again.
constexpr int most_idle_passes = 20;

std::optional<SharedReceipts> shared_receipts(TaskStore& store, const GoalRecord& goal,
                                              const Config& config) {
  if (!config.gate.share_receipts) return std::nullopt;
  return SharedReceipts(store.hub(), store.clock(), store.signature(),
                        allowed_signers_of(store.hub().objects(), goal.base()));
}

}  // namespace

// What the checks say of a chain's tip. The first that does not pass ends the test.
struct Gate::Verdict {
  CheckResult result = CheckResult::pass;
  std::vector<Receipt> receipts;
  std::string reason;

  // The one that decided.
  const Receipt& last() const {
    const Receipt* red = blocking_receipt(receipts);
    return red != nullptr ? *red : receipts.back();
  }
};

Gate::Gate(TaskStore& store, GoalRecord goal, Config config, TaskStore::NextStep next_step,
           std::stop_token stop, Hub* host)
    : store_(store),
      repository_(store.hub().objects()),
      goal_(std::move(goal)),
      config_(std::move(config)),
      next_step_(std::move(next_step)),
      stop_(std::move(stop)),
      target_(store.hub(), host, goal_.state.spec.target),
      shared_(shared_receipts(store, goal_, config_)),
      receipts_(repository_, check_policy(config_), shared_ ? &*shared_ : nullptr) {
  if (shared_)
    shared_->on_warning = [this](const std::string& text) { tell(GateEvent::Kind::warning, "", text); };
}

GateResult Gate::run() {
  lenses_.emplace(store_, goal_.base(), config_, runners.agent);
  lenses_->grant = grant;
  for (const std::string& id : archive_ended(store_, goal_)) tell(GateEvent::Kind::archived, id);
  for (int idle_passes = 0; idle_passes < most_idle_passes && !stop_.stop_requested();) {
    std::vector<TaskRecord> batch = candidates();
    if (batch.empty()) break;
    if (batch.size() > config_.gate.batch) batch.resize(config_.gate.batch);
    const std::size_t settled = settled_count();
    settle(batch);
    idle_passes = settled_count() == settled ? idle_passes + 1 : 0;
  }
  if (shared_) shared_->publish();
  const auto target = store_.hub().read(goal_.state.spec.target);
  lenses_.reset();
  write_gate_report(repository_, goal_.id(), {target ? target->hex() : "", result_.blocked});
  return result_;
}

std::size_t Gate::settled_count() const {
  return result_.landed + result_.rejected + result_.blocked.size();
}

// Those that wait, in turn, but for the ones that this run found it cannot decide.
std::vector<TaskRecord> Gate::candidates() {
  std::set<std::string> blocked;
  for (const BlockedTask& task : result_.blocked) blocked.insert(task.task);
  std::vector<TaskRecord> ready = store_.fleet_under(refs::ready_prefix).tasks;
  std::erase_if(ready, [&](const TaskRecord& task) {
    return task.state.phase != Phase::ready || task.state.spec.goal != goal_.id() ||
           blocked.contains(task.id());
  });
  sort_by_turn(ready);
  return ready;
}

Gate::Settled Gate::settle(const std::vector<TaskRecord>& batch) {
  const auto target = target_.read();
  if (!target) {
    throw Error(ErrorKind::not_found,
                "the target " + refs::short_name(goal_.state.spec.target) + " does not exist");
  }
  const Chain chain = build_chain(store_, config_, *target, batch);
  refuse(chain.refused);
  // A deferred candidate stays ready: it is taken up again by the next batch, on the target that has moved.
  return chain.links.empty() ? Settled::yes : settle_chain(chain);
}

void Gate::refuse(const std::vector<Refused>& refused) {
  for (const Refused& candidate : refused) {
    const auto commit = landed_already(store_, goal_, candidate.task);
    if (!commit) {
      reject(candidate.task, candidate.failure);
    } else if (finish_landing(store_, candidate.task, *commit)) {
      ++result_.landed;
      tell(GateEvent::Kind::landed, candidate.task.id(), "", *commit);
    }
  }
}

Gate::Settled Gate::settle_chain(const Chain& chain) {
  std::vector<TaskRecord> tasks;
  for (const Link& link : chain.links) tasks.push_back(link.task);
  lenses_->start_due(tasks, chain.base);
  tell(GateEvent::Kind::testing, count_of(chain.links.size(), "candidate"));
  const Verdict verdict = test(chain);
  if (stop_.stop_requested() && verdict.result != CheckResult::pass) return Settled::read_again;
  if (verdict.result == CheckResult::pass) return land_chain(chain, verdict.receipts);
  if (chain.links.size() > 1) return split(chain);
  settle_alone(chain, verdict);
  return Settled::yes;
}

// The second half is merged anew: onto whatever of the first has landed.
Gate::Settled Gate::split(const Chain& chain) {
  const auto middle = static_cast<std::ptrdiff_t>(chain.links.size() / 2);
  std::vector<TaskRecord> first, second;
  for (auto link = chain.links.begin(); link != chain.links.end(); ++link) {
    (link - chain.links.begin() < middle ? first : second).push_back(link->task);
  }
  for (const auto& half : {first, second}) {
    if (stop_.stop_requested() || settle(half) == Settled::read_again) return Settled::read_again;
  }
  return Settled::yes;
}

void Gate::settle_alone(const Chain& chain, const Verdict& verdict) {
  const Link& link = chain.links.front();
  if (verdict.receipts.empty()) return block(chain.links, verdict.reason);
  if (needs_comparison(verdict.last(), config_.gate)) {
    const Receipt without = on_target(chain, verdict);
    if (stop_.stop_requested()) return;
    if (blocks(without.result)) {
      return block(chain.links,
                   fmt::format("'{}' does not pass on the target itself ({}): {}", without.command,
                               name_of(without.result), split_lines(without.log + "\n").front()));
    }
  }
  Failure failure;
  failure.outcome = Outcome::checks_failed;
  failure.reason =
      fmt::format("'{}' failed on the merged tree: {}", verdict.last().command, verdict.last().log);
  failure.work = link.task.branch;
  failure.receipts = verdict.receipts;
  reject(link.task, failure);
}

// The target gets the same commands, up to the one that failed: it may need what they build.
Receipt Gate::on_target(const Chain& chain, const Verdict& verdict) {
  std::vector<std::string> same;
  for (const Receipt& receipt : verdict.receipts)
    if (receipt.result != CheckResult::skipped) same.push_back(receipt.command);
  const auto receipts = run_or_recall(same, chain.base);
  const Receipt* red = blocking_receipt(receipts);
  return red != nullptr ? *red : receipts.back();
}

// Those that a lens rejects, or that wait for a person, leave the batch; then the rest is merged anew.
bool Gate::pass_lenses(Chain& chain) {
  bool is_whole = true;
  for (Link& link : chain.links) {
    const LensStatus status = wait_for_lenses(link.task, chain);
    if (status.kind == LensStatus::Kind::rejected) reject(link.task, status.failure);
    if (status.kind == LensStatus::Kind::blocked) {
      lenses_->record(link.task);
      block({link}, status.reason);
    }
    is_whole = is_whole && status.kind == LensStatus::Kind::clear;
  }
  if (!is_whole || lenses_->empty()) return is_whole;
  for (Link& link : chain.links) lenses_->finish(link.task);
  tell_anew(store_, chain);
  return true;
}

LensStatus Gate::wait_for_lenses(const TaskRecord& task, const Chain& chain) {
  constexpr Milliseconds look_at_stop{100};
  std::vector<TaskRecord> tasks;
  for (const Link& link : chain.links) tasks.push_back(link.task);
  LensStatus status = lenses_->status_of(task);
  while (status.kind == LensStatus::Kind::waiting && !stop_.stop_requested()) {
    lenses_->start_due(tasks, chain.base);
    lenses_->wait(look_at_stop);
    status = lenses_->status_of(task);
  }
  return status;
}

Gate::Settled Gate::land_chain(Chain chain, const std::vector<Receipt>& receipts) {
  if (!pass_lenses(chain)) return Settled::read_again;
  const auto work_trees = store_.hub().refs_are_here() ? work_trees_on(repository_, goal_.state.spec.target)
                                                       : std::vector<std::filesystem::path>();
  if (const auto reason = obstacle(work_trees, chain.base, chain.tip())) {
    block(chain.links, *reason);
    return Settled::yes;
  }
  try {
    if (!target_.move(chain.base, chain.tip())) return Settled::read_again;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::invalid) throw;
    block(chain.links, error.what());
    return Settled::yes;
  }
  if (!land(store_, goal_, config_, chain, receipts)) return Settled::read_again;
  bring_along(work_trees, chain.base, chain.tip());
  for (const Link& link : chain.links) {
    ++result_.landed;
    tell(GateEvent::Kind::landed, link.task.id(), "", link.commit);
  }
  return Settled::yes;
}

Gate::Verdict Gate::test(const Chain& chain) {
  const ChosenChecks checks = checks_of(repository_, config_.gate, chain);
  Verdict verdict;
  for (const Link& link : chain.links) {
    if (!checks_for(config_.gate, link.task.state.spec).empty()) continue;
    verdict.result = CheckResult::could_not_run;
    verdict.reason = "no check is named for it: give the task one, or [gate] checks";
    return verdict;
  }
  verdict.receipts = run_or_recall(checks.run, chain.tip());
  if (const Receipt* red = blocking_receipt(verdict.receipts)) verdict.result = red->result;
  if (stop_.stop_requested() && verdict.receipts.size() < checks.run.size())
    verdict.result = CheckResult::could_not_run;
  const auto skipped = skipped_receipts(checks, repository_.tree_of(chain.tip()), CheckPlace::gate);
  verdict.receipts.insert(verdict.receipts.begin(), skipped.begin(), skipped.end());
  return verdict;
}

// What is known of this tree, and what is left to run for the rest, in order: a later command may need what
// an earlier one built.
std::vector<Receipt> Gate::run_or_recall(const std::vector<std::string>& commands, const git::Oid& commit) {
  const git::Oid tree = repository_.tree_of(commit);
  if (shared_) shared_->look();
  const std::vector<Receipt> known = receipts_.known(tree, commands);
  if (blocking_receipt(known) != nullptr) return known;
  const auto left = left_to_run(config_.gate, commands, known);
  if (left.empty()) return known;
  const auto receipts =
      runners.checks(left, repository_, commit, workspace(), config_, CheckPlace::gate, stop_, {});
  receipts_.add(receipts);
  if (shared_) shared_->publish_if_due();
  return together(known, receipts);
}

Workspace& Gate::workspace() {
  if (!pool_) pool_.emplace(repository_, "gate");
  if (!workspace_) workspace_.emplace(pool_->acquire());
  return *workspace_;
}

void Gate::reject(TaskRecord task, const Failure& failure) {
  lenses_->finish(task);
  if (store_.reject(task, failure, next_step_)) {
    ++result_.rejected;
    tell(GateEvent::Kind::rejected, task.id(), failure.reason);
  }
}

void Gate::block(const std::vector<Link>& links, const std::string& reason) {
  for (const Link& link : links) {
    result_.blocked.push_back({link.task.id(), reason});
    tell(GateEvent::Kind::blocked, link.task.id(), reason);
  }
}

void Gate::tell(GateEvent::Kind kind, const std::string& task, const std::string& reason,
                const git::Oid& commit) const {
  if (on_event) on_event({kind, task, reason, commit});
}

}  // namespace reeve
