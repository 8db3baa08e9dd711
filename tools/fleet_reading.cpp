#include "tools/fleet_reading.h"

#include <algorithm>

#include "agent/ladder.h"
#include "base/error.h"
#include "base/process_tree.h"
#include "base/text.h"
#include "hub/finished_spend.h"
#include "hub/fleet_digest.h"
#include "judge/chain.h"
#include "judge/gate_report.h"
#include "task/agent_pause.h"
#include "task/policy.h"
#include "task/ref_names.h"
#include "tools/hot_files.h"
#include "tools/task_lookup.h"
#include "work/budget.h"
#include "workspace/target_files.h"

namespace reeve::cli {

namespace {

std::map<std::string, std::string> blocked_of(Session& session, const std::string& goal) {
  std::map<std::string, std::string> blocked;
  for (const BlockedTask& task : read_gate_report(session.hub.objects(), goal).blocked)
    blocked.emplace(task.task, task.reason);
  return blocked;
}

std::vector<HotFile> hot_files_for(const HotFiles& hot) {
  std::vector<HotFile> files;
  for (const FileCollisions& file : hot.files) {
    const auto waits_for_it = [&](const auto& turn) { return turn.second.path == file.path; };
    const auto waiting = std::count_if(hot.turns.begin(), hot.turns.end(), waits_for_it);
    files.push_back({file.path, file.conflicts, static_cast<std::size_t>(waiting)});
  }
  return files;
}

void add_configuration(Session& session, const GoalDigest& digest, GoalFacts& facts) {
  try {
    Config config = config_for(session, facts.goal);
    take_newest_budgets(config, session.hub.objects(), facts.goal);
    facts.budget = config.limits.goal;
    facts.roles = config.roles;
    if (facts.goal.state.phase == GoalPhase::open) facts.hot = hot_files_for(hot_files_of(digest, config));
    if (!config.roles.worker.empty()) return;
    facts.configuration_problem = "no agent is named for workers";
    facts.configuration_hint = "name the ladder in .reeve/config.toml: [roles] worker = [\"…\"]";
  } catch (const Error& error) {
    facts.configuration_problem = error.what();
    facts.configuration_hint = error.hint();
  }
}

GoalFacts facts_of(Session& session, GoalDigest digest) {
  GoalFacts facts;
  facts.goal = digest.goal;
  facts.now = session.clock.now();
  facts.blocked = blocked_of(session, digest.goal.id());
  facts.line_stopped = read_gate_report(session.hub.objects(), digest.goal.id()).stopped;
  add_configuration(session, digest, facts);
  facts.tasks = std::move(digest.tasks);
  facts.landed = std::move(digest.landed);
  facts.filed = std::move(digest.filed);
  return facts;
}

// Before the first goal is opened, a person has to write the configuration and commit it.
void add_first_steps(Session& session, FleetStatus& status) {
  const git::Repository& repository = session.hub.objects();
  const auto head = repository.resolve_commit("HEAD");
  if (!head) {
    status.needs.push_back({"HEAD", "there is no commit yet", "git commit"});
    return;
  }
  try {
    config_of(repository, *head);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::configuration) throw;
    status.needs.push_back({".reeve/config.toml", error.what(), error.hint()});
  }
}

std::string fate_of(const TaskState& task) {
  if (task.is_dropped) return "dropped";
  if (!task.replaced_by.empty()) return "replaced by " + printable(join(task.replaced_by, ", "));
  return std::string(name_of(task.phase));
}

std::string where_is(Session& session, const std::string& id, const std::set<std::string>& landed,
                     const std::vector<TaskRecord>& filed) {
  if (landed.contains(id)) return "landed";
  try {
    if (const auto task = session.tasks.find(id)) return fate_of(task->state);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    return "damaged";
  }
  for (const TaskRecord& task : filed) {
    if (task.id() == id) return fate_of(task.state);
  }
  return "unknown";
}

void add_predecessors(Session& session, const GoalRecord& goal, ExplainFacts& facts) {
  if (facts.task.phase != Phase::waiting) return;
  const auto landed = landed_ids(session, goal);
  const auto filed = filed_tasks(session, goal);
  for (const std::string& id : facts.task.spec.after)
    facts.predecessors.push_back({id, where_is(session, id, landed, filed)});
}

std::size_t candidates_before(Session& session, const TaskState& task) {
  auto candidates = session.tasks.fleet_under(refs::ready_prefix).tasks;
  std::erase_if(candidates, [&](const TaskRecord& other) { return other.state.spec.goal != task.spec.goal; });
  sort_by_turn(candidates);
  const auto place = std::find_if(candidates.begin(), candidates.end(), [&](const TaskRecord& candidate) {
    return candidate.id() == task.spec.id;
  });
  return static_cast<std::size_t>(place - candidates.begin());
}

WorkerLife life_of(const TaskState& task) {
  const auto identity = task.claim ? parse_process_identity(task.claim->run) : std::nullopt;
  if (!identity) return WorkerLife::unknown;
  switch (liveness_of(*identity)) {
    case Liveness::running:
      return WorkerLife::running;
    case Liveness::gone:
      return WorkerLife::gone;
    case Liveness::unknown:
      break;
  }
  return WorkerLife::unknown;
}

// Why the agent that is next cannot start.
std::optional<std::string> budget_objection(Session& session, const GoalRecord& goal,
                                            const ExplainFacts& facts, const Config& config) {
  if (facts.ladder.empty()) return std::nullopt;
  const auto rung = std::min(static_cast<std::size_t>(std::max(facts.task.rung, 0)), facts.ladder.size() - 1);
  const auto agent = config.agents.find(facts.ladder[rung]);
  if (agent == config.agents.end()) return std::nullopt;
  const Fleet fleet = session.tasks.fleet(goal.id());
  std::vector<const TaskState*> live;
  for (const TaskRecord& task : fleet.tasks) live.push_back(&task.state);
  FinishedSpend finished;
  const auto ledger = session.hub.read(std::string(refs::ledger));
  const auto tasks = spend_of_goal(finished, session.hub.objects(), goal, ledger, live);
  return objection_to_start(wanted_by(agent->second, config.limits),
                            budgets_of(facts.task.spec, tasks, config.limits));
}

std::optional<TimePoint> rest_of_agent(Session& session, const GoalRecord& goal, const TaskState& task,
                                       const Config& config) {
  std::vector<AgentNews> news;
  for (const TaskRecord& other : session.tasks.fleet(goal.id()).tasks) {
    for (AgentNews& item : news_of_agents(other.state, RetryLimits().pause)) news.push_back(std::move(item));
  }
  return paused_until(agent_pauses(news, session.clock.now()), next_agent_name(task, config.roles), task);
}

void add_turn(Session& session, const GoalRecord& goal, const Config& config, ExplainFacts& facts) {
  const HotFiles hot = hot_files_of(session, goal, config);
  const auto turn = hot.turns.find(facts.task.spec.id);
  if (turn != hot.turns.end()) facts.turn = WaitForTurn{turn->second.path, turn->second.behind};
}

void add_goal(Session& session, const GoalRecord& goal, ExplainFacts& facts) {
  facts.goal = goal.state.phase;
  if (is_halted_for(goal.state, facts.task.spec.kind)) facts.halt = halt_words(goal.state);
  facts.target = refs::short_name(goal.state.spec.target);
  add_predecessors(session, goal, facts);
  try {
    Config config = config_for(session, goal);
    take_newest_budgets(config, session.hub.objects(), goal);
    facts.ladder = ladder_of(facts.task.spec, config.roles);
    if (facts.task.phase == Phase::open) facts.resting = rest_of_agent(session, goal, facts.task, config);
    if (facts.task.phase == Phase::waiting) add_turn(session, goal, config, facts);
    if (facts.task.phase == Phase::open) facts.budget = budget_objection(session, goal, facts, config);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::configuration) throw;
    facts.configuration_problem = error.what();
  }
  const GateReport report = read_gate_report(session.hub.objects(), goal.id());
  const std::string& id = facts.task.spec.id;
  for (const BlockedTask& task : report.blocked)
    if (task.task == id) facts.blocked = task.reason;
  for (const WaitingTask& task : report.waiting)
    if (task.task == id) facts.at_the_gate = task.why;
  facts.said_at = report.at;
  facts.line_stopped = report.stopped;
}

}  // namespace

GoalFacts facts_of(Session& session, const GoalRecord& goal, std::vector<TaskRecord> tasks) {
  FleetDigest fleet = read_fleet_digest(session.tasks, session.goals, goal.id());
  if (fleet.goals.empty()) throw Error(ErrorKind::not_found, "there is no goal '" + goal.id() + "' any more");
  GoalFacts facts = facts_of(session, std::move(fleet.goals.front()));
  facts.tasks = std::move(tasks);
  return facts;
}

FleetStatus read_status(Session& session, const std::optional<std::string>& goal) {
  const std::string only = goal ? resolve_goal(session, *goal).id() : "";
  FleetDigest fleet = read_fleet_digest(session.tasks, session.goals, only);
  FleetStatus status;
  for (GoalDigest& digest : fleet.goals)
    status.goals.push_back(status_of(facts_of(session, std::move(digest))));
  if (status.goals.empty()) add_first_steps(session, status);
  for (const git::Ref& offer : fleet.offers)
    status.needs.push_back({printable(refs::short_name(offer.name)),
                            "pushed to be landed, and not taken up yet: the judge does, or says why not",
                            "git reeve judge"});
  status.damaged = needs_of(fleet.damaged_goals);
  const auto damaged_tasks = needs_of(fleet.damaged_tasks);
  status.damaged.insert(status.damaged.end(), damaged_tasks.begin(), damaged_tasks.end());
  return status;
}

ExplainFacts explain_facts(Session& session, const TaskRecord& task) {
  ExplainFacts facts;
  facts.task = task.state;
  facts.now = session.clock.now();
  if (const auto branch = branch_of(task.state.phase, task.id()); branch && task.branch)
    facts.branch = refs::short_name(*branch);
  facts.worker = life_of(task.state);
  if (task.state.phase == Phase::ready) facts.candidates_before = candidates_before(session, task.state);
  if (const auto goal = session.goals.find(task.state.spec.goal)) add_goal(session, *goal, facts);
  return facts;
}

}  // namespace reeve::cli
