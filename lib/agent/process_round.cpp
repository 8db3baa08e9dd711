#include <csignal>

#include "agent/command_line.h"
#include "agent/round.h"
#include "agent/run_folder.h"
#include "agent/sandbox.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace reeve {

namespace {

namespace fs = std::filesystem;

// The end of what the agent printed is what a person looks at first when it failed.
constexpr std::size_t longest_excerpt = 2'000;

ProcessSpec process_for(const Round& round) {
  const AgentRequest& request = round.request;
  const AgentConfig& agent = request.agent;
  const int attempt = static_cast<int>(request.task.attempts.size());
  const std::string task_path = (request.folder / "task.json").string();
  const std::string out_path = (request.folder / "out").string();
  ProcessSpec spec;
  spec.argv = fill_command(agent.command, request.task.spec, attempt, task_path, out_path);
  spec.cwd = request.workspace;
  spec.environment = workspace_environment(request.workspace, request.folder, agent.pass_environment,
                                           agent.environment, "agent '" + agent.name + "'");
  spec.environment["REEVE_TASK"] = task_path;
  spec.environment["REEVE_OUT"] = out_path;
  spec.environment["REEVE_ID"] = request.task.spec.id;
  spec.environment["REEVE_ATTEMPT"] = std::to_string(attempt);
  spec.environment["REEVE_SCOPE"] = join(request.task.spec.scope, "\n");
  spec.standard_input = round.prompt;
  spec.limits.wall = round.left.time;
  spec.limits.idle = agent.idle.value_or(request.limits.idle);
  spec.limits.output_bytes = agent.output_bytes.value_or(request.limits.output_bytes);
  spec.keep_output_bytes = 256 << 10;
  spec.stop = request.stop;
  spec.on_tick = request.on_tick;
  limit_tree(spec.limits, request.limits, {request.workspace, request.folder});
  return sandboxed(std::move(spec), sandbox_for(agent, request.workspace, request.folder, request.borrowed));
}

std::string excerpt(const ProcessResult& result) {
  std::string text(trim(result.err.empty() ? result.out : result.err));
  if (text.size() > longest_excerpt) text = "…" + text.substr(text.size() - longest_excerpt);
  return printable(text);
}

RoundReport ended(Outcome outcome, const ProcessResult& result) {
  RoundReport report;
  report.outcome = outcome;
  report.reason = "the agent: " + describe_end(result);
  if (const std::string text = excerpt(result); !text.empty()) report.reason += "\n" + text;
  return report;
}

// A person, an out-of-memory killer, a machine that goes down: none of these is evidence against the agent.
// How often a task may end so is limited (limits.lost).
bool from_outside(int signal) {
  return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
}

// What the process's end alone says. `done` means: look further.
RoundReport report_of_end(const ProcessResult& result) {
  switch (result.end) {
    case ProcessEnd::exited: {
      if (result.exit_code != 0) return ended(Outcome::crashed, result);
      RoundReport done;
      done.outcome = Outcome::done;
      return done;
    }
    case ProcessEnd::signalled:
      return ended(from_outside(result.signal) ? Outcome::killed : Outcome::crashed, result);
    case ProcessEnd::wall_limit:
    case ProcessEnd::idle_limit:
      return ended(Outcome::limit_time, result);
    case ProcessEnd::output_limit:
    case ProcessEnd::process_limit:
    case ProcessEnd::memory_limit:
    case ProcessEnd::disk_limit:
      return ended(Outcome::limit_budget, result);
    case ProcessEnd::disk_full:
    case ProcessEnd::stopped:
    case ProcessEnd::lost:
      break;
  }
  return ended(Outcome::killed, result);
}

ProcessResult run_or_explain(const ProcessSpec& spec, const AgentConfig& agent) {
  try {
    return run_process(spec);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::process) throw;
    throw Error(ErrorKind::configuration, "agent '" + agent.name + "': " + error.what(), error.hint());
  }
}

}  // namespace

RoundReport run_process_round(const Round& round) {
  const ProcessResult process = run_or_explain(process_for(round), round.request.agent);
  if (!round.request.log.empty()) {
    append_file(round.request.log,
                "--- standard output\n" + process.out + "\n--- standard error\n" + process.err + "\n");
  }
  RoundReport report = report_of_end(process);
  report.trace.model = round.request.agent.model;
  report.usage.seconds = static_cast<double>(process.duration.count()) / 1000;
  return report;
}

}  // namespace reeve
