#include "plan/planner.h"

#include <algorithm>

#include "agent/result_file.h"
#include "agent/task_file.h"
#include "base/error.h"
#include "base/text.h"
#include "plan/cut.h"
#include "plan/goal_prompt.h"
#include "plan/plan_file.h"
#include "plan/repository_overview.h"

namespace reeve {

namespace {

const std::string result_name = "result.json";
constexpr std::size_t most_paths_named = 5;

class PlannerRun {
 public:
  PlannerRun(const PlannerSetting& setting, const TaskState& plan)
      : setting_(setting),
        repository_(setting.store.hub().objects()),
        plan_(plan),
        picture_(picture_of(setting.store, setting.goal)),
        rules_(lint_context(picture_, plan.spec)) {
    picture_.repository = repository_overview(repository_, picture_.commit);
  }

  Proposal run() {
    const std::string prompt = planner_prompt(repository_, picture_, plan_, setting_.agent).text;
    setting_.workspace.reset(repository_, picture_.commit);
    proposal_.report = setting_.runners.agent(request_with(prompt));
    proposal_.report.trace.prompt = prompt_id(repository_, prompt);
    if (proposal_.report.outcome == Outcome::done) take_plan();
    add_changes();
    return std::move(proposal_);
  }

 private:
  AgentRequest request_with(const std::string& prompt) {
    AgentRequest request;
    request.agent = setting_.agent;
    request.limits = picture_.config.limits;
    request.role = Role::planner;
    request.task = plan_;
    request.prompt = prompt;
    request.task_file = task_file(plan_, prompt_context(repository_, setting_.goal.base(), picture_.config,
                                                        setting_.agent, plan_.spec));
    request.workspace = setting_.workspace.files().folder();
    request.folder = setting_.workspace.attempt_folder();
    request.borrowed = setting_.workspace.borrowed_objects();
    request.log = setting_.log;
    request.left = setting_.left;
    request.result_schema = planner_result_schema();
    request.objections = [this](const std::string& text) { return objections_to(text); };
    request.stop = setting_.stop;
    request.on_tick = setting_.on_tick;
    return request;
  }

  // A task of a slice that names no scope may touch the slice.
  PlannerResult parsed(const std::string& text) const {
    PlannerResult result = parse_planner_result(text, result_name);
    for (PlannedTask& task : result.tasks) {
      if (task.spec.scope.empty() && task.creates.empty()) task.spec.scope = plan_.spec.scope;
    }
    return result;
  }

  std::vector<std::string> objections_to(const std::string& text) const {
    std::string findings;
    auto objections = objections_of([&] {
      const PlannerResult result = parsed(text);
      findings = describe(lint(result.tasks, result.changes, rules_));
    });
    if (!findings.empty()) objections = split_lines(findings);
    return objections;
  }

  void take_plan() {
    if (proposal_.report.result.empty()) return refuse("it wrote no result.json");
    try {
      const PlannerResult result = parsed(proposal_.report.result);
      proposal_.report.handoff = result.handoff;
      take(result);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::invalid) throw;
      refuse(error.what());
    }
  }

  // What only breaks a limit is cut. A plan without tasks is good where lint() says so.
  void take(const PlannerResult& result) {
    const auto findings = lint(result.tasks, result.changes, rules_);
    const auto faults = not_of_kind(findings, FindingKind::over_limit);
    if (!faults.empty()) return refuse(describe(faults));
    CutPlan plan = cut_to_limits(result.tasks, rules_);
    if (plan.tasks.empty() && !result.tasks.empty()) return refuse(describe(findings));
    proposal_.words = plan.tasks.empty() ? "no tasks" : count_of(plan.tasks.size(), "task");
    for (const std::string& reason : plan.cut) {
      proposal_.words += "; " + reason;
      proposal_.report.handoff.not_done.push_back(reason);
    }
    proposal_.decided = {std::move(plan.tasks), result.changes};
  }

  void refuse(const std::string& why) {
    proposal_.report.outcome = Outcome::rejected;
    proposal_.report.reason = "the plan cannot be published:\n" + why;
  }

  // A planner that edits has not understood its role; nothing of it is kept.
  void add_changes() {
    std::vector<std::string> paths;
    try {
      const git::Snapshot left = setting_.workspace.files().snapshot({picture_.config.limits.file_bytes});
      for (const git::Change& change : repository_.changes(repository_.tree_of(picture_.commit), left.tree))
        paths.push_back(change.path);
    } catch (const Error&) {
      return;  // whatever it left there: it is thrown away all the same
    }
    if (paths.empty()) return;
    const std::string count = count_of(paths.size(), "file");
    paths.resize(std::min(paths.size(), most_paths_named));
    proposal_.report.handoff.concerns.push_back("the planner changed " + count +
                                                ", which was thrown away: " + join(paths, ", "));
  }

  const PlannerSetting& setting_;
  git::Repository& repository_;
  const TaskState& plan_;
  GoalPicture picture_;
  LintContext rules_;
  Proposal proposal_;
};

}  // namespace

Proposal propose_plan(const PlannerSetting& setting, const TaskState& plan) {
  return PlannerRun(setting, plan).run();
}

FilledPrompt planner_prompt(const git::Repository& repository, const GoalPicture& picture,
                            const TaskState& plan, const AgentConfig& agent) {
  return filled_prompt(repository, picture.goal.base(), "planner", planner_variables(picture, plan, agent));
}

}  // namespace reeve
