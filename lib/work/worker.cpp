#include "work/worker.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent/ladder.h"
#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "task/ref_names.h"
#include "work/judge_attempt.h"
#include "work/plan_attempt.h"
#include "work/salvage.h"
#include "workspace/target_files.h"

namespace reeve {

// A task with the agent that it is tried with next, under the configuration of its goal's target.
struct Worker::Claimed {
  TaskRecord task;
  GoalRecord goal;
  Config config;
  AgentConfig agent;
  Amount wanted = {};  // by an attempt of this agent
  Budget left = {};    // what it gets
};

namespace {

// Where several claims together were more than a budget holds, those that give back try again at different
// times, so that one of them finds the others gone.
constexpr std::size_t longest_pause = 2'000;  // ms

// Workspaces with work that cannot be salvaged, one after the other: more than this is no accident of one of
// them.
constexpr std::size_t most_unreadable = 8;

bool can_be_claimed(const TaskRecord& task, TimePoint now) {
  const TaskState& state = task.state;
  return state.phase == Phase::open && (!state.not_before || *state.not_before <= now);
}

AttemptResult run_attempt_of_kind(const AttemptSetting& setting, TaskRecord& task) {
  switch (task.state.spec.kind) {
    case TaskKind::plan:
      return run_plan_attempt(setting, task);
    case TaskKind::judge:
      return run_judge_attempt(setting, task);
    case TaskKind::work:
      break;
  }
  return run_attempt(setting, task);
}

// By the names that their ids are made of: a hint, which costs no reading of logs. What others wait for is
// tried first.
bool may_be_waited_for(const std::string& id) {
  return id.starts_with("plan-") || id.starts_with("replan-") || id.starts_with("judge-");
}

void shuffle(std::vector<std::string>& items) {
  for (std::size_t count = items.size(); count > 1; --count)
    std::swap(items[count - 1], items[random_below(count)]);
}

}  // namespace

Worker::Worker(TaskStore& store, std::string run, std::stop_token stop)
    : store_(store), goals_(store), run_(std::move(run)), stop_(std::move(stop)) {}

std::optional<Worker::Claimed> Worker::prepare(TaskRecord task, const WorkRequest& request) {
  auto goal = goals_.find(task.state.spec.goal);
  if (!goal || goal->state.phase != GoalPhase::open) return std::nullopt;
  Config config = config_of(store_.hub().objects(), goal->base());
  config.limits.lease = std::max(config.limits.lease, request.least_lease);
  config.limits.snapshot_interval =
      std::max(config.limits.snapshot_interval, request.least_snapshot_interval);
  take_newest_budgets(config, store_.hub().objects(), *goal);
  AgentConfig agent = next_agent(task.state, config, request.agent);
  const Amount wanted = wanted_by(agent, config.limits);
  return Claimed{std::move(task), std::move(*goal), std::move(config), std::move(agent), wanted};
}

// The tasks first, then the goal's target: one that lands in between counts once (see spend_of_goal).
std::vector<BudgetUse> Worker::budgets_now(const Claimed& claimed) {
  const TaskSpec& spec = claimed.task.state.spec;
  const LimitsConfig& limits = claimed.config.limits;
  if (!are_concerned(limits, spec, claimed.wanted)) {
    return budgets_of(spec, {spend_of(claimed.task.state)}, limits);
  }
  const Fleet fleet = store_.fleet(spec.goal);
  std::vector<const TaskState*> live;
  for (const TaskRecord& task : fleet.tasks) live.push_back(&task.state);
  const auto goal = goals_.find(spec.goal);
  const auto ledger = store_.hub().read(std::string(refs::ledger));
  const auto tasks =
      spend_of_goal(finished_, store_.hub().objects(), goal.value_or(claimed.goal), ledger, live);
  return budgets_of(spec, tasks, limits);
}

// Two looks: before the claim, for what there is, and after it, when all that claim now see each other.
bool Worker::claim(Claimed& claimed) {
  const auto budgets = budgets_now(claimed);
  if (const auto reason = objection_to_start(claimed.wanted, budgets)) {
    refusal_ = *reason;
    return false;
  }
  const bool is_counted = are_concerned(claimed.config.limits, claimed.task.state.spec, claimed.wanted);
  ClaimRequest request{claimed.agent.name, claimed.agent.model, run_, claimed.config.limits.lease};
  const Amount grant = granted(claimed.wanted, budgets);
  if (is_counted) request.reserved = grant;
  if (!store_.claim(claimed.task, request)) return false;
  claimed.left = budget_for(grant, budgets);
  if (!is_counted || !are_overdrawn(budgets_now(claimed), claimed.wanted)) return true;
  give_back(claimed);
  return false;
}

void Worker::give_back(Claimed& claimed) {
  Failure failure;
  failure.outcome = Outcome::killed;
  failure.reason = refusal_ = "attempts that were claimed at the same time need what its budgets leave";
  store_.fail(claimed.task, failure, [&](const TaskState& state) {
    Event retried = make_event(EventType::retried, store_.clock().now(), store_.who());
    retried.rung = state.rung;
    retried.reason = failure.reason;
    retried.until = retried.at + Milliseconds(random_below(longest_pause));
    return retried;
  });
}

std::optional<Worker::Claimed> Worker::try_claim(const std::string& id, const WorkRequest& request) {
  refusal_.clear();
  auto task = store_.find(id);
  if (!task || !can_be_claimed(*task, store_.clock().now())) return std::nullopt;
  if (!request.goal.empty() && task->state.spec.goal != request.goal) return std::nullopt;
  auto claimed = prepare(std::move(*task), request);
  if (!claimed || !claim(*claimed)) return std::nullopt;
  return claimed;
}

void Worker::draw_candidates() {
  candidates_.clear();
  for (const git::Ref& ref : store_.hub().list(std::string(refs::task_prefix))) {
    if (auto id = refs::id_after(refs::task_prefix, ref.name)) candidates_.push_back(std::move(*id));
  }
  shuffle(candidates_);
  std::partition(candidates_.begin(), candidates_.end(),
                 [](const std::string& id) { return !may_be_waited_for(id); });  // taken from the back
}

// Tasks are tried in random order, and a worker goes on through the order it once drew: a hundred workers
// that all began at the front would each find the front taken.
std::optional<Worker::Claimed> Worker::claim_any(const WorkRequest& request) {
  for (bool drawn = false;; drawn = true) {
    while (!candidates_.empty() && !stop_.stop_requested()) {
      const std::string id = std::move(candidates_.back());
      candidates_.pop_back();
      try {
        if (auto claimed = try_claim(id, request)) return claimed;
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::damaged) throw;  // status shows it; the others go on
      }
    }
    if (drawn) return std::nullopt;
    draw_candidates();
  }
}

std::optional<Worker::Claimed> Worker::claim_named(const WorkRequest& request) {
  const auto found = store_.find(request.task);
  if (!found) throw Error(ErrorKind::not_found, "there is no live task '" + printable(request.task) + "'");
  auto claimed = try_claim(request.task, request);
  if (!claimed) {
    const std::string why =
        refusal_.empty() ? fmt::format("it is {}", name_of(found->state.phase)) : refusal_;
    throw Error(ErrorKind::lost_race, fmt::format("task {} cannot be claimed: {}", request.task, why),
                "see 'git reeve explain " + request.task + "'");
  }
  return claimed;
}

// Before the claim: a machine without room for a workspace must not take tasks from those that have some.
Workspace Worker::free_workspace() {
  WorkspacePool pool(store_.hub().objects(), "work");
  std::vector<Workspace> unreadable;  // held, so that acquire() gives the next one
  for (;;) {
    Workspace workspace = pool.acquire();
    try {
      salvage(store_, workspace);
      return workspace;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::hub_unreachable || unreadable.size() == most_unreadable) throw;
      unreadable.push_back(std::move(workspace));
    }
  }
}

std::optional<WorkResult> Worker::work_once(const WorkRequest& request) {
  Workspace workspace = free_workspace();
  auto claimed = request.task.empty() ? claim_any(request) : claim_named(request);
  if (!claimed) return std::nullopt;
  if (on_claim) on_claim(claimed->task, claimed->agent.name);
  return work_on(*claimed, workspace);
}

WorkResult Worker::work_on(Claimed& claimed, Workspace& workspace) {
  const AttemptSetting setting{store_, claimed.goal, claimed.config, claimed.agent, workspace,
                               stop_,  claimed.left, on_tick,        runners};
  WorkResult result;
  result.task = claimed.task.id();
  result.agent = claimed.agent.name;
  result.attempt = static_cast<int>(claimed.task.state.attempts.size());
  result.attempt_result = run_attempt_of_kind(setting, claimed.task);
  return result;
}

}  // namespace reeve
