// How the gate runs the builds that the queue asks for.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "judge/gate.h"
#include "workspace/check.h"

namespace reeve {

namespace {

void add_new(std::vector<std::string>& all, const std::vector<std::string>& some) {
  for (const std::string& command : some)
    if (std::find(all.begin(), all.end(), command) == all.end()) all.push_back(command);
}

bool has_passed(const std::vector<Receipt>& receipts) {
  return receipts.empty() || receipts.back().result == CheckResult::pass;
}

queue::Outcome outcome_of(const BuildEnd& end, std::size_t commands) {
  if (has_passed(end.receipts))
    return end.receipts.size() == commands ? queue::Outcome::pass : queue::Outcome::could_not_run;
  if (end.receipts.back().result == CheckResult::fail) return queue::Outcome::fail;
  // Where it can run without the change, it is the change that keeps it from running.
  const bool is_its_own = !end.without.empty() && has_passed(end.without);
  return is_its_own ? queue::Outcome::fail : queue::Outcome::could_not_run;
}

}  // namespace

std::vector<std::string> Gate::commands_for(const queue::Tree& tree) {
  std::vector<std::string> commands;
  if (tree.changes.empty()) {
    commands = config_.gate.checks;
    if (verifies_afterwards()) add_new(commands, own_checks_since_green(tree.position));
    return commands;
  }
  for (const std::string& candidate : tree.changes)
    add_new(commands, checks_for(config_.gate, tasks_.at(candidate).state.spec));
  return commands;
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
  record.commands = commands_for(build.tree);
  state_.running.push_back(build);
  if (auto known = recall(build, record)) {
    note_end({build.number, std::move(*known), {}});
    return Progress::made;
  }
  tell_testing(build);
  BuildJob job{build.number, record.commands, record.commit, {}};
  if (!build.tree.changes.empty()) job.without = line_->commit(build.tree.position);
  pool_->start(std::move(job));
  return progress;
}

// The receipts of this very tree, if all of its checks have passed on it. A failure is never recalled: it may
// have been a flake, and whoever asks for the tree again wants to know.
std::optional<std::vector<Receipt>> Gate::recall(const queue::Build& build, const BuildRecord& record) {
  if (build.purpose == queue::Purpose::rerun) return std::nullopt;
  std::vector<Receipt> known;
  for (const std::string& command : record.commands) {
    auto receipt = receipts_.find(record.tree, command);
    if (!receipt || receipt->result != CheckResult::pass) return std::nullopt;
    known.push_back(std::move(*receipt));
  }
  return known;
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
    for (const Receipt& receipt : end.receipts) receipts_.add(receipt);
    for (const Receipt& receipt : end.without) receipts_.add(receipt);
    // What a stop has ended says nothing.
    if (!stop_.stop_requested()) note_end(std::move(end));
  }
}

void Gate::note_end(BuildEnd end) {
  const auto running = std::find_if(state_.running.begin(), state_.running.end(),
                                    [&](const queue::Build& build) { return build.number == end.number; });
  const auto record = builds_.find(end.number);
  if (running == state_.running.end() || record == builds_.end()) return;
  queue::Result result;
  result.build = *running;
  result.ended = store_.clock().now();
  result.outcome = outcome_of(end, record->second.commands.size());
  state_.running.erase(running);
  record->second.receipts = std::move(end.receipts);
  record->second.without = std::move(end.without);
  tell_flakes(result, record->second);
  queue::learn_run(state_.history, state_.results, result);
  state_.results.push_back(result);
  note_red(result);
}

void Gate::tell_flakes(const queue::Result& result, const BuildRecord& record) const {
  if (result.outcome != queue::Outcome::pass) return;
  for (const queue::Result& earlier : state_.results) {
    const auto failed = builds_.find(earlier.build.number);
    if (earlier.outcome != queue::Outcome::fail || failed == builds_.end()) continue;
    if (failed->second.tree != record.tree || failed->second.receipts.empty()) continue;
    const Receipt& receipt = failed->second.receipts.back();
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
