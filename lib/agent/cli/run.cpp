#include "agent/cli/run.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent/agent_environment.h"
#include "agent/cli/start.h"
#include "agent/price.h"
#include "base/file.h"

namespace reeve::cli_agent {

namespace {

constexpr std::size_t longest_usage_file = 1 << 20;

// What was used beyond what may be used. A run that cannot end on the dot may use all of it.
std::optional<Trouble> excess(const Round& round, const Usage& usage) {
  const Budget& left = round.left;
  const auto turns = static_cast<std::size_t>(usage.turns.value_or(0));
  const auto tokens = total_tokens(usage);
  const double cost = with_cost(usage, round.request.agent.price).cost.value_or(0);
  if (turns > round.turns)
    return Trouble{Outcome::limit_turns, fmt::format("stopped in turn {} of {}", turns, round.turns), {}};
  if (left.tokens && tokens > *left.tokens)
    return Trouble{
        Outcome::limit_budget, fmt::format("stopped after {} of {} tokens", tokens, *left.tokens), {}};
  if (left.cost && cost > *left.cost)
    return Trouble{
        Outcome::limit_budget, fmt::format("stopped at a cost of {:.4f} of {:.4f}", cost, *left.cost), {}};
  return {};
}

}  // namespace

std::optional<Trouble> nothing_left(const Round& round) {
  const Budget& left = round.left;
  if (round.turns == 0) return Trouble{Outcome::limit_turns, "no turn is left", {}};
  if (left.tokens && *left.tokens <= 0) return Trouble{Outcome::limit_budget, "no token is left", {}};
  if (left.cost && *left.cost <= 0) return Trouble{Outcome::limit_budget, "no money is left", {}};
  return {};
}

CliRun::CliRun(const Round& round, const CliPreset& preset)
    : round_(round),
      preset_(preset),
      reader_(preset.reader, system_clock()),
      log_(round.request.log, secrets_of(round.request.agent)),
      forward_(round.request.stop, [this] { stop_.request_stop(); }) {}

// What this round used, where the program tells what the session did.
Usage CliRun::of_this_round(Usage told) const {
  if (!preset_.counts_session || round_.session.empty()) return told;
  const auto subtract = [](std::optional<std::int64_t>& all, const std::optional<std::int64_t>& before) {
    if (all) all = std::max<std::int64_t>(*all - before.value_or(0), 0);
  };
  subtract(told.input, round_.used.input);
  subtract(told.cache_read, round_.used.cache_read);
  subtract(told.cache_write, round_.used.cache_write);
  subtract(told.output, round_.used.output);
  return told;
}

RoundReport CliRun::run(ProcessSpec spec) {
  spec.stop = stop_.get_token();
  spec.on_output = [this](OutputStream stream, std::string_view piece) { take(stream, piece); };
  const ProcessResult process = run_process(spec);
  log_.close();
  const std::string usage_file =
      read_untrusted_file(usage_file_of(round_.request), longest_usage_file).value_or("");
  RoundReport report = reader_.report(process, preset_.ok_codes, usage_file, stopped_);
  report.usage = with_cost(of_this_round(report.usage), round_.request.agent.price);
  report.usage.seconds = static_cast<double>(process.duration.count()) / 1000;
  if (report.trace.model.empty()) report.trace.model = round_.request.agent.model;
  return report;
}

void CliRun::take(OutputStream stream, std::string_view piece) {
  log_.add(stream, piece);
  reader_.add(stream, piece);
  if (stopped_ || reader_.told().finished) return;
  stopped_ = reason_to_stop();
  if (stopped_) stop_.request_stop();
}

std::optional<Trouble> CliRun::reason_to_stop() const {
  if (auto trouble = excess(round_, of_this_round(reader_.told().usage))) return trouble;
  if (!reader_.is_hopeless()) return {};
  Trouble trouble = *reader_.told().retried;
  trouble.message = fmt::format("stopped after {} tries: {}", reader_.told().retries, trouble.message);
  return trouble;
}

}  // namespace reeve::cli_agent
