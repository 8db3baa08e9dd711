#include "judge/gate.h"

#include <algorithm>

#include "base/error.h"
#include "judge/archive.h"
#include "task/ref_names.h"
#include "workspace/check_choice.h"
#include "workspace/check_policy.h"
#include "workspace/target_files.h"

namespace reeve {

namespace {

// Steps in a row that come to nothing: each means that somebody moved the target or a task at the same
// moment. More than this is no race; the next judge looks again.
constexpr int most_idle_steps = 20;

// How often the hub is looked at while builds run, and the report for people is written.
constexpr Milliseconds look_interval{1'000};

queue::Settings settings_of(const GateConfig& gate) {
  queue::Settings settings;
  settings.slots = gate.slots;
  settings.most = gate.batch;
  settings.runs = static_cast<int>(gate.reruns) + 1;
  settings.reverts = gate.reverts;
  settings.red = gate.red;
  return settings;
}

std::optional<SharedReceipts> shared_receipts(TaskStore& store, const GoalRecord& goal,
                                              const Config& config) {
  if (!config.gate.share_receipts) return std::nullopt;
  return SharedReceipts(store.hub(), store.clock(), store.signature(),
                        allowed_signers_of(store.hub().objects(), goal.base()));
}

}  // namespace

std::string_view name_of(GateEvent::Kind kind) {
  switch (kind) {
    case GateEvent::Kind::testing:
      return "testing";
    case GateEvent::Kind::flaky:
      return "flaky";
    case GateEvent::Kind::landed:
      return "landed";
    case GateEvent::Kind::rejected:
      return "rejected";
    case GateEvent::Kind::blocked:
      return "blocked";
    case GateEvent::Kind::reverted:
      return "reverted";
    case GateEvent::Kind::stopped:
      return "stopped";
    case GateEvent::Kind::archived:
      return "archived";
    case GateEvent::Kind::warning:
      break;
  }
  return "warning";
}

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
      receipts_(repository_, check_policy(config_), shared_ ? &*shared_ : nullptr),
      policy_(queue::make_policy(config_.gate.policy)),
      settings_(settings_of(config_.gate)),
      ready_(store, goal_.id()),
      trees_(store, config_) {
  if (!policy_) {
    throw Error(ErrorKind::configuration, "policy '" + config_.gate.policy + "' of [gate] is not known",
                "use \"strict\"");
  }
  if (shared_)
    shared_->on_warning = [this](const std::string& text) {
      tell({GateEvent::Kind::warning, "", text, {}, {}});
    };
}

GateResult Gate::run() {
  for (const std::string& id : archive_ended(store_, goal_))
    tell({GateEvent::Kind::archived, id, "", {}, {}});
  pool_.emplace(repository_, config_, runners, settings_.slots, stop_);
  lenses_.emplace(store_, goal_.base(), config_, runners.agent);
  lenses_->grant = grant;
  settle_all();
  lenses_.reset();
  pool_.reset();
  if (shared_) shared_->publish();
  write_report(true);
  return result_;
}

void Gate::settle_all() {
  for (int idle_steps = 0; idle_steps < most_idle_steps && !stop_.stop_requested();) {
    if (is_time_to_look()) look();
    const queue::Step step = policy_->next(state_, settings_, store_.clock().now());
    const Progress progress = carry_out(step);
    idle_steps = progress == Progress::made ? 0 : idle_steps + 1;
    must_look_ = must_look_ || progress == Progress::lost_race;
    if (progress != Progress::none) continue;
    if (state_.running.empty() && !reviews_are_due_ && !step.again) break;
    idle_steps = 0;
    write_report(false);
    wait_for_something(step);
  }
}

// A build or a review ends, the time comes that the queue has named, or it is time to look at the hub.
void Gate::wait_for_something(const queue::Step& step) {
  Milliseconds most = look_interval;
  if (step.again) most = std::clamp(*step.again - store_.clock().now(), Milliseconds{1}, most);
  if (!state_.running.empty()) return collect(pool_->wait(most));
  if (reviews_are_due_) return lenses_->wait(most);
  store_.clock().sleep(most);
}

// --- What there is

bool Gate::is_time_to_look() const {
  return must_look_ || state_.running.empty() || store_.clock().now() - looked_at_ >= look_interval;
}

void Gate::look() {
  must_look_ = false;
  looked_at_ = store_.clock().now();
  follow_target();
  if (shared_) shared_->look();
  take_candidates();
}

git::Oid Gate::read_target() {
  const auto target = target_.read();
  if (!target) {
    throw Error(ErrorKind::not_found,
                "the target " + refs::short_name(goal_.state.spec.target) + " does not exist");
  }
  return *target;
}

void Gate::follow_target() {
  const git::Oid target = read_target();
  if (!line_ || !line_->follow(target)) return begin_line(target);
  take_line();
}

// What was seen of candidates on another line says nothing on this one.
void Gate::begin_line(const git::Oid& target) {
  cancel_all();
  builds_.clear();
  queue::State fresh;
  fresh.waiting = std::move(state_.waiting);
  fresh.history = state_.history;
  state_ = std::move(fresh);
  unmerged_looked_at_ = 0;
  if (const auto green = green_behind(target)) {
    begin_behind(*green, target);
  } else {
    line_.emplace(repository_, goal_.id(), target);
  }
  take_line();
}

void Gate::take_line() {
  const auto& changes = line_->changes();
  if (changes.size() == state_.line.size()) return;
  state_.line.insert(state_.line.end(), changes.begin() + static_cast<std::ptrdiff_t>(state_.line.size()),
                     changes.end());
  forget_settled();
}

void Gate::take_candidates() {
  auto ready = ready_.read();
  std::vector<std::string> gone;
  for (const auto& [id, task] : tasks_) {
    if (!ready.contains(id)) gone.push_back(id);
  }
  for (const std::string& id : gone) forget(id);
  if (!gone.empty()) forget_settled();
  std::erase_if(ready, [&](const auto& item) { return blocked_.contains(item.first); });
  std::vector<TaskRecord> in_turn;
  for (const auto& [id, task] : ready) in_turn.push_back(task);
  sort_by_turn(in_turn);
  lenses_->start_due(in_turn, line_->newest());
  reviews_are_due_ = false;
  const std::size_t waiting = state_.waiting.size();
  for (auto& [id, task] : ready) {
    const auto known = tasks_.find(id);
    if (known != tasks_.end()) {
      known->second = task;
    } else if (is_reviewed(id, task)) {
      take(id, task);
    }
  }
  if (state_.waiting.size() != waiting) queue::sort_by_turn(state_.waiting);
}

// Whether no blocking lens keeps it from the queue. They come before it: a landing that waits for one would
// keep all others waiting that were tested with it.
bool Gate::is_reviewed(const std::string& id, TaskRecord& task) {
  const LensStatus status = lenses_->status_of(task);
  switch (status.kind) {
    case LensStatus::Kind::clear:
      return true;
    case LensStatus::Kind::waiting:
      reviews_are_due_ = true;
      return false;
    case LensStatus::Kind::rejected:
      tasks_.insert_or_assign(id, task);
      reject(id, status.failure);
      return false;
    case LensStatus::Kind::blocked:
      break;
  }
  lenses_->record(task);
  tasks_.insert_or_assign(id, task);
  block(id, status.reason);
  return false;
}

void Gate::take(const std::string& id, const TaskRecord& task) {
  tasks_.insert_or_assign(id, task);
  if (!checks_for(config_.gate, task.state.spec).empty()) {
    state_.waiting.push_back(candidate_of(id, task));
    return;
  }
  const Squashed& squashed = trees_.on(line_->newest(), id, task);
  if (squashed.kind != Squashed::Kind::commit) {
    settle_refused(id, Failure(squashed.failure));
  } else {
    block(id, "no check is named for it: give the task one, or [gate] checks");
  }
}

// The worker ran all of its checks on exactly this commit.
bool Gate::passed_at(const git::Oid& work, const TaskRecord& task,
                     const std::vector<std::string>& touched) const {
  const std::string tree = repository_.tree_of(work).hex();
  const auto& receipts = task.state.attempts.back().receipts;
  const auto commands = choose_checks(config_.gate, task.state.spec.checks, touched).run;
  return std::all_of(commands.begin(), commands.end(), [&](const std::string& command) {
    return std::any_of(receipts.begin(), receipts.end(), [&](const Receipt& receipt) {
      return receipt.tree == tree && receipt.command == command && receipt.result == CheckResult::pass;
    });
  });
}

queue::Candidate Gate::candidate_of(const std::string& id, const TaskRecord& task) const {
  queue::Candidate candidate;
  candidate.id = id;
  candidate.since = task.state.phase_since;
  candidate.priority = task.state.spec.priority;
  const auto work = git::Oid::parse(task.state.submitted);
  if (!work || !repository_.exists(*work)) return candidate;
  const auto base = repository_.merge_base(*work, line_->newest());
  if (!base) return candidate;
  const auto touched = changed_paths(repository_, repository_.tree_of(*base), repository_.tree_of(*work));
  candidate.touches.insert(touched.begin(), touched.end());
  if (!verifies_afterwards()) return candidate;
  const bool is_base_green = state_.has_green && repository_.is_ancestor(*base, line_->commit(state_.green));
  candidate.passed_on_branch = is_base_green && passed_at(*work, task, touched);
  return candidate;
}

// A candidate that does not wait any more, whatever became of it.
void Gate::forget(const std::string& candidate) {
  tasks_.erase(candidate);
  state_.unmerged.erase(candidate);
  std::erase_if(state_.waiting, [&](const queue::Candidate& other) { return other.id == candidate; });
}

void Gate::forget_settled() {
  queue::forget_settled(state_);
  std::set<std::uint64_t> needed;
  for (const queue::Build& build : state_.running) needed.insert(build.number);
  for (const queue::Result& result : state_.results) needed.insert(result.build.number);
  std::erase_if(builds_, [&](const auto& item) { return !needed.contains(item.first); });
  trees_.keep_only(tasks_);
}

void Gate::write_report(bool is_over) {
  const TimePoint now = store_.clock().now();
  if (!is_over && now - reported_at_ < look_interval) return;
  reported_at_ = now;
  GateReport report;
  const auto target = store_.hub().read(goal_.state.spec.target);
  report.target = target ? target->hex() : "";
  report.blocked = result_.blocked;
  report.stopped = result_.stopped;
  report.at = now;
  if (!is_over) {
    for (const queue::Candidate& candidate : state_.waiting)
      report.waiting.push_back({task_of(candidate.id), queue::why_waiting(state_, candidate.id, now)});
  }
  write_gate_report(repository_, goal_.id(), report);
}

void Gate::tell(const GateEvent& event) const {
  if (on_event) on_event(event);
}

}  // namespace reeve
