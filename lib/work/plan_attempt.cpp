#include "work/plan_attempt.h"

#include "plan/goal_picture.h"
#include "plan/planner.h"
#include "plan/publish.h"
#include "work/held_attempt.h"
#include "workspace/attempt_log.h"

namespace reeve {

namespace {

class PlanAttempt {
 public:
  PlanAttempt(const AttemptSetting& setting, TaskRecord& task)
      : setting_(setting), store_(setting.store), task_(task), held_(setting, task) {}

  AttemptResult run() {
    return held_.run([this] {
      const Proposal proposal = propose();
      held_.report = proposal.report;
      if (held_.must_stop()) return held_.give_up();
      if (proposal.report.outcome != Outcome::done)
        return held_.fail(proposal.report.outcome, proposal.report.reason);
      return publish(proposal);
    });
  }

 private:
  Proposal propose() {
    Heartbeat heartbeat = held_.heartbeat();
    const auto on_tick = [&] {
      heartbeat.keep_claim();
      if (setting_.on_tick) setting_.on_tick();
    };
    const auto log = new_attempt_log(store_.hub().objects(), task_.id(),
                                     static_cast<int>(task_.state.attempts.size()), "planner");
    const PlannerSetting planner{
        store_,  setting_.goal, setting_.agent, setting_.workspace, held_.stop_token(),
        on_tick, log,           setting_.left,  setting_.runners};
    Proposal proposal = propose_plan(planner, task_.state);
    held_.note_end_of(heartbeat);
    return proposal;
  }

  // What landed, and what others planned, while the planner thought is looked at anew.
  AttemptResult publish(const Proposal& proposal) {
    const GoalRecord goal = GoalStore(store_).find(setting_.goal.id()).value_or(setting_.goal);
    const GoalPicture picture = picture_of(store_, goal);
    const std::string findings = faults_now(picture, proposal.decided);
    if (!findings.empty())
      return held_.fail(Outcome::conflict, "the plan does not fit what was planned meanwhile:\n" + findings);
    PlanPlace place;
    place.goal = goal.id();
    place.parent = task_.id();
    place.base = goal.base();
    place.landed = picture.landed_ids;
    place.branches = setting_.config.hub.branches;
    place.hot = hot_files(picture.collisions);
    const AgentReport& report = proposal.report;
    const Ending ending{proposal.words, report.handoff, report.trace, report.usage};
    const auto specs = finish_plan(store_, task_, proposal.decided, place, ending);
    if (!specs) return {AttemptEnd::claim_lost, Outcome::killed, "", {}};
    std::vector<std::string> ids;
    for (const TaskSpec& spec : *specs) ids.push_back(spec.id);
    return {AttemptEnd::planned, Outcome::done, task_.state.reason, ids};
  }

  // Two planners that published at once must not have decided the same. What is too much by now is not cut
  // any more: a limit is passed by no more than what was planned at the same time.
  std::string faults_now(const GoalPicture& picture, const Decided& decided) const {
    const auto findings = lint(decided.tasks, decided.changes, lint_context(picture, task_.state.spec));
    return describe(not_of_kind(findings, FindingKind::over_limit));
  }

  const AttemptSetting& setting_;
  TaskStore& store_;
  TaskRecord& task_;
  HeldAttempt held_;
};

}  // namespace

AttemptResult run_plan_attempt(const AttemptSetting& setting, TaskRecord& task) {
  return PlanAttempt(setting, task).run();
}

}  // namespace reeve
