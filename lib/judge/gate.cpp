#include "judge/gate.h"

#include <algorithm>

#include "base/error.h"
#include "judge/archive.h"
#include "task/ref_names.h"
#include "workspace/check.h"

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
      break;
  }
  return "archived";
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
      receipts_(repository_),
      policy_(queue::make_policy(config_.gate.policy)),
      settings_(settings_of(config_.gate)),
      ready_(store, goal_.id()),
      trees_(store, config_) {
  if (!policy_) {
    throw Error(ErrorKind::configuration, "policy '" + config_.gate.policy + "' of [gate] is not known",
                "use \"strict\"");
  }
}

GateResult Gate::run() {
  for (const std::string& id : archive_ended(store_, goal_))
    tell({GateEvent::Kind::archived, id, "", {}, {}});
  pool_.emplace(repository_, config_, runners, settings_.slots, stop_);
  settle_all();
  pool_.reset();
  write_report(true);
  return result_;
}

void Gate::settle_all() {
  for (int idle_steps = 0; idle_steps < most_idle_steps && !stop_.stop_requested();) {
    if (is_time_to_look()) look();
    const Progress progress = carry_out(policy_->next(state_, settings_, store_.clock().now()));
    idle_steps = progress == Progress::made ? 0 : idle_steps + 1;
    must_look_ = must_look_ || progress == Progress::lost_race;
    if (progress != Progress::none) continue;
    if (state_.running.empty()) break;
    idle_steps = 0;
    write_report(false);
    collect(pool_->wait(look_interval));
  }
}

// --- What there is

bool Gate::is_time_to_look() const {
  return must_look_ || state_.running.empty() || store_.clock().now() - looked_at_ >= look_interval;
}

void Gate::look() {
  must_look_ = false;
  looked_at_ = store_.clock().now();
  follow_target();
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
  const auto& ready = ready_.read();
  std::vector<std::string> gone;
  for (const auto& [id, task] : tasks_) {
    if (!ready.contains(id)) gone.push_back(id);
  }
  for (const std::string& id : gone) forget(id);
  if (!gone.empty()) forget_settled();
  bool any_new = false;
  for (const auto& [id, task] : ready) {
    if (blocked_.contains(id)) continue;
    const bool is_new = tasks_.insert_or_assign(id, task).second;
    if (!is_new) continue;
    if (checks_for(config_.gate, task.state.spec).empty()) {
      block(id, "no check is named for it: give the task one, or [gate] checks");
      continue;
    }
    state_.waiting.push_back(candidate_of(id, task));
    any_new = true;
  }
  if (any_new) queue::sort_by_turn(state_.waiting);
}

// The worker ran all of its checks on exactly this commit.
bool Gate::passed_at(const git::Oid& work, const TaskRecord& task) const {
  const std::string tree = repository_.tree_of(work).hex();
  const auto& receipts = task.state.attempts.back().receipts;
  const auto commands = checks_for(config_.gate, task.state.spec);
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
  if (!verifies_afterwards()) return candidate;
  const auto work = git::Oid::parse(task.state.submitted);
  if (!work || !repository_.exists(*work)) return candidate;
  const auto base = repository_.merge_base(*work, line_->newest());
  if (!base) return candidate;
  for (const git::Change& change :
       repository_.changes(repository_.tree_of(*base), repository_.tree_of(*work)))
    candidate.touches.insert(change.path);
  const bool is_base_green = state_.has_green && repository_.is_ancestor(*base, line_->commit(state_.green));
  candidate.passed_on_branch = is_base_green && passed_at(*work, task);
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
