#include "agent/agent.h"

#include <algorithm>

#include "agent/agent_environment.h"
#include "agent/result_file.h"
#include "agent/round.h"
#include "agent/run_folder.h"
#include "base/file.h"
#include "base/text.h"

namespace reeve {

namespace {

namespace fs = std::filesystem;

RoundReport run_round(const Round& round) {
  return calls_a_model_itself(round.request.agent) ? run_api_round(round) : run_process_round(round);
}

// The result file may make the report worse, never better: a crash stays a crash, whatever the file says.
void add_result(AgentReport& report, const AgentResult& result) {
  report.handoff = result.handoff;
  report.question = result.question;
  if (result.until) report.until = result.until;
  if (report.outcome != Outcome::done || result.outcome == Outcome::done) return;
  report.outcome = result.outcome;
  report.reason = result.handoff.summary.empty() ? "the agent says so" : result.handoff.summary;
}

// All that an agent says may be shown, committed and sent to the next one.
AgentReport without_secrets_of(const AgentConfig& agent, AgentReport report) {
  const std::vector<Secret> secrets = secrets_of(agent);
  for (std::string* text : {&report.reason, &report.question, &report.text, &report.result})
    *text = redacted(*text, secrets);
  report.handoff = redacted(std::move(report.handoff), secrets);
  return report;
}

std::string correction(const std::vector<std::string>& violations) {
  return "The work is kept. Your $REEVE_OUT/result.json was refused:\n- " + join(violations, "\n- ") +
         "\nWrite that file again, and change nothing else.\n";
}

template <typename Number>
std::optional<Number> smaller(const std::optional<Number>& a, const std::optional<Number>& b) {
  return a && b ? std::min(a, b) : a ? a : b;
}

// A script that calls models says itself what it used; whatever was observed counts more.
Usage with_own_words(Usage observed, const Usage& said) {
  const auto fill = [](auto& known, const auto& word) {
    if (!known) known = word;
  };
  fill(observed.cost, said.cost);
  fill(observed.input, said.input);
  fill(observed.cache_read, said.cache_read);
  fill(observed.cache_write, said.cache_write);
  fill(observed.output, said.output);
  fill(observed.turns, said.turns);
  return observed;
}

class AgentRun {
 public:
  explicit AgentRun(const AgentRequest& request)
      : request_(request), budget_(attempt_budget(request.agent, request.limits, request.left)) {}

  AgentReport run() {
    make_run_folder(request_.folder);
    overwrite_untrusted_file(request_.folder / "task.json", request_.task_file);
    if (!request_.log.empty()) overwrite_untrusted_file(request_.log, "");
    run_one(request_.prompt);
    read_result();
    if (!violations_.empty() && last_.outcome == Outcome::done && has_something_left()) {
      keep_only(request_.folder / "out", {});
      run_one(correction(violations_));
      read_result();
    }
    return report();
  }

 private:
  void run_one(const std::string& prompt) {
    const std::size_t turns = request_.agent.turns.value_or(request_.limits.turns);
    const auto used = static_cast<std::size_t>(usage_.turns.value_or(0));
    const Round round{
        request_, prompt, last_.session, left_of(budget_, usage_), turns - std::min(turns, used), usage_};
    last_ = run_round(round);
    usage_ = usage_ + last_.usage;
    for (const std::string& concern : last_.concerns) concerns_.push_back(concern);
    add_denials();
  }

  void add_denials() {
    if (last_.denials.empty()) return;
    concerns_.push_back("it was not allowed to use " + join(last_.denials, ", "));
  }

  // Otherwise the correction would make a failure of an attempt that succeeded.
  bool has_something_left() const {
    const Budget left = left_of(budget_, usage_);
    const auto turns = static_cast<std::int64_t>(request_.agent.turns.value_or(request_.limits.turns));
    return left.tokens.value_or(1) > 0 && left.cost.value_or(1) > 0 && usage_.turns.value_or(0) < turns;
  }

  void read_result() {
    const fs::path file = request_.folder / "out" / "result.json";
    result_.reset();
    text_ = read_untrusted_file(file, longest_result_file).value_or("");
    if (request_.objections) {
      violations_ = text_.empty() ? std::vector<std::string>{"it is not there, or too large"}
                                  : request_.objections(text_);
      return;
    }
    ResultFile worker = read_worker_result(file);
    result_ = std::move(worker.result);
    violations_ = std::move(worker.violations);
  }

  AgentReport report() const {
    AgentReport report;
    report.outcome = last_.outcome;
    report.reason = last_.reason;
    report.until = last_.until;
    report.text = last_.text;
    report.session = last_.session;
    report.result = text_;
    report.trace = last_.trace;
    report.usage = usage_;
    if (result_) add_result(report, *result_);
    if (result_ && request_.agent.preset == "command") {
      report.usage = with_own_words(usage_, result_->usage);
    }
    for (const std::string& concern : concerns_) report.handoff.concerns.push_back(concern);
    if (!violations_.empty()) {
      report.handoff.concerns.push_back("its result file was refused: " + join(violations_, "; "));
    }
    return without_secrets_of(request_.agent, std::move(report));
  }

  const AgentRequest& request_;
  Budget budget_;
  RoundReport last_;
  Usage usage_;
  std::string text_;
  std::optional<AgentResult> result_;
  std::vector<std::string> violations_;
  std::vector<std::string> concerns_;
};

}  // namespace

Budget attempt_budget(const AgentConfig& agent, const LimitsConfig& limits, const Budget& left) {
  Budget budget;
  budget.time = smaller(std::optional(agent.wall.value_or(limits.wall)), left.time);
  budget.tokens = smaller(std::optional(agent.tokens.value_or(limits.tokens)), left.tokens);
  budget.cost = smaller(std::optional(agent.cost.value_or(limits.cost)), left.cost);
  return budget;
}

Budget left_of(Budget budget, const Usage& used) {
  const Milliseconds time(static_cast<Milliseconds::rep>(used.seconds.value_or(0) * 1000));
  if (budget.time) budget.time = std::max(*budget.time - time, Milliseconds(1));
  if (budget.tokens) budget.tokens = std::max<std::int64_t>(*budget.tokens - total_tokens(used), 0);
  if (budget.cost) budget.cost = std::max(*budget.cost - used.cost.value_or(0), 0.0);
  return budget;
}

AgentReport run_agent(const AgentRequest& request) {
  return AgentRun(request).run();
}

}  // namespace reeve
