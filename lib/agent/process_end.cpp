#include "agent/process_end.h"

#include <csignal>

#include "base/text.h"

namespace reeve {

namespace {

constexpr std::size_t longest_excerpt = 2'000;

}  // namespace

std::string end_for_people(std::string_view text) {
  text = trim(text);
  if (text.size() <= longest_excerpt) return printable(text);
  return printable("…" + std::string(text.substr(text.size() - longest_excerpt)));
}

RoundReport ended(Outcome outcome, const ProcessResult& process) {
  RoundReport report;
  report.outcome = outcome;
  report.reason = "the agent: " + describe_end(process);
  const std::string text = end_for_people(process.err.empty() ? process.out : process.err);
  if (!text.empty()) report.reason += "\n" + text;
  return report;
}

bool is_from_outside(int signal) {
  return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
}

RoundReport report_of_end(const ProcessResult& process) {
  switch (process.end) {
    case ProcessEnd::exited: {
      if (process.exit_code != 0) return ended(Outcome::crashed, process);
      RoundReport done;
      done.outcome = Outcome::done;
      return done;
    }
    case ProcessEnd::signalled:
      return ended(is_from_outside(process.signal) ? Outcome::killed : Outcome::crashed, process);
    case ProcessEnd::wall_limit:
    case ProcessEnd::idle_limit:
      return ended(Outcome::limit_time, process);
    case ProcessEnd::output_limit:
    case ProcessEnd::process_limit:
    case ProcessEnd::memory_limit:
    case ProcessEnd::disk_limit:
      return ended(Outcome::limit_budget, process);
    case ProcessEnd::disk_full:
    case ProcessEnd::stopped:
    case ProcessEnd::lost:
      break;
  }
  return ended(Outcome::killed, process);
}

}  // namespace reeve
