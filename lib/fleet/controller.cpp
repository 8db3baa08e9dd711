#include "fleet/controller.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent/ladder.h"
#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "judge/gate_report.h"
#include "task/policy.h"

namespace reeve {

namespace {

const std::string worker_role = "worker";
const std::string judge_role = "judge";

// How long to wait for a child to end before the refs are looked at anyway: often enough that a person sees a
// live picture, and never more than a twentieth of the time spent looking (1,000 tasks take 20 to 40 ms).
constexpr Milliseconds look_interval{400};
constexpr int most_of_the_time = 20;
// Workers start one after the other. 100 that start together share the processors, so all are ready together,
// their agents end together, and so on in waves: 1,000 tasks of 5 s took 1.22 times the ideal in such waves,
// and 1.13 times at this pace.
constexpr Milliseconds start_pace{35};
// A worker that is stopped stops its agent first and pushes what it has.
constexpr Milliseconds child_grace{30'000};
constexpr unsigned most_crashes_in_a_row = 20;

// Exit codes of our own program; see tools/exit_codes.h.
constexpr int exit_done = 0;
constexpr int exit_negative = 1;
constexpr int exit_configuration = 3;

}  // namespace

Controller::Controller(TaskStore& tasks, GoalStore& goals, ControllerOptions options, std::stop_token stop)
    : store_(tasks),
      view_(tasks, goals, options.goal),
      reconciler_(tasks, view_),
      options_(std::move(options)),
      stop_(std::move(stop)) {
  if (options_.width == Width::advised) advisor_.emplace(options_.workers);
  view_.on_event = [this](const TaskState& task, const Event& event) {
    const bool ended = event.type == EventType::failed || event.type == EventType::rejected;
    if (ended && event.outcome != Outcome::killed) ++failed_attempts_;
    note_attempt(event);
    if (on_event) on_event(task, event);
  };
  view_.on_goal_event = [this](const GoalState& goal, const Event& event) {
    if (on_goal_event) on_goal_event(goal, event);
  };
  view_.on_landed = [this](const std::string& task, const git::Oid& commit) {
    ++landed_;
    ++seen_.landed;
    if (on_landed) on_landed(task, commit);
  };
}

RunEnd Controller::run() {
  look();
  landed_before_ = view_.landed_count();
  while (!stop_.stop_requested()) {
    start_workers();
    start_judge();
    tell_progress();
    if (!can_go_on()) break;
    collect_children(next_look_);
    look();
  }
  if (stop_.stop_requested()) children_.request_stop();
  while (children_.running() > 0) {
    collect_children(next_look_);
    tell_progress();
  }
  look();
  tell_progress();
  return stop_.stop_requested() ? RunEnd::interrupted : verdict();
}

void Controller::look() {
  const auto started = std::chrono::steady_clock::now();
  view_.refresh();
  const Reconciled reconciled = reconciler_.run();
  std::vector<std::string> problems = reconciled.problems;
  problems.insert(problems.end(), reconciled.left.begin(), reconciled.left.end());
  for (const std::string& ref : reconciled.salvaged)
    problems.push_back("work of a killed worker is kept in " + ref);
  for (const DamagedTask& task : view_.damaged()) problems.push_back(task.problem);
  for (const std::string& problem : problems) {
    if (told_.insert(problem).second && on_problem) on_problem(problem);
  }
  look_at_pauses();
  look_at_width();
  const auto took = std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - started);
  next_look_ = std::max(look_interval, took * most_of_the_time);
}

void Controller::look_at_pauses() {
  std::map<std::string, std::vector<AgentNews>> news;
  for (const auto& [id, task] : view_.tasks()) {
    std::vector<AgentNews>& all = news[task.state.spec.goal];
    for (AgentNews& item : news_of_agents(task.state, RetryLimits().pause)) all.push_back(std::move(item));
  }
  pauses_.clear();
  for (const auto& [goal, all] : news) {
    AgentPauses pauses = agent_pauses(all, store_.clock().now());
    if (!pauses.empty()) pauses_.emplace(goal, std::move(pauses));
  }
}

// A submission that the gate then rejects has ended once.
void Controller::note_attempt(const Event& event) {
  const bool failed = event.type == EventType::failed && event.outcome != Outcome::killed;
  if (failed || event.type == EventType::submitted) ++seen_.ended;
  const bool ended = event.type == EventType::failed || event.type == EventType::rejected;
  if (ended && event.outcome == Outcome::conflict) ++seen_.conflicts;
}

// Before the next workers are started: those that run now, while more could, are too few.
void Controller::look_at_width() {
  if (!advisor_) return;
  seen_.now = store_.clock().now();
  seen_.is_full = children_.running(worker_role) >= advisor_->width();
  advisor_->observe(seen_);
}

std::size_t Controller::width() const {
  return advisor_ ? advisor_->width() : options_.workers;
}

// --- Children

void Controller::start_workers() {
  const TimePoint now = store_.clock().now();
  if (stop_.stop_requested() || now < next_start_ || now < next_worker_) return;
  const std::size_t running = children_.running(worker_role);
  // Those that have started and not claimed yet will take some of what can be claimed.
  const std::size_t busy = count(Phase::claimed);
  const std::size_t starting = running > busy ? running - busy : 0;
  const std::size_t open = claimable();
  const std::size_t wanted = open > starting ? open - starting : 0;
  const std::size_t free = width() > running ? width() - running : 0;
  for (std::size_t left = std::min(wanted, free); left > 0; --left) {
    start(worker_role, "work");
    if (left > 1) collect_children(start_pace);
    if (stop_.stop_requested() || store_.clock().now() < std::max(next_start_, next_worker_)) return;
  }
}

void Controller::start(const std::string& role, const std::string& command) {
  ProcessSpec spec;
  spec.argv = options_.program;
  spec.argv.insert(spec.argv.end(), {command, "--quiet"});
  // A fleet that may become narrower needs workers that end.
  if (advisor_ && role == worker_role) spec.argv.emplace_back("--once");
  if (!options_.goal.empty()) spec.argv.insert(spec.argv.end(), {"--goal", options_.goal});
  spec.cwd = options_.folder;
  spec.environment = inherited_environment();
  spec.limits.interrupt_grace = child_grace;
  spec.limits.descendants_grace = child_grace;
  spec.keep_output_bytes = 64 << 10;
  children_.start(role, std::move(spec));
}

// What the judge would look at: it is not asked again about exactly what it could not settle.
std::string Controller::candidates() const {
  std::string text;
  for (const auto& [id, goal] : view_.goals())
    text += id + "@" + (goal.target ? goal.target->hex() : "") + "\n";
  bool any = false;
  for (const auto& [id, task] : view_.tasks()) {
    if (task.state.phase != Phase::ready && !task.state.finished()) continue;
    text += id + "=" + task.log.hex() + "\n";
    any = true;
  }
  return any ? text : "";
}

void Controller::start_judge() {
  if (stop_.stop_requested() || store_.clock().now() < next_start_) return;
  if (children_.running(judge_role) > 0) return;
  const std::string now = candidates();
  if (now.empty() || now == judged_) return;
  start(judge_role, "judge");
}

void Controller::collect_children(Milliseconds limit) {
  for (const EndedChild& child : children_.wait(limit)) {
    const ProcessResult& result = child.result;
    const bool regular = result.end == ProcessEnd::exited &&
                         (result.exit_code == exit_done || result.exit_code == exit_negative);
    if (child.role == judge_role) {
      view_.refresh();
      judged_ = result.exit_code == exit_negative ? candidates() : "";
    }
    // A worker that found nothing was one too many.
    if (child.role == worker_role && result.exit_code == exit_negative) {
      next_worker_ = store_.clock().now() + look_interval;
    }
    if (regular || result.end == ProcessEnd::stopped) {
      crashes_in_a_row_ = 0;
      continue;
    }
    const std::string said(trim(result.err));
    if (result.end == ProcessEnd::exited && result.exit_code == exit_configuration) {
      throw Error(ErrorKind::configuration, "the " + child.role + " cannot run: " + said);
    }
    if (++crashes_in_a_row_ > most_crashes_in_a_row) {
      throw Error(ErrorKind::process,
                  fmt::format("{} in a row: {}\n{}", count_of(crashes_in_a_row_, "crash", "crashes"),
                              describe_end(result), said));
    }
    next_start_ = store_.clock().now() + backoff(crashes_in_a_row_, Milliseconds{50}, Milliseconds{5'000});
    if (on_problem)
      on_problem(fmt::format("a {} ended with {}{}", child.role, describe_end(result),
                             said.empty() ? "" : ": " + said));
  }
}

// --- What there is

std::size_t Controller::count(Phase phase) const {
  return static_cast<std::size_t>(
      std::count_if(view_.tasks().begin(), view_.tasks().end(),
                    [&](const auto& item) { return item.second.state.phase == phase; }));
}

bool Controller::rests(const TaskRecord& task, const GoalRecord& goal) const {
  const auto pauses = pauses_.find(goal.id());
  const Config* config = pauses == pauses_.end() ? nullptr : reconciler_.known_config(goal);
  if (config == nullptr) return false;
  return paused_until(pauses->second, next_agent_name(task.state, config->roles), task.state).has_value();
}

bool Controller::may_start(const TaskRecord& task, When when) const {
  const auto goal = view_.goals().find(task.state.spec.goal);
  if (goal == view_.goals().end() || goal->second.state.phase != GoalPhase::open) return false;
  if (task.state.phase != Phase::open || reconciler_.is_spent(goal->first)) return false;
  if (is_halted_for(goal->second.state, task.state.spec.kind)) return false;
  if (when == When::in_time) return true;
  const bool due = !task.state.not_before || *task.state.not_before <= store_.clock().now();
  return due && !rests(task, goal->second);
}

std::size_t Controller::claimable() const {
  return static_cast<std::size_t>(
      std::count_if(view_.tasks().begin(), view_.tasks().end(),
                    [&](const auto& item) { return may_start(item.second, When::now); }));
}

bool Controller::can_go_on() const {
  if (children_.running() > 0) return true;
  for (const auto& [id, task] : view_.tasks()) {
    const auto goal = view_.goals().find(task.state.spec.goal);
    if (goal == view_.goals().end() || goal->second.state.phase != GoalPhase::open) continue;
    // A claim of another machine is waited for: it ends, or its lease does.
    if (task.state.phase == Phase::claimed || may_start(task, When::in_time)) return true;
  }
  const std::string now = candidates();
  return !now.empty() && now != judged_;
}

// What is left of a goal that was stopped is nobody's concern any more.
bool Controller::is_wanted(const TaskRecord& task) const {
  const auto goal = view_.goals().find(task.state.spec.goal);
  return goal == view_.goals().end() || goal->second.state.phase == GoalPhase::open ||
         goal->second.state.phase == GoalPhase::paused;
}

bool Controller::needs_person(const GoalRecord& goal) const {
  return goal.state.phase == GoalPhase::paused ||
         (goal.state.phase == GoalPhase::open && goal.state.halt.has_value());
}

RunEnd Controller::verdict() const {
  const bool any_left = std::any_of(view_.tasks().begin(), view_.tasks().end(),
                                    [&](const auto& item) { return is_wanted(item.second); });
  const bool any_waits = std::any_of(view_.goals().begin(), view_.goals().end(),
                                     [&](const auto& item) { return needs_person(item.second); });
  return any_left || any_waits || !view_.damaged().empty() ? RunEnd::needs_person : RunEnd::done;
}

// --- Progress

FleetProgress Controller::progress() const {
  FleetProgress progress;
  std::size_t open_goals = 0;
  for (const auto& [id, task] : view_.tasks()) {
    if (!is_wanted(task)) continue;
    ++progress.phases[task.state.phase];
    if (task.state.phase != Phase::claimed) continue;
    const Attempt& attempt = task.state.attempts.back();
    progress.running.push_back(
        {id, task.state.spec.title, attempt.agent, attempt.number, attempt.started, task.state.spec.kind});
  }
  for (const auto& [id, goal] : view_.goals()) {
    if (goal.state.phase != GoalPhase::open) continue;
    if (goal.state.halt) progress.stopped_lines.push_back(id + ": " + halt_words(goal.state));
    progress.cycle = open_goals++ == 0 ? goal.state.cycle() : 0;
  }
  progress.paused = pauses_;
  progress.width = width();
  if (advisor_) progress.width_why = advisor_->why();
  progress.landed = landed_;
  progress.landed_before = landed_before_;
  progress.failed_attempts = failed_attempts_;
  progress.judging = children_.running(judge_role) > 0;
  return progress;
}

void Controller::tell_progress() {
  if (on_progress) on_progress(progress());
}

}  // namespace reeve
