#include "work/plan_attempt.h"

#include <functional>

#include "base/error.h"
#include "plan/goal_picture.h"
#include "plan/planner.h"
#include "plan/publish.h"
#include "work/attempt_log.h"
#include "work/heartbeat.h"

namespace reeve {

namespace {

class PlanAttempt {
 public:
  PlanAttempt(const AttemptSetting& setting, TaskRecord& task)
      : setting_(setting),
        store_(setting.store),
        task_(task),
        forward_(setting.stop, [this] { stop_.request_stop(); }) {}

  AttemptResult run() {
    try {
      proposal_ = propose();
      if (stop_.stop_requested()) return give_up();
      if (proposal_.report.outcome != Outcome::done)
        return fail(proposal_.report.outcome, proposal_.report.reason);
      return publish();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::hub_unreachable) throw;
      return fail(outcome_of(error), error.what());
    } catch (const std::exception& error) {
      return fail(Outcome::killed, error.what());
    }
  }

 private:
  Proposal propose() {
    Heartbeat heartbeat(store_, task_, setting_.workspace, setting_.config.limits, task_.task_commit, stop_);
    const auto on_tick = [&] {
      heartbeat.keep_claim();
      if (setting_.on_tick) setting_.on_tick();
    };
    const auto log = new_attempt_log(store_.hub().objects(), task_.id(),
                                     static_cast<int>(task_.state.attempts.size()), "planner");
    const PlannerSetting planner{
        store_,  setting_.goal, setting_.agent, setting_.workspace, stop_.get_token(),
        on_tick, log,           setting_.left,  setting_.runners};
    Proposal proposal = propose_plan(planner, task_.state);
    goal_ended_ = heartbeat.goal_ended();
    return proposal;
  }

  // What landed, and what others planned, while the planner thought is looked at anew.
  AttemptResult publish() {
    const GoalRecord goal = GoalStore(store_).find(setting_.goal.id()).value_or(setting_.goal);
    const GoalPicture picture = picture_of(store_, goal);
    const std::string findings = faults_now(picture);
    if (!findings.empty())
      return fail(Outcome::conflict, "the plan does not fit what was planned meanwhile:\n" + findings);
    PlanPlace place;
    place.goal = goal.id();
    place.parent = task_.id();
    place.base = goal.base();
    place.landed = picture.landed_ids;
    place.branches = setting_.config.hub.branches;
    const AgentReport& report = proposal_.report;
    const Ending ending{proposal_.words, report.handoff, report.trace, report.usage};
    const auto specs = finish_plan(store_, task_, proposal_.decided, place, ending);
    if (!specs) return {AttemptEnd::claim_lost, Outcome::killed, "", {}};
    std::vector<std::string> ids;
    for (const TaskSpec& spec : *specs) ids.push_back(spec.id);
    return {AttemptEnd::planned, Outcome::done, task_.state.reason, ids};
  }

  // Two planners that published at once must not have decided the same. What is too much by now is not cut
  // any more: a limit is passed by no more than what was planned at the same time.
  std::string faults_now(const GoalPicture& picture) const {
    const Decided& decided = proposal_.decided;
    const auto findings = lint(decided.tasks, decided.changes, lint_context(picture, task_.state.spec));
    return describe(not_of_kind(findings, FindingKind::over_limit));
  }

  AttemptResult give_up() {
    const bool is_interrupted = setting_.stop.stop_requested();
    if (!is_interrupted && !goal_ended_) return {AttemptEnd::claim_lost, Outcome::killed, "", {}};
    AttemptResult result =
        fail(Outcome::killed, is_interrupted ? "the worker was interrupted" : *goal_ended_);
    if (result.end == AttemptEnd::failed) result.end = AttemptEnd::given_back;
    return result;
  }

  AttemptResult fail(Outcome outcome, const std::string& reason) {
    const AgentReport& report = proposal_.report;
    const Failure failure{outcome,      reason,       std::nullopt, report.handoff,
                          report.trace, report.usage, {},           report.until};
    const bool recorded = store_.fail(task_, failure, next_step_for(store_, setting_.config));
    return {recorded ? AttemptEnd::failed : AttemptEnd::claim_lost, outcome, reason, {}};
  }

  const AttemptSetting& setting_;
  TaskStore& store_;
  TaskRecord& task_;
  Proposal proposal_;
  std::stop_source stop_;  // the person's wish, or the claim is lost, or the goal has ended
  std::stop_callback<std::function<void()>> forward_;
  std::optional<std::string> goal_ended_;  // why
};

}  // namespace

AttemptResult run_plan_attempt(const AttemptSetting& setting, TaskRecord& task) {
  return PlanAttempt(setting, task).run();
}

}  // namespace reeve
