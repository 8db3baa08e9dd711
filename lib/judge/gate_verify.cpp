// The gate after a landing: what is known to be green, and what is taken back. Only policies that let more
// land than what itself was tested need it.
#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "hub/ledger.h"
#include "judge/checked_out.h"
#include "judge/gate.h"
#include "judge/revert.h"
#include "queue/red.h"
#include "task/ref_names.h"
#include "workspace/check.h"

namespace reeve {

namespace {

constexpr std::chrono::hours reverts_count_for{1};

// The reverts that the target has got lately, by the times of their commits.
std::vector<TimePoint> reverts_on(const git::Repository& repository, const git::Oid& tip,
                                  const git::Oid& start, TimePoint now) {
  std::vector<TimePoint> reverts;
  for (const git::Oid& id : repository.first_parents(tip, start)) {
    const git::CommitData commit = repository.read_commit(id);
    if (commit.committer.when < now - reverts_count_for) break;
    if (trailer(commit.message, "Reeve-Reverts")) reverts.push_back(commit.committer.when);
  }
  return reverts;
}

}  // namespace

bool Gate::verifies_afterwards() const {
  return policy_->rule() != queue::Rule::tested_tree;
}

// Where the line begins: at the newest commit that is known to be good. Absent: nothing is known, or it is
// not behind the target any more.
std::optional<git::Oid> Gate::green_behind(const git::Oid& target) const {
  if (!verifies_afterwards()) return std::nullopt;
  const auto green = store_.hub().read(refs::green(goal_.id()));
  if (!green || !repository_.is_ancestor(*green, target)) return std::nullopt;
  return green;
}

void Gate::begin_behind(const git::Oid& green, const git::Oid& target) {
  line_.emplace(repository_, goal_.id(), config_.gate.targets, green);
  if (!line_->follow(target)) line_.emplace(repository_, goal_.id(), config_.gate.targets, target);
  // What the goal started from is called green before anybody has tested it.
  const auto start = git::Oid::parse(goal_.state.spec.base);
  state_.has_green = line_->commit(0) == green && green != goal_.goal_commit && green != start;
  state_.reverts = reverts_on(repository_, target, start.value_or(goal_.goal_commit), store_.clock().now());
}

void Gate::move_green(std::size_t place) {
  if (!verifies_afterwards()) {
    state_.green = place;
    state_.has_green = true;
    return;
  }
  const std::string ref = refs::green(goal_.id());
  const auto now = store_.hub().read(ref);
  const git::Oid& commit = line_->commit(place);
  const bool is_forward = !now || (*now != commit && repository_.is_ancestor(*now, commit));
  if (is_forward && !store_.hub().apply({{{ref, now, commit}}, "verified"}).succeeded()) {
    must_look_ = true;
    return;
  }
  state_.green = place;
  state_.has_green = true;
  note_red();
}

// A line that was red when this gate found it has been so for longer than the gate can have seen.
void Gate::note_red() {
  if (!verifies_afterwards()) return;
  state_.red_since = queue::red_since(state_, settings_.runs);
  const auto unverified = unverified_since();
  if (state_.red_since != TimePoint{} && unverified)
    state_.red_since = std::min(state_.red_since, *unverified);
}

// Since when nobody has moved green, told by what landed after it and before this gate began: so that the
// time a line is red does not begin anew with each gate, wherever that runs. It is too early by what a build
// takes at most. Absent: the gate has seen all itself. A push of somebody else has any date.
std::optional<TimePoint> Gate::unverified_since() const {
  for (std::size_t place = state_.green; place < std::min(found_, state_.line.size()); ++place) {
    if (state_.line[place].kind != queue::ChangeKind::outside) return state_.line[place].at;
  }
  return std::nullopt;
}

// The checks of those whose landing has still to be verified, beside the gate's own.
std::vector<std::string> Gate::own_checks_since_green(std::size_t place) {
  std::vector<std::string> checks;
  for (std::size_t at = state_.green; at < place; ++at) {
    for (const std::string& command : own_checks_of(line_->commit(at + 1))) checks.push_back(command);
  }
  return checks;
}

const std::vector<std::string>& Gate::own_checks_of(const git::Oid& commit) {
  const auto [place, is_new] = own_checks_.try_emplace(commit);
  if (!is_new) return place->second;
  const auto ledger = store_.hub().read(std::string(refs::ledger));
  const auto note = read_ledger(repository_, ledger, commit);
  const auto log = note ? log_in_ledger_note(*note) : std::nullopt;
  if (!log) return place->second;
  try {
    place->second = decode_task_log(*log).spec.checks;
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
  }
  return place->second;
}

// --- Reverts

// The newest failure of a place on the line.
Failure Gate::failure_of_line() const {
  Failure failure;
  failure.outcome = Outcome::checks_failed;
  failure.reason = "the checks failed on the target with it";
  for (const queue::Result& result : state_.results) {
    const auto build = builds_.find(result.build.number);
    const bool is_place = queue::normalized(result.build.tree, state_.line).changes.empty();
    if (!is_place || result.outcome == queue::Outcome::pass || build == builds_.end()) continue;
    if (build->second.receipts.empty()) continue;
    const Receipt* const red = blocking_receipt(build->second.receipts);
    const Receipt& failed = red != nullptr ? *red : build->second.receipts.back();
    failure.reason = fmt::format("'{}' failed on the target with it: {}", failed.command, failed.log);
    failure.receipts = build->second.receipts;
  }
  return failure;
}

Gate::Progress Gate::revert(const std::string& candidate) {
  const auto landed = line_->landing_of(candidate);
  if (!landed) return Progress::lost_race;
  const Failure failure = failure_of_line();
  const git::Oid tip = line_->newest();
  const RevertResult made = make_revert(store_, goal_, *landed, tip, failure.reason);
  if (!made.revert) {
    stop_for_person(made.problem);
    return Progress::none;
  }
  const auto work_trees = checked_out_target();
  if (const auto reason = obstacle(work_trees, tip, made.revert->commit)) {
    stop_for_person(*reason);
    return Progress::none;
  }
  if (!target_.move(tip, made.revert->commit)) return Progress::lost_race;
  const git::Oid base = line_->commit(state_.green);
  if (!apply_revert(store_, goal_, *made.revert, tip, base, failure, next_step_)) return Progress::lost_race;
  bring_along(work_trees, tip, made.revert->commit);
  ++result_.reverted;
  state_.reverts.push_back(store_.clock().now());
  queue::learn_decision(state_.history, queue::Decided::clashed);
  tell({GateEvent::Kind::reverted, made.revert->task, failure.reason, made.revert->commit, {}});
  line_->follow(made.revert->commit);
  take_line();
  return Progress::made;
}

// What the policy says goes when it says it no more; what a person has to see to stays.
void Gate::note_stop(const std::string& reason) {
  if (stopped_for_person_) return;
  if (reason.empty()) {
    result_.stopped.clear();
  } else if (result_.stopped.empty()) {
    stop_line(reason);
  }
}

void Gate::stop_for_person(const std::string& reason) {
  if (stopped_for_person_) return;
  stopped_for_person_ = true;
  stop_line(reason);
}

void Gate::stop_line(const std::string& reason) {
  result_.stopped = reason;
  tell({GateEvent::Kind::stopped, "the line", reason, {}, {}});
}

}  // namespace reeve
