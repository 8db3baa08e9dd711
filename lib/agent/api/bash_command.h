// The one tool of a model that works on its own: commands, each in a fresh shell.
#pragma once

#include <optional>
#include <string>

#include "agent/api/conversation.h"
#include "agent/round.h"
#include "base/process.h"

namespace reeve {

// Long enough for most builds; a command that hangs costs the round this much. The model may ask for more.
constexpr Milliseconds usual_command_limit{120'000};
constexpr Milliseconds longest_command_limit{30 * 60'000};

// More than this of an output is cut in its middle: what a model reads is paid for at every later call.
constexpr std::size_t longest_observation = 10'000;

// `bash`, with the members command and seconds.
Tool bash_tool();

struct BashCommand {
  std::string command;
  Milliseconds limit = usual_command_limit;
};

// Absent: the call is not one of bash_tool(), and `why` says what is wrong, for the model to read.
std::optional<BashCommand> read_bash_call(const ToolCall& call, std::string& why);

// The process of one command: all processes that the loop starts are made here. It runs in the workspace with
// the variables of any agent, but never the one that has the key, and behind the wall that the agent's entry
// asks for; its errors go where its output goes. At most `left` long; `tree` has the limits of its processes
// and of the disk (limit_tree, looked at once a round: the disk is for all commands together).
ProcessSpec bash_process(const Round& round, const BashCommand& command, std::optional<Milliseconds> left,
                         const ProcessLimits& tree = {});

struct Observation {
  std::string text;  // valid UTF-8: how it ended, and its output
  bool is_error = false;
  std::optional<std::string> finish;  // the command says that the task is done: the rest of its output
  bool was_stopped = false;           // by the request's stop token
};

// A command whose output begins with this line, and that succeeds, ends the round.
constexpr std::string_view finish_marker = "REEVE_TASK_IS_DONE";

// Runs the command to its end; that it cannot be started is an observation, too. Throws what on_tick throws.
Observation run_bash(const Round& round, const BashCommand& command, std::optional<Milliseconds> left,
                     const ProcessLimits& tree = {});

}  // namespace reeve
