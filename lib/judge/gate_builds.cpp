// How the gate runs the builds that the queue asks for.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "judge/gate.h"
#include "queue/red.h"
#include "workspace/check.h"

namespace reeve {

namespace {

void add_new(std::vector<std::string>& all, const std::vector<std::string>& some) {
  for (const std::string& command : some)
    if (std::find(all.begin(), all.end(), command) == all.end()) all.push_back(command);
}

queue::Outcome outcome_of(const std::vector<Receipt>& receipts, const std::vector<Receipt>& without,
                          std::size_t commands) {
  const Receipt* const red = blocking_receipt(receipts);
  if (red == nullptr)
    return receipts.size() == commands ? queue::Outcome::pass : queue::Outcome::could_not_run;
  if (red->result == CheckResult::fail) return queue::Outcome::fail;
  // Where it can run without the change, it is the change that keeps it from running.
  const bool is_its_own = !without.empty() && blocking_receipt(without) == nullptr;
  return is_its_own ? queue::Outcome::fail : queue::Outcome::could_not_run;
}

}  // namespace

// Those of the gate whose paths differ from the place on the line, and those of its candidates. Of a place:
// all of the gate, as nobody knows what it is to be compared with; under a policy that verifies, those whose
// paths have changed since green.
ChosenChecks Gate::checks_for_tree(const queue::Tree& tree, const git::Oid& commit) {
  std::vector<std::string> own;
  for (const std::string& candidate : tree.changes) {
    const auto task = tasks_.find(candidate);
    const auto landed = line_->landing_of(candidate);
    if (task != tasks_.end()) {
      add_new(own, task->second.state.spec.checks);
    } else if (landed) {
      add_new(own, own_checks_of(*landed));
    }
  }
  std::size_t from = tree.position;
  if (tree.changes.empty() && verifies_afterwards()) {
    own = own_checks_since_green(tree.position);
    from = std::min(from, state_.green);
  }
  const git::Oid before = repository_.tree_of(line_->commit(from));
  return choose_checks(config_.gate, own, changed_paths(repository_, before, repository_.tree_of(commit)));
}

Gate::Progress Gate::start(const std::vector<queue::Build>& builds) {
  Progress progress = Progress::none;
  for (const queue::Build& build : builds) {
    if (const Progress one = start(build); one != Progress::none) progress = one;
  }
  return progress;
}

// Progress is made only if the queue has to be asked again before anything else happens: a candidate was left
// out, or all receipts were there.
Gate::Progress Gate::start(queue::Build build) {
  const MergedTree merged = trees_.merge(build.tree, *line_, tasks_);
  const Progress progress = settle_left_out(merged);
  if (merged.tree.changes.size() < build.tree.changes.size() &&
      (merged.tree.changes.empty() || progress == Progress::lost_race))
    return progress;
  build.tree = merged.tree;
  build.number = ++last_number_;
  build.started = store_.clock().now();
  BuildRecord& record = builds_[build.number];
  record.commit = merged.tip;
  record.tree = repository_.tree_of(merged.tip);
  record.checks = checks_for_tree(build.tree, merged.tip);
  record.earlier = known_of(build, record);
  state_.running.push_back(build);
  const auto left = left_to_run(config_.gate, record.checks.run, record.earlier);
  if (left.empty()) {
    note_end({build.number, {}, {}});
    return Progress::made;
  }
  tell_testing(build);
  BuildJob job{build.number, left, record.commit, {}};
  if (!build.tree.changes.empty()) job.without = line_->commit(build.tree.position);
  pool_->start(std::move(job));
  return progress;
}

// The passes on this very tree; for a second run, what the first one found, so that what failed and what it
// needs is run again and nothing else. Otherwise a failure is not recalled: it may have been a flake, and
// whoever asks for the tree again wants to know.
std::vector<Receipt> Gate::known_of(const queue::Build& build, const BuildRecord& record) {
  const auto known = receipts_.known(record.tree, record.checks.run);
  if (build.purpose == queue::Purpose::rerun || blocking_receipt(known) == nullptr) return known;
  std::vector<Receipt> passes;
  for (const Receipt& receipt : known)
    if (!blocks(receipt.result)) passes.push_back(receipt);
  return passes;
}

void Gate::cancel(std::uint64_t number) {
  pool_->cancel(number);
  std::erase_if(state_.running, [&](const queue::Build& build) { return build.number == number; });
  builds_.erase(number);
}

void Gate::cancel_all() {
  while (!state_.running.empty()) cancel(state_.running.back().number);
}

void Gate::collect(std::vector<BuildEnd> ends) {
  for (BuildEnd& end : ends) {
    receipts_.add(end.without);
    // What a stop has ended says nothing.
    if (stop_.stop_requested()) {
      receipts_.add(end.receipts);
    } else {
      note_end(std::move(end));
    }
  }
  if (shared_) shared_->publish_if_due();
}

void Gate::note_end(BuildEnd end) {
  const auto running = std::find_if(state_.running.begin(), state_.running.end(),
                                    [&](const queue::Build& build) { return build.number == end.number; });
  const auto record = builds_.find(end.number);
  if (running == state_.running.end() || record == builds_.end()) return;
  queue::Result result;
  result.build = *running;
  result.ended = store_.clock().now();
  BuildRecord& build = record->second;
  build.receipts = together(build.earlier, end.receipts);
  build.without = std::move(end.without);
  receipts_.add(build.receipts);
  result.outcome = outcome_of(build.receipts, build.without, build.checks.run.size());
  const auto skipped = skipped_receipts(build.checks, build.tree, CheckPlace::gate);
  build.receipts.insert(build.receipts.begin(), skipped.begin(), skipped.end());
  state_.running.erase(running);
  tell_flakes(result, record->second);
  queue::learn_run(state_.history, state_.results, result);
  state_.results.push_back(result);
  if (verifies_afterwards()) state_.red_since = queue::red_since(state_, settings_.runs);
}

void Gate::tell_flakes(const queue::Result& result, const BuildRecord& record) const {
  if (result.outcome != queue::Outcome::pass) return;
  for (const queue::Result& earlier : state_.results) {
    const auto failed = builds_.find(earlier.build.number);
    if (earlier.outcome != queue::Outcome::fail || failed == builds_.end()) continue;
    if (failed->second.tree != record.tree || failed->second.receipts.empty()) continue;
    const Receipt* const red = blocking_receipt(failed->second.receipts);
    const Receipt& receipt = red != nullptr ? *red : failed->second.receipts.back();
    tell({GateEvent::Kind::flaky,
          receipt.command,
          fmt::format("it failed on tree {} and passed there when it was run again", record.tree.short_hex()),
          {},
          {}});
  }
}

void Gate::tell_testing(const queue::Build& build) const {
  GateEvent event{GateEvent::Kind::testing, count_of(build.tree.changes.size(), "candidate"), "", {}, {}};
  if (build.tree.changes.empty()) event.task = "the target";
  if (build.purpose == queue::Purpose::rerun) event.task += " once more";
  for (const std::string& candidate : build.tree.changes) event.tasks.push_back(task_of(candidate));
  tell(event);
}

}  // namespace reeve
