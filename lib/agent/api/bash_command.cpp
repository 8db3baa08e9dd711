#include "agent/api/bash_command.h"

#include <algorithm>

#include "agent/agent_environment.h"
#include "agent/api/api_key.h"
#include "agent/sandbox.h"
#include "base/error.h"
#include "base/text.h"

namespace reeve {

namespace {

// Linux takes 131,071 bytes in one argument.
constexpr std::size_t longest_command = 120'000;

constexpr std::string_view bash_schema = R"({
  "type": "object",
  "properties": {
    "command": {"type": "string", "description": "What bash is to run."},
    "seconds": {"type": "integer", "description": "How long it may take; 120 if absent, at most 1800."}
  },
  "required": ["command"]
})";

Environment environment_of(const Round& round) {
  Environment environment = agent_environment(round.request);
  environment.erase(key_variable_of(round.request.agent));
  return environment;
}

std::string first_line(const std::string& text) {
  return std::string(trim(text.substr(0, text.find('\n'))));
}

std::string rest_after_first_line(const std::string& text) {
  const std::size_t end = text.find('\n');
  return end == text.npos ? "" : text.substr(end + 1);
}

std::string hint_for(ProcessEnd end) {
  if (end == ProcessEnd::wall_limit) {
    return "Nothing of it runs any more. Ask for more seconds, or do less at once; no command may wait for "
           "input.\n";
  }
  if (end == ProcessEnd::output_limit) return "It printed too much; send its output to a file or to tail.\n";
  return "";
}

// A byte 0 and what is not UTF-8 cannot be sent.
std::string sendable(const std::string& text) {
  return replace_all(repair_utf8(text), std::string(1, '\0'), "\\0");
}

// The service is somebody else: it gets no more of the person's than what it is paid for.
std::string shown_to_model(const std::string& text, const AgentConfig& agent) {
  return redacted(without_key(text, key_of(agent)), secrets_of(agent));
}

Observation observation_of(const ProcessResult& result, const AgentConfig& agent) {
  Observation observation;
  const std::string output = shown_to_model(sendable(result.out), agent);
  observation.was_stopped = result.end == ProcessEnd::stopped;
  observation.is_error = result.end != ProcessEnd::exited;
  observation.text =
      describe_end(result) + "\n" + hint_for(result.end) + (output.empty() ? "(no output)\n" : output);
  if (result.succeeded() && first_line(output) == finish_marker) {
    observation.finish = rest_after_first_line(output);
  }
  return observation;
}

}  // namespace

Tool bash_tool() {
  return {
      "bash",
      "Runs a command with bash, in a fresh shell in the top folder of the repository, and gives its exit "
      "code and what it printed.",
      std::string(bash_schema)};
}

std::optional<BashCommand> read_bash_call(const ToolCall& call, std::string& why) {
  const auto arguments = try_parse_json(call.arguments);
  const auto command = arguments ? json_string(*arguments, "command") : std::nullopt;
  if (call.name != "bash") {
    why = "There is no tool '" + printable(call.name) + "', only 'bash'.";
  } else if (!arguments) {
    why = "The arguments of the call are no JSON.";
  } else if (!command || trim(*command).empty()) {
    why = "The call has no 'command', which must be a string.";
  } else if (command->size() > longest_command || command->find('\0') != command->npos) {
    why = "The command is longer than 120000 bytes, or has a byte 0 in it. Write large files in pieces.";
  } else {
    const auto seconds = json_number(*arguments, "seconds").value_or(0);
    const double most = static_cast<double>(longest_command_limit.count()) / 1000;
    BashCommand result{*command};
    if (seconds > 0)
      result.limit = Milliseconds(static_cast<Milliseconds::rep>(std::min(seconds, most) * 1000));
    return result;
  }
  return std::nullopt;
}

ProcessSpec bash_process(const Round& round, const BashCommand& command, std::optional<Milliseconds> left,
                         const ProcessLimits& tree) {
  const AgentRequest& request = round.request;
  ProcessSpec spec;
  spec.limits = tree;
  // On a line of its own, so that it holds whatever the command is.
  spec.argv = {"bash", "-c", "exec 2>&1\n" + command.command};
  spec.cwd = request.workspace;
  spec.environment = environment_of(round);
  spec.limits.wall = left ? std::min(*left, command.limit) : command.limit;
  spec.limits.output_bytes = request.agent.output_bytes.value_or(request.limits.output_bytes);
  spec.keep_output_bytes = longest_observation;
  spec.stop = request.stop;
  spec.on_tick = request.on_tick;
  return sandboxed(std::move(spec), sandbox_for(request));
}

Observation run_bash(const Round& round, const BashCommand& command, std::optional<Milliseconds> left,
                     const ProcessLimits& tree) {
  const AgentConfig& agent = round.request.agent;
  try {
    return observation_of(run_process(bash_process(round, command, left, tree)), agent);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::process) throw;
    // Such as a workspace that an earlier command removed: the model's doing, and so its own trouble.
    return {shown_to_model(error.what(), agent) + "\n", true, std::nullopt, false};
  }
}

}  // namespace reeve
