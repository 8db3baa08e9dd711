#include "agent/agent.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdlib>

#include "agent/command_line.h"
#include "agent/result_file.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace reeve {

namespace {

namespace fs = std::filesystem;

// The end of what the agent printed is what a person looks at first when it failed.
constexpr std::size_t longest_excerpt = 2'000;

void prepare_folder(const AgentRequest& request) {
  make_run_folder(request.folder);
  overwrite_untrusted_file(request.folder / "task.json", request.task_file);
}

ProcessSpec process_for(const AgentRequest& request, const std::string& prompt) {
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
  spec.standard_input = prompt;
  spec.limits.wall = agent.wall.value_or(request.limits.wall);
  spec.limits.idle = agent.idle.value_or(request.limits.idle);
  spec.limits.output_bytes = agent.output_bytes.value_or(request.limits.output_bytes);
  spec.keep_output_bytes = 256 << 10;
  spec.stop = request.stop;
  spec.on_tick = request.on_tick;
  return spec;
}

std::string excerpt(const ProcessResult& result) {
  std::string text(trim(result.err.empty() ? result.out : result.err));
  if (text.size() > longest_excerpt) text = "…" + text.substr(text.size() - longest_excerpt);
  return printable(text);
}

AgentReport ended(Outcome outcome, const ProcessResult& result) {
  AgentReport report;
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
AgentReport report_of_end(const ProcessResult& result) {
  switch (result.end) {
    case ProcessEnd::exited: {
      if (result.exit_code != 0) return ended(Outcome::crashed, result);
      AgentReport done;
      done.outcome = Outcome::done;
      return done;
    }
    case ProcessEnd::signalled:
      return ended(from_outside(result.signal) ? Outcome::killed : Outcome::crashed, result);
    case ProcessEnd::wall_limit:
    case ProcessEnd::idle_limit:
      return ended(Outcome::limit_time, result);
    case ProcessEnd::output_limit:
      return ended(Outcome::limit_budget, result);
    case ProcessEnd::stopped:
    case ProcessEnd::lost:
      break;
  }
  return ended(Outcome::killed, result);
}

// The result file may make the report worse, never better: a crash stays a crash, whatever the file says.
void add_result(AgentReport& report, const AgentResult& result) {
  report.handoff = result.handoff;
  report.question = result.question;
  report.until = result.until;
  if (report.outcome != Outcome::done || result.outcome == Outcome::done) return;
  report.outcome = result.outcome;
  report.reason = result.handoff.summary.empty() ? "the agent says so" : result.handoff.summary;
}

std::string correction(const std::vector<std::string>& violations) {
  return "The work is kept. Your $REEVE_OUT/result.json was refused:\n- " + join(violations, "\n- ") +
         "\nWrite that file again, and change nothing else.\n";
}

std::string log_of(const ProcessResult& result) {
  return "--- standard output\n" + result.out + "\n--- standard error\n" + result.err + "\n";
}

void write_log(const fs::path& folder, const std::string& log) {
  const fs::path file = folder / "log";
  remove_tree(file);  // the agent may have put a link in its place
  write_file(file, log);
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

Environment workspace_environment(const fs::path& workspace, const fs::path& folder,
                                  const std::vector<std::string>& pass,
                                  const std::map<std::string, std::string>& set, const std::string& who) {
  Environment environment = minimal_environment();
  environment["HOME"] = (folder / "home").string();
  environment["TMPDIR"] = (folder / "tmp").string();
  // A workspace whose .git was deleted must not make git find a repository further up.
  environment["GIT_CEILING_DIRECTORIES"] = workspace.parent_path().string();
  for (const std::string& name : pass) {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) {
      throw Error(ErrorKind::configuration,
                  who + " is to be passed the variable " + name + ", which is not set",
                  "set it, or take it out of pass_env");
    }
    environment[name] = value;
  }
  for (const auto& [name, value] : set) environment[name] = value;
  return environment;
}

void make_run_folder(const fs::path& folder) {
  keep_only(folder, {"out", "home", "tmp", "task.json", "log"});
  for (const char* name : {"out", "home", "tmp"}) keep_only(folder / name, {});
}

AgentReport run_agent(const AgentRequest& request) {
  prepare_folder(request);
  const fs::path result_path = request.folder / "out" / "result.json";
  ProcessResult process = run_or_explain(process_for(request, request.prompt), request.agent);
  std::string log = log_of(process);
  double seconds = static_cast<double>(process.duration.count()) / 1000;
  AgentReport report = report_of_end(process);
  ResultFile file = read_worker_result(result_path);
  if (!file.violations.empty() && report.outcome == Outcome::done) {
    keep_only(request.folder / "out", {});
    process = run_or_explain(process_for(request, correction(file.violations)), request.agent);
    log += log_of(process);
    seconds += static_cast<double>(process.duration.count()) / 1000;
    report = report_of_end(process);
    file = read_worker_result(result_path);
  }
  write_log(request.folder, log);
  if (file.result) add_result(report, *file.result);
  if (!file.violations.empty()) {
    report.handoff.concerns.push_back("its result file was refused: " + join(file.violations, "; "));
  }
  report.usage.seconds = seconds;
  return report;
}

}  // namespace reeve
