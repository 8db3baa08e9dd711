#include "work/judge_attempt.h"

#include <fmt/format.h>

#include <functional>

#include "agent/ladder.h"
#include "agent/task_file.h"
#include "base/error.h"
#include "base/text.h"
#include "hub/ledger.h"
#include "plan/cycle.h"
#include "plan/goal_prompt.h"
#include "plan/judge_result.h"
#include "plan/repository_overview.h"
#include "work/attempt_log.h"
#include "work/heartbeat.h"
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
        picture_(picture_of(store_, setting.goal)),
        forward_(setting.stop, [this] { stop_.request_stop(); }) {}

  AttemptResult run() {
    try {
      return judge();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::hub_unreachable) throw;
      return fail(outcome_of(error), error.what());
    } catch (const std::exception& error) {
      return fail(Outcome::killed, error.what());
    }
  }

 private:
  AttemptResult judge() {
    run_checks_of_goal();
    if (stop_.stop_requested()) return give_up();
    if (setting_.agent.name == no_agent) return judge_without_agent();
    run_judge();
    if (stop_.stop_requested()) return give_up();
    if (report_.outcome == Outcome::needs_input) return ask(report_.question);
    if (report_.outcome != Outcome::done) return fail(report_.outcome, report_.reason);
    return conclude(parse_judge_result(report_.result, result_name));
  }

  // --- The evidence

  void run_checks_of_goal() {
    const auto& checks = setting_.goal.state.spec.checks;
    if (checks.empty()) return;
    Heartbeat heartbeat(store_, task_, setting_.workspace, setting_.config.limits, task_.task_commit, stop_);
    receipts_ = setting_.runners.checks(checks, repository_, picture_.commit, setting_.workspace,
                                        setting_.config, CheckPlace::worker, stop_.get_token(),
                                        [&heartbeat] { heartbeat.keep_claim(); });
    goal_ended_ = heartbeat.goal_ended();
  }

  bool checks_pass() const { return receipts_.empty() || receipts_.back().result == CheckResult::pass; }

  void run_judge() {
    picture_.repository = repository_overview(repository_, picture_.commit);
    const FilledPrompt prompt = filled_prompt(repository_, setting_.goal.base(), "judge",
                                              judge_variables(picture_, setting_.agent, receipts_));
    setting_.workspace.reset(repository_, picture_.commit);
    Heartbeat heartbeat(store_, task_, setting_.workspace, setting_.config.limits, task_.task_commit, stop_);
    report_ = setting_.runners.agent(request_with(prompt.text, heartbeat));
    goal_ended_ = heartbeat.goal_ended();
    report_.trace.prompt = prompt_id(repository_, prompt.text);
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
    request.objections = [](const std::string& text) { return objections_to(text); };
    request.stop = stop_.get_token();
    request.on_tick = [this, &heartbeat] {
      heartbeat.keep_claim();
      if (setting_.on_tick) setting_.on_tick();
    };
    return request;
  }

  static std::vector<std::string> objections_to(const std::string& text) {
    try {
      parse_judge_result(text, result_name);
      return {};
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::invalid) throw;
      return split_lines(error.what());
    }
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
      const Receipt& red = receipts_.back();
      result.reasons.insert(result.reasons.begin(), fmt::format("'{}' is red: {}", red.command, red.log));
      if (result.verdict == "achieved") result.verdict = "continue";
    }
    for (int tries = 0; tries < most_tries; ++tries) {
      const auto goal = GoalStore(store_).find(setting_.goal.id());
      if (!goal || goal->state.phase != GoalPhase::open || goal->state.cycle() != task_.state.spec.cycle)
        return fail(Outcome::killed, "the goal has been changed meanwhile");
      const Ending ending{words_of(result), report_.handoff, report_.trace, report_.usage};
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
    judged.receipts = receipts_;
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
    Failure failure = failure_with(Outcome::needs_input, question);
    const bool recorded = store_.ask(task_, question, failure);
    return {recorded ? AttemptEnd::asked : AttemptEnd::claim_lost, Outcome::needs_input, question, {}};
  }

  AttemptResult give_up() {
    const bool is_interrupted = setting_.stop.stop_requested();
    if (!is_interrupted && !goal_ended_) return {AttemptEnd::claim_lost, Outcome::killed, "", {}};
    AttemptResult result =
        fail(Outcome::killed, is_interrupted ? "the worker was interrupted" : *goal_ended_);
    if (result.end == AttemptEnd::failed) result.end = AttemptEnd::given_back;
    return result;
  }

  Failure failure_with(Outcome outcome, const std::string& reason) const {
    return {outcome,       reason,        std::nullopt, report_.handoff,
            report_.trace, report_.usage, receipts_,    report_.until};
  }

  AttemptResult fail(Outcome outcome, const std::string& reason) {
    const bool recorded =
        store_.fail(task_, failure_with(outcome, reason), next_step_for(store_, setting_.config));
    return {recorded ? AttemptEnd::failed : AttemptEnd::claim_lost, outcome, reason, {}};
  }

  const AttemptSetting& setting_;
  TaskStore& store_;
  git::Repository& repository_;
  TaskRecord& task_;
  GoalPicture picture_;
  std::vector<Receipt> receipts_;  // of the goal's checks
  AgentReport report_;
  std::stop_source stop_;  // the person's wish, or the claim is lost, or the goal has ended
  std::stop_callback<std::function<void()>> forward_;
  std::optional<std::string> goal_ended_;  // why
};

}  // namespace

AttemptResult run_judge_attempt(const AttemptSetting& setting, TaskRecord& task) {
  return JudgeAttempt(setting, task).run();
}

}  // namespace reeve
