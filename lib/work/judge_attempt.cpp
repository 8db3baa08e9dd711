#include "work/judge_attempt.h"

#include <fmt/format.h>

#include "agent/ladder.h"
#include "agent/result_file.h"
#include "agent/task_file.h"
#include "base/error.h"
#include "base/text.h"
#include "hub/ledger.h"
#include "plan/cycle.h"
#include "plan/goal_prompt.h"
#include "plan/judge_result.h"
#include "plan/repository_overview.h"
#include "work/held_attempt.h"
#include "workspace/attempt_log.h"
#include "workspace/check.h"
#include "workspace/task_prompt.h"

namespace reeve {

namespace {

constexpr int most_tries = 8;  // to write the verdict, while others write to the goal's log
constexpr std::size_t longest_reason = 200;

const std::string result_name = "result.json";

class JudgeAttempt {
 public:
  JudgeAttempt(const AttemptSetting& setting, TaskRecord& task)
      : setting_(setting),
        store_(setting.store),
        repository_(setting.store.hub().objects()),
        task_(task),
        held_(setting, task) {}

  AttemptResult run() {
    return held_.run([this] { return judge(); });
  }

 private:
  AttemptResult judge() {
    commit_ = store_.hub().read(setting_.goal.state.spec.target).value_or(setting_.goal.base());
    run_checks_of_goal();
    if (held_.must_stop()) return held_.give_up();
    if (setting_.agent.name == no_agent) return judge_without_agent();
    run_judge();
    if (held_.must_stop()) return held_.give_up();
    if (held_.report.outcome == Outcome::needs_input) return ask(held_.report.question);
    if (held_.report.outcome != Outcome::done) return held_.fail(held_.report.outcome, held_.report.reason);
    return conclude(parse_judge_result(held_.report.result, result_name));
  }

  // --- The evidence

  void run_checks_of_goal() {
    const auto& checks = setting_.goal.state.spec.checks;
    if (checks.empty()) return;
    Heartbeat heartbeat = held_.heartbeat();
    held_.receipts = setting_.runners.checks(checks, repository_, commit_, setting_.workspace,
                                             setting_.config, CheckPlace::worker, held_.stop_token(),
                                             [&heartbeat] { heartbeat.keep_claim(); });
    held_.note_end_of(heartbeat);
  }

  bool checks_pass() const { return blocking_receipt(held_.receipts) == nullptr; }

  void run_judge() {
    GoalPicture picture = picture_of(store_, setting_.goal);
    picture.repository = repository_overview(repository_, picture.commit);
    const FilledPrompt prompt = filled_prompt(repository_, setting_.goal.base(), "judge",
                                              judge_variables(picture, setting_.agent, held_.receipts));
    setting_.workspace.reset(repository_, picture.commit);
    Heartbeat heartbeat = held_.heartbeat();
    held_.report = setting_.runners.agent(request_with(prompt.text, heartbeat));
    held_.note_end_of(heartbeat);
    held_.report.trace.prompt = prompt_id(repository_, prompt.text);
  }

  AgentRequest request_with(const std::string& prompt, Heartbeat& heartbeat) {
    AgentRequest request;
    request.agent = setting_.agent;
    request.limits = setting_.config.limits;
    request.role = Role::judge;
    request.task = task_.state;
    request.prompt = prompt;
    request.task_file = task_file(
        task_.state,
        prompt_context(repository_, setting_.goal.base(), setting_.config, setting_.agent, task_.state.spec));
    request.workspace = setting_.workspace.files().folder();
    request.folder = setting_.workspace.attempt_folder();
    request.borrowed = setting_.workspace.borrowed_objects();
    request.log =
        new_attempt_log(repository_, task_.id(), static_cast<int>(task_.state.attempts.size()), "judge");
    request.left = setting_.left;
    request.result_schema = judge_result_schema();
    request.objections = [](const std::string& text) {
      return objections_of([&] { parse_judge_result(text, result_name); });
    };
    request.stop = held_.stop_token();
    request.on_tick = [this, &heartbeat] {
      heartbeat.keep_claim();
      if (setting_.on_tick) setting_.on_tick();
    };
    return request;
  }

  AttemptResult judge_without_agent() {
    if (!checks_pass()) return conclude({"continue", {}});
    if (setting_.goal.state.spec.accept.empty())
      return conclude({"achieved", {"all checks of the goal pass"}});
    const auto& attempts = task_.state.attempts;
    const std::string answer = attempts.size() < 2 ? "" : attempts[attempts.size() - 2].answer;
    if (const auto said = judge_result_in_answer(answer)) return conclude(*said);
    return ask("is the goal reached? Answer achieved, continue or stuck, with the reason: " +
               join(setting_.goal.state.spec.accept, "; "));
  }

  // --- The ends

  AttemptResult conclude(JudgeResult result) {
    if (!checks_pass()) {
      const Receipt& red = held_.receipts.back();
      result.reasons.insert(result.reasons.begin(), fmt::format("'{}' is red: {}", red.command, red.log));
      if (result.verdict == "achieved") result.verdict = "continue";
    }
    for (int tries = 0; tries < most_tries; ++tries) {
      const auto goal = GoalStore(store_).find(setting_.goal.id());
      if (!goal || goal->state.phase != GoalPhase::open || goal->state.cycle() != task_.state.spec.cycle)
        return held_.fail(Outcome::killed, "the goal has been changed meanwhile");
      const Ending ending{words_of(result), held_.report.handoff, held_.report.trace, held_.report.usage};
      if (store_.finish(task_, ending, consequences(result, *goal)))
        return {AttemptEnd::judged, Outcome::done, ending.reason, {}};
      const auto again = store_.find(task_.id());
      if (!again || !again->state.claim || again->state.claim->nonce != task_.state.claim->nonce) break;
      task_ = *again;
    }
    return {AttemptEnd::claim_lost, Outcome::killed, "", {}};
  }

  static std::string words_of(const JudgeResult& result) {
    if (result.reasons.empty()) return result.verdict;
    return result.verdict + ": " +
           shorten(split_lines(result.reasons.front() + "\n").front(), longest_reason);
  }

  // The verdict in the goal's log, and what follows from it.
  std::vector<git::RefUpdate> consequences(const JudgeResult& result, const GoalRecord& goal) {
    const CycleEnd end = end_of_cycle(result.verdict, goal.state, setting_.config, landed_lately(goal));
    std::vector<Event> events{judged(result)};
    std::vector<git::RefUpdate> updates;
    if (end.after == AfterCycle::achieved) events.push_back(event(EventType::achieved, words_of(result)));
    if (end.after == AfterCycle::paused) events.push_back(event(EventType::paused, end.reason));
    if (end.after == AfterCycle::next) {
      const std::string tip = goal.target.value_or(goal.goal_commit).hex();
      const NextCycle next = next_cycle(goal.state, tip, store_.clock().now(), store_.who());
      const CallUpdates root = updates_of_calls(store_, goal, {next.root});
      events.push_back(next.started);
      events.insert(events.end(), root.events.begin(), root.events.end());
      updates = root.updates;
    }
    updates.push_back(GoalStore(store_).appended(goal, events));
    return updates;
  }

  Event judged(const JudgeResult& result) const {
    Event judged = event(EventType::judged, words_of(result));
    judged.verdict = result.verdict;
    judged.reasons = result.reasons;
    judged.cycle = task_.state.spec.cycle;
    judged.task = task_.id();
    judged.receipts = held_.receipts;
    return judged;
  }

  Event event(EventType type, const std::string& reason) const {
    Event event = make_event(type, store_.clock().now(), store_.who());
    event.reason = reason;
    return event;
  }

  std::size_t landed_lately(const GoalRecord& goal) const {
    const auto start = start_of_last(goal.state, setting_.config.cycle.without_progress);
    const auto from = git::Oid::parse(start.value_or(goal.state.spec.base));
    if (!goal.target || !from) return 0;
    return landed_tasks(repository_, goal.id(), *goal.target, *from).size();
  }

  AttemptResult ask(const std::string& question) {
    const Failure failure = held_.failure(Outcome::needs_input, question);
    const bool recorded = store_.ask(task_, question, failure);
    return {recorded ? AttemptEnd::asked : AttemptEnd::claim_lost, Outcome::needs_input, question, {}};
  }

  const AttemptSetting& setting_;
  TaskStore& store_;
  git::Repository& repository_;
  TaskRecord& task_;
  git::Oid commit_;  // the newest target, which the goal's checks are run on
  HeldAttempt held_;
};

}  // namespace

AttemptResult run_judge_attempt(const AttemptSetting& setting, TaskRecord& task) {
  return JudgeAttempt(setting, task).run();
}

}  // namespace reeve
