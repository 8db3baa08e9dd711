#include "agent/cli/conclusion.h"

#include <algorithm>

#include "agent/process_end.h"
#include "base/text.h"

namespace reeve::cli_agent {

namespace {

// Shells and CLIs that catch a signal exit with 128 and its number.
constexpr int code_of_signal = 128;

RoundReport failed(const Trouble& trouble) {
  RoundReport report;
  report.outcome = trouble.outcome;
  report.reason = "the agent: " + end_for_people(trouble.message);
  report.until = trouble.until;
  return report;
}

RoundReport finished(const Told& told) {
  if (told.last_tool_denied) {
    const std::string tools = told.denials.empty() ? "a tool" : join(told.denials, ", ");
    return failed({Outcome::denied, "it gave up when it was not allowed to use " + tools, {}});
  }
  // Three of seven hide a refusal behind a clean end.
  if (told.text.empty() && !told.used_tools)
    return failed({Outcome::refused, "it ended without a word and without using a tool", {}});
  RoundReport report;
  report.outcome = Outcome::done;
  return report;
}

bool was_stopped_by_a_limit(const ProcessResult& process) {
  return process.end != ProcessEnd::exited && process.end != ProcessEnd::signalled &&
         process.end != ProcessEnd::stopped && process.end != ProcessEnd::lost;
}

// Whether the end of the process leaves it at what the CLI said itself. Codes above 128 after a stop of ours
// are the stop.
bool ended_well(const ProcessResult& process, const std::vector<int>& ok_codes, bool stopped) {
  if (stopped || was_stopped_by_a_limit(process)) return true;
  return process.end == ProcessEnd::exited && std::ranges::count(ok_codes, process.exit_code) > 0;
}

// From standard error, which the CLI writes and not the agent. Only what it names surely.
std::optional<RoundReport> told_by_error_output(const Told& told, const ProcessResult& process) {
  const Trouble trouble = trouble_of(end_for_people(process.err), {}, told.now);
  if (process.err.empty() || trouble.outcome == Outcome::crashed) return {};
  return failed(trouble);
}

RoundReport out_of_time(const Told& told, const ProcessResult& process) {
  if (told.retried && told.retried->outcome != Outcome::crashed) return failed(*told.retried);
  return told_by_error_output(told, process).value_or(report_of_end(process));
}

RoundReport exited(const Told& told, const ProcessResult& process) {
  const int code = process.exit_code;
  if (code > code_of_signal && is_from_outside(code - code_of_signal)) return ended(Outcome::killed, process);
  if (told.finished) return ended(Outcome::crashed, process);
  if (const auto report = told_by_error_output(told, process)) return *report;
  if (told.retried) return failed(*told.retried);
  RoundReport report = ended(Outcome::crashed, process);
  if (code == 0) report.reason = "the agent: it ended without saying how";
  return report;
}

RoundReport outcome_of(const Told& told, const ProcessResult& process, const std::vector<int>& ok_codes,
                       const std::optional<Trouble>& stopped) {
  if (process.end == ProcessEnd::stopped && !stopped) return report_of_end(process);
  if (told.finished && ended_well(process, ok_codes, stopped.has_value())) return finished(told);
  if (stopped) return failed(*stopped);
  if (told.trouble) return failed(*told.trouble);
  if (process.end == ProcessEnd::wall_limit || process.end == ProcessEnd::idle_limit)
    return out_of_time(told, process);
  return process.end == ProcessEnd::exited ? exited(told, process) : report_of_end(process);
}

}  // namespace

RoundReport conclusion(const Told& told, const ProcessResult& process, const std::vector<int>& ok_codes,
                       const std::optional<Trouble>& stopped) {
  ProcessResult without_events = process;
  without_events.out.clear();  // events are nothing for people, and hold the agent's prose
  RoundReport report = outcome_of(told, without_events, ok_codes, stopped);
  report.text = told.text;
  report.session = told.session;
  report.trace.model = told.model;
  report.usage = told.usage;
  report.denials = told.denials;
  return report;
}

}  // namespace reeve::cli_agent
