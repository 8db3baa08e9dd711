#include "workspace/check.h"

#include <algorithm>
#include <csignal>

#include "agent/run_folder.h"
#include "agent/sandbox.h"
#include "base/process.h"
#include "base/text.h"

namespace reeve {

namespace {

// What a receipt keeps of the output: enough for the error that ends a compiler's or a test runner's run.
constexpr std::size_t longest_receipt_log = 4'000;

constexpr int most_tries = 3;

// From outside, which says nothing about the tree. A signal that a program brings on itself does: behind a
// wall a shell whose last command died of one looks as if it had died itself.
bool was_killed(const ProcessResult& process) {
  if (process.end == ProcessEnd::lost) return true;
  if (process.end != ProcessEnd::signalled) return false;
  const int signal = process.signal;
  return signal == SIGKILL || signal == SIGTERM || signal == SIGINT || signal == SIGHUP;
}

CheckResult result_of(const ProcessResult& process) {
  switch (process.end) {
    case ProcessEnd::exited:
      break;
    case ProcessEnd::wall_limit:
    case ProcessEnd::idle_limit:
    case ProcessEnd::output_limit:
    case ProcessEnd::process_limit:
    case ProcessEnd::memory_limit:
    case ProcessEnd::disk_limit:
      return CheckResult::fail;
    case ProcessEnd::signalled:
      return was_killed(process) ? CheckResult::could_not_run : CheckResult::fail;
    case ProcessEnd::disk_full:
    case ProcessEnd::stopped:
    case ProcessEnd::lost:
      return CheckResult::could_not_run;
  }
  if (process.exit_code == 0) return CheckResult::pass;
  const bool no_such_command = process.exit_code == 126 || process.exit_code == 127;
  return no_such_command ? CheckResult::could_not_run : CheckResult::fail;
}

std::string log_of(const ProcessResult& process) {
  std::string text(trim(process.out + process.err));
  if (text.size() > longest_receipt_log) text = "…" + text.substr(text.size() - longest_receipt_log);
  return describe_end(process) + (text.empty() ? "" : "\n" + printable(text));
}

}  // namespace

std::vector<std::string> checks_for(const GateConfig& gate, const TaskSpec& spec) {
  std::vector<std::string> checks = gate.checks;
  for (const std::string& check : spec.checks) {
    if (std::find(checks.begin(), checks.end(), check) == checks.end()) checks.push_back(check);
  }
  return checks;
}

Receipt run_check(const std::string& command, const git::Oid& tree, const Workspace& workspace,
                  const Config& config, CheckPlace where, std::stop_token stop,
                  const std::function<void()>& on_tick) {
  const GateConfig& gate = config.gate;
  const std::filesystem::path& folder = workspace.files().folder();
  ProcessSpec spec;
  spec.argv = {"/bin/sh", "-c", command};
  spec.cwd = folder;
  spec.environment = workspace_environment(folder, workspace.attempt_folder(), gate.pass_environment,
                                           gate.environment, "[gate]");
  spec.limits.wall = gate.check_wall;
  spec.keep_output_bytes = 64 << 10;
  spec.stop = std::move(stop);
  spec.on_tick = on_tick;
  limit_tree(spec.limits, config.limits, {folder, workspace.attempt_folder()});
  spec = sandboxed(std::move(spec),
                   sandbox_for(gate, folder, workspace.attempt_folder(), workspace.borrowed_objects()));
  ProcessResult process = run_process(spec);
  // A shell that somebody killed from outside says nothing about the tree.
  for (int tries = 1; tries < most_tries && was_killed(process) && !spec.stop.stop_requested(); ++tries) {
    process = run_process(spec);
  }

  Receipt receipt;
  receipt.tree = tree.hex();
  receipt.command = command;
  receipt.result = result_of(process);
  receipt.exit = process.exit_code;
  receipt.seconds = static_cast<double>(process.duration.count()) / 1000;
  receipt.where = where;
  if (receipt.result != CheckResult::pass) receipt.log = log_of(process);
  return receipt;
}

std::vector<Receipt> run_checks(const std::vector<std::string>& commands, git::Repository& repository,
                                const git::Oid& commit, Workspace& workspace, const Config& config,
                                CheckPlace where, const std::stop_token& stop,
                                const std::function<void()>& on_tick) {
  const git::Oid tree = repository.tree_of(commit);
  workspace.reset(repository, commit);
  make_run_folder(workspace.attempt_folder());
  std::vector<Receipt> receipts;
  for (const std::string& command : commands) {
    receipts.push_back(run_check(command, tree, workspace, config, where, stop, on_tick));
    if (receipts.back().result != CheckResult::pass || stop.stop_requested()) break;
  }
  return receipts;
}

bool needs_comparison(const Receipt& receipt, const GateConfig& gate) {
  const bool is_common =
      std::find(gate.checks.begin(), gate.checks.end(), receipt.command) != gate.checks.end();
  return is_common || receipt.result == CheckResult::could_not_run;
}

}  // namespace reeve
