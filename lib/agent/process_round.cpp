#include "agent/agent_environment.h"
#include "agent/cli/run.h"
#include "agent/cli/start.h"
#include "agent/cli/version.h"
#include "agent/command_line.h"
#include "agent/process_end.h"
#include "agent/round.h"
#include "agent/run_folder.h"
#include "agent/run_log.h"
#include "agent/sandbox.h"
#include "base/error.h"

namespace reeve {

namespace {

using cli_agent::CliPreset;

std::vector<std::string> command_of(const AgentRequest& request) {
  return fill_command(request.agent.command, request.task.spec,
                      static_cast<int>(request.task.attempts.size()), (request.folder / "task.json").string(),
                      (request.folder / "out").string());
}

// The one place where it is said what is started; `preset` is null for a plain command.
ProcessSpec process_for(const Round& round, const CliPreset* preset) {
  const AgentRequest& request = round.request;
  const AgentConfig& agent = request.agent;
  ProcessSpec spec;
  spec.environment = agent_environment(request);
  if (preset == nullptr) {
    spec.argv = command_of(request);
  } else {
    spec.argv = cli_agent::command_line_of(*preset, agent.command, agent.arguments,
                                           cli_agent::values_for(round, *preset),
                                           is_walled(agent) ? cli_agent::Wall::ours : cli_agent::Wall::none);
    cli_agent::find_program(spec.argv, spec.environment, agent);
  }
  spec.cwd = request.workspace;
  spec.standard_input = round.prompt;
  spec.limits.wall = round.left.time;
  spec.limits.idle = agent.idle.value_or(request.limits.idle);
  spec.limits.output_bytes = agent.output_bytes.value_or(request.limits.output_bytes);
  spec.keep_output_bytes = 256 << 10;
  spec.stop = request.stop;
  spec.on_tick = request.on_tick;
  return spec;
}

// The same behind the wall that the agent's entry asks for, and within the limits of its processes.
ProcessSpec walled(ProcessSpec spec, const AgentRequest& request) {
  limit_tree(spec.limits, request.limits, {request.workspace, request.folder});
  return sandboxed(std::move(spec), sandbox_for(request));
}

RoundReport run_command(const Round& round) {
  const AgentRequest& request = round.request;
  RunLog log(request.log, secrets_of(request.agent));
  ProcessSpec spec = walled(process_for(round, nullptr), request);
  spec.on_output = [&log](OutputStream stream, std::string_view piece) { log.add(stream, piece); };
  const ProcessResult process = run_process(spec);
  log.close();
  RoundReport report = report_of_end(process);
  report.trace.model = request.agent.model;
  report.usage.seconds = static_cast<double>(process.duration.count()) / 1000;
  return report;
}

// The words of the command line that are the program itself, as they are started.
std::vector<std::string> program_in(const ProcessSpec& spec, const CliPreset& preset,
                                    const AgentConfig& agent) {
  const auto size = agent.command.empty() ? preset.program.size() : agent.command.size();
  return {spec.argv.begin(), spec.argv.begin() + static_cast<std::ptrdiff_t>(size)};
}

RoundReport run_cli(const Round& round, const CliPreset& preset) {
  if (const auto over = cli_agent::nothing_left(round)) {
    RoundReport report;
    report.outcome = over->outcome;
    report.reason = "the agent was not started: " + over->message;
    return report;
  }
  const AgentRequest& request = round.request;
  cli_agent::write_state(round, preset, cli_agent::values_for(round, preset));
  const ProcessSpec spec = process_for(round, &preset);
  const std::string version = cli_agent::version_of(program_in(spec, preset, request.agent),
                                                    without_secrets(spec.environment, request.agent));
  RoundReport report = cli_agent::CliRun(round, preset).run(walled(spec, request));
  report.trace.version = version;
  return report;
}

}  // namespace

RoundReport run_process_round(const Round& round) {
  const AgentConfig& agent = round.request.agent;
  try {
    const CliPreset* preset = cli_agent::cli_preset(agent.preset);
    return preset == nullptr ? run_command(round) : run_cli(round, *preset);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::process) throw;
    throw Error(ErrorKind::configuration, "agent '" + agent.name + "': " + error.what(), error.hint());
  }
}

}  // namespace reeve
