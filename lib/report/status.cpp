#include "report/status.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <tuple>

#include "agent/ladder.h"
#include "hub/ledger.h"
#include "hub/spend_trailers.h"
#include "plan/cycle.h"
#include "report/words.h"
#include "task/agent_pause.h"
#include "task/id.h"
#include "task/policy.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

std::size_t landed_attempt(const std::string& message) {
  const std::string text = trailer(message, "Reeve-Attempt").value_or("");
  std::size_t attempt = 0;
  std::from_chars(text.data(), text.data() + text.size(), attempt);
  return std::max<std::size_t>(attempt, 1);
}

bool has_failed(const Attempt& attempt) {
  return attempt.outcome && *attempt.outcome != Outcome::done && *attempt.outcome != Outcome::needs_input;
}

bool asks(const TaskState& state) {
  const Attempt* last = state.last_attempt();
  return last != nullptr && last->outcome == Outcome::needs_input && last->reason == state.reason;
}

// Held because the gate rejected it, for who pushed it.
bool waits_for_its_author(const TaskState& state) {
  const Attempt* last = state.last_attempt();
  return !state.spec.pushed_as.empty() && last != nullptr && last->agent == person_agent && last->outcome;
}

Need need_of_held(const TaskState& state) {
  const std::string& id = state.spec.id;
  if (waits_for_its_author(state))
    return {id, "rejected: " + state.reason, "git push REMOTE HEAD:reeve/ready/" + state.spec.pushed_as};
  if (asks(state)) return {id, "asks: " + state.reason, "git reeve task answer " + id + " TEXT"};
  return {id, state.reason.empty() ? "held without a reason" : "held: " + state.reason,
          "git reeve task retry " + id};
}

void add_task(GoalStatus& status, const TaskState& state) {
  if (state.phase == Phase::landed) return;  // a plan that is done: the gate files it
  ++status.phases[state.phase];
  status.failed_attempts +=
      static_cast<std::size_t>(std::count_if(state.attempts.begin(), state.attempts.end(), has_failed));
  if (state.phase == Phase::held) status.needs.push_back(need_of_held(state));
  if (state.phase != Phase::claimed || state.attempts.empty()) return;
  const Attempt& attempt = state.attempts.back();
  status.running.push_back(
      {state.spec.id, state.spec.title, attempt.agent, attempt.number, attempt.started, state.last_event_at});
}

void add_landed(GoalStatus& status, const GoalFacts& facts) {
  const LandedTotals& landed = facts.landed;
  status.landed = landed.count;
  status.last_landed = landed.last;
  status.failed_attempts += landed.failed_attempts;
  status.recovered_attempts += landed.failed_attempts;
  if (landed.known_cost > 0) status.mean_cost = landed.cost / static_cast<double>(landed.known_cost);
  status.rate = landing_rate(landed.recent, facts.now);
}

void add_spend(GoalStatus& status, const GoalFacts& facts) {
  std::vector<TaskSpend> tasks;
  for (const TaskState& task : facts.filed) tasks.push_back(spend_of(task));
  for (const TaskRecord& task : facts.tasks) {
    if (!task.state.attempts.empty()) tasks.push_back(spend_of(task.state));
  }
  status.spend = table_of(tasks);
  add_to(status.spend, facts.landed.spend);
  status.reserved = reserved_by(tasks);
  status.budget = facts.budget;
}

// A plan that has ended lives on until the gate files it.
void count_for_estimate(EstimateFacts& estimate, const TaskState& task) {
  if (task.spec.kind == TaskKind::plan) {
    if (task.phase == Phase::landed) ++estimate.plans_ended;
    if (!task.finished()) ++estimate.plans_left;
  }
  if (task.spec.kind != TaskKind::work) return;
  if (!task.finished()) ++estimate.left;
  if (!task.spec.parent.empty()) ++estimate.planned;
}

void add_estimate(GoalStatus& status, const GoalFacts& facts) {
  if (facts.goal.state.finished()) return;
  EstimateFacts estimate;
  estimate.recent = facts.landed.recent;
  estimate.now = facts.now;
  estimate.planned = facts.landed.planned;
  estimate.known_cost = facts.landed.known_cost;
  estimate.cost = facts.landed.cost;
  estimate.cost_squares = facts.landed.cost_squares;
  for (const TaskRecord& task : facts.tasks) count_for_estimate(estimate, task.state);
  for (const TaskState& task : facts.filed) count_for_estimate(estimate, task);
  status.estimate = estimate_of(estimate);
}

// What the gate wrote down once may have landed or been put back since.
bool is_candidate(const GoalFacts& facts, const std::string& id) {
  return std::any_of(facts.tasks.begin(), facts.tasks.end(), [&](const TaskRecord& task) {
    return task.id() == id && task.state.phase == Phase::ready;
  });
}

// Only what could start but for the agent is counted: a task with a pause of its own waits for the same.
std::size_t waiting_for(const std::string& agent, const AgentPauses& pauses, const GoalFacts& facts) {
  return static_cast<std::size_t>(
      std::count_if(facts.tasks.begin(), facts.tasks.end(), [&](const TaskRecord& task) {
        return task.state.phase == Phase::open && next_agent_name(task.state, facts.roles) == agent &&
               paused_until(pauses, agent, task.state);
      }));
}

void add_resting(GoalStatus& status, const GoalFacts& facts) {
  std::vector<AgentNews> news;
  for (const TaskRecord& task : facts.tasks) {
    for (AgentNews& item : news_of_agents(task.state, RetryLimits().pause)) news.push_back(std::move(item));
  }
  const AgentPauses pauses = agent_pauses(news, facts.now);
  for (const auto& [agent, until] : pauses)
    status.resting.push_back({agent, until, waiting_for(agent, pauses, facts)});
}

// The first of all: as long as it lasts, nothing else moves.
void add_halt(GoalStatus& status, const GoalState& goal) {
  if (!goal.halt || goal.finished()) return;
  status.halt = halt_words(goal);
  status.needs.push_back({goal.spec.id, status.halt, "git reeve goal resume " + goal.spec.id, true});
}

void add_needs_of_goal(GoalStatus& status, const GoalFacts& facts) {
  if (!facts.goal.target) {
    status.needs.push_back({refs::short_name(facts.goal.state.spec.target), "the target branch is missing",
                            "git branch " + refs::short_name(facts.goal.state.spec.target) + " COMMIT",
                            true});
  }
  if (!facts.configuration_problem.empty()) {
    status.needs.push_back(
        {".reeve/config.toml", facts.configuration_problem, facts.configuration_hint, true});
  }
  if (!facts.line_stopped.empty()) {
    status.needs.push_back({refs::short_name(facts.goal.state.spec.target),
                            "the gate lands nothing any more: " + first_line(facts.line_stopped),
                            "mend the target, then: git reeve judge", true});
  }
  for (const auto& [task, reason] : facts.blocked) {
    if (is_candidate(facts, task))
      status.needs.push_back({task, "the gate cannot decide: " + reason, "git reeve explain " + task});
  }
}

// Of a goal that nobody judges: a person cut it into tasks, and says when it is reached.
void add_need_of_end(GoalStatus& status, const GoalFacts& facts) {
  const GoalSpec& goal = facts.goal.state.spec;
  const auto is_plan = [](const TaskState& task) { return task.spec.kind == TaskKind::plan; };
  const auto plans = std::count_if(facts.filed.begin(), facts.filed.end(), is_plan) +
                     std::count_if(facts.tasks.begin(), facts.tasks.end(),
                                   [&](const TaskRecord& task) { return is_plan(task.state); });
  const bool is_left = std::any_of(facts.tasks.begin(), facts.tasks.end(),
                                   [](const TaskRecord& task) { return !task.state.finished(); });
  const bool is_over = facts.goal.state.phase == GoalPhase::open && !is_left && facts.landed.count > 0;
  const bool is_readable = facts.goal.target && facts.configuration_problem.empty();
  if (!is_over || !is_readable || is_judged(goal, facts.roles, static_cast<std::size_t>(plans))) return;
  const std::string verb = goal.target.starts_with(refs::goal_prefix) ? "deliver " : "stop ";
  status.needs.push_back(
      {goal.id, "all its tasks have landed: plan more, or end it", "git reeve goal " + verb + goal.id});
}

// Moved, as there may be 10,000 of them.
std::vector<LiveTask> live_tasks(std::vector<TaskRecord> tasks) {
  std::vector<LiveTask> live;
  live.reserve(tasks.size());
  for (TaskRecord& record : tasks) {
    TaskState& task = record.state;
    if (task.finished()) continue;
    live.push_back({std::move(task.spec.id), std::move(task.spec.goal), std::move(task.spec.title),
                    task.phase, task.phase_since, task.last_event_at, "", 0});
    if (task.attempts.empty()) continue;
    live.back().agent = std::move(task.attempts.back().agent);
    live.back().attempt = task.attempts.back().number;
  }
  return live;
}

}  // namespace

std::vector<LandedTask> landed_on(const git::Repository& repository, const GoalRecord& goal) {
  std::vector<LandedTask> landed;
  const auto base = git::Oid::parse(goal.state.spec.base);
  if (!goal.target || !base) return landed;
  std::set<std::string> reverted;
  for (const git::Oid& id : repository.first_parents(*goal.target, *base)) {
    const git::CommitData commit = repository.read_commit(id);
    if (trailer(commit.message, "Reeve-Goal") != goal.id()) continue;
    if (const auto taken_back = trailer(commit.message, "Reeve-Reverts")) reverted.insert(*taken_back);
    const auto task = trailer(commit.message, "Reeve-Task");
    if (!task || !is_valid_id(*task) || reverted.erase(*task) > 0) continue;
    landed.push_back({*task, first_line(commit.message), id, commit.committer.when,
                      trailer(commit.message, "Reeve-Agent").value_or(""), landed_attempt(commit.message),
                      total_of(landed_spend(commit.message).table).usage.cost});
  }
  return landed;
}

bool is_silence(Milliseconds since_last_event) {
  return since_last_event >= silence_to_tell;
}

bool is_silent(const RunningTask& task, TimePoint now) {
  return is_silence(now - task.last_event_at);
}

GoalStatus status_of(GoalFacts facts) {
  GoalStatus status;
  const GoalState& goal = facts.goal.state;
  status.id = goal.spec.id;
  status.title = goal.spec.title;
  status.phase = goal.phase;
  status.reason = goal.reason;
  status.cycle = goal.cycle();
  status.target = refs::short_name(goal.spec.target);
  add_halt(status, goal);
  add_needs_of_goal(status, facts);
  add_need_of_end(status, facts);
  add_resting(status, facts);
  for (const TaskRecord& task : facts.tasks) add_task(status, task.state);
  add_landed(status, facts);
  add_spend(status, facts);
  add_estimate(status, facts);
  status.hot = facts.hot;
  std::sort(status.running.begin(), status.running.end(), [](const RunningTask& a, const RunningTask& b) {
    return std::tie(a.since, a.task) < std::tie(b.since, b.task);
  });
  status.live = live_tasks(std::move(facts.tasks));
  return status;
}

std::vector<Need> needs_of(const std::vector<DamagedTask>& damaged) {
  std::vector<Need> needs;
  for (const DamagedTask& task : damaged) needs.push_back({task.id, task.problem, "git log -p " + task.ref});
  return needs;
}

}  // namespace reeve
