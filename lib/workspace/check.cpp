#include "workspace/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "agent/run_folder.h"
#include "agent/sandbox.h"
#include "base/process.h"
#include "base/text.h"
#include "config/quarantine.h"
#include "workspace/check_log.h"
#include "workspace/check_policy.h"
#include "workspace/warmth.h"

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

std::string size_words(std::uint64_t bytes) {
  constexpr std::uint64_t gigabyte = 1ULL << 30;
  if (bytes % gigabyte == 0) return fmt::format("{} GB", bytes / gigabyte);
  return bytes < (1 << 20) ? fmt::format("{} KB", bytes >> 10) : fmt::format("{} MB", bytes >> 20);
}

// The limit first: it is what a person can change.
std::string end_of(const ProcessResult& process, const ProcessLimits& limits) {
  if (process.end != ProcessEnd::memory_limit || !limits.memory_bytes) return describe_end(process);
  return "memory limit of " + size_words(*limits.memory_bytes) + " reached: " + describe_end(process);
}

std::string log_of(const ProcessResult& process, const std::string& end) {
  std::string text(trim(process.out + process.err));
  if (text.size() > longest_receipt_log) text = "…" + text.substr(text.size() - longest_receipt_log);
  return end + (text.empty() ? "" : "\n" + printable(text));
}

void set_limits(ProcessLimits& limits, const std::string& command, const Config& config,
                const std::vector<std::filesystem::path>& folders) {
  limits.wall = config.gate.check_wall;
  limit_tree(limits, config.limits, folders);
  const auto rules = config.gate.check_rules.find(command);
  if (rules == config.gate.check_rules.end()) return;
  if (rules->second.wall) limits.wall = rules->second.wall;
  if (rules->second.memory_bytes) limits.memory_bytes = rules->second.memory_bytes;
}

// A shell that somebody killed from outside says nothing about the tree, and is started again.
ProcessResult run_until_it_says(const ProcessSpec& spec) {
  ProcessResult process = run_process(spec);
  for (int tries = 1; tries < most_tries && was_killed(process) && !spec.stop.stop_requested(); ++tries)
    process = run_process(spec);
  return process;
}

// A failure of what is in quarantine blocks nothing; one whose quarantine is over does, and says so.
std::string apply_quarantine(Receipt& receipt, const Config& config, const std::string& end) {
  const Quarantined* entry =
      receipt.result == CheckResult::fail ? quarantine_of(config, receipt.command) : nullptr;
  if (entry == nullptr) return end;
  if (!is_in_force(*entry, system_clock().now()))
    return fmt::format("{} (its quarantine ended on {}: {})", end, entry->until, entry->reason);
  receipt.result = CheckResult::quarantined;
  return fmt::format("{} (in quarantine until {}: {})", end, entry->until, entry->reason);
}

}  // namespace

Receipt run_check(const std::string& command, const git::Repository& repository, const git::Oid& tree,
                  const Workspace& workspace, const Config& config, CheckPlace where, std::stop_token stop,
                  const std::function<void()>& on_tick) {
  const GateConfig& gate = config.gate;
  const std::filesystem::path& folder = workspace.files().folder();
  CheckLog log(repository, tree, command);
  ProcessSpec spec;
  spec.argv = {"/bin/sh", "-c", command};
  spec.cwd = folder;
  spec.environment = workspace_environment(folder, workspace.attempt_folder(), gate.pass_environment,
                                           gate.environment, "[gate]");
  spec.keep_output_bytes = 64 << 10;
  spec.stop = std::move(stop);
  spec.on_tick = on_tick;
  spec.on_output = [&log](OutputStream stream, std::string_view piece) { log.add(stream, piece); };
  set_limits(spec.limits, command, config, {folder, workspace.attempt_folder()});
  spec = sandboxed(std::move(spec),
                   sandbox_for(gate, folder, workspace.attempt_folder(), workspace.borrowed_objects()));
  const ProcessResult process = run_until_it_says(spec);

  Receipt receipt;
  receipt.tree = tree.hex();
  receipt.command = command;
  receipt.result = result_of(process);
  receipt.exit = process.exit_code;
  receipt.seconds = static_cast<double>(process.duration.count()) / 1000;
  receipt.where = where;
  if (receipt.result == CheckResult::pass) return receipt;
  const std::string end = apply_quarantine(receipt, config, end_of(process, spec.limits));
  receipt.log = log_of(process, end);
  receipt.log_file = log.keep(end);
  return receipt;
}

std::vector<Receipt> run_checks(const std::vector<std::string>& commands, git::Repository& repository,
                                const git::Oid& commit, Workspace& workspace, const Config& config,
                                CheckPlace where, const std::stop_token& stop,
                                const std::function<void()>& on_tick) {
  const git::Oid tree = repository.tree_of(commit);
  const std::string policy = check_policy(config);
  const bool may_be_warm = config.gate.warm && where == CheckPlace::gate;  // agents run where workers check
  const bool is_warm = may_be_warm && reset_warm(workspace, repository, commit, policy);
  if (!may_be_warm) workspace.reset(repository, commit);
  make_run_folder(workspace.attempt_folder());
  std::vector<Receipt> receipts;
  for (const std::string& command : commands) {
    receipts.push_back(run_check(command, repository, tree, workspace, config, where, stop, on_tick));
    receipts.back().policy = policy;
    receipts.back().warm = is_warm;
    if (blocks(receipts.back().result) || stop.stop_requested()) return receipts;
  }
  if (may_be_warm) keep_warm(workspace, tree, policy);
  return receipts;
}

bool needs_comparison(const Receipt& receipt, const GateConfig& gate) {
  const bool is_common =
      std::find(gate.checks.begin(), gate.checks.end(), receipt.command) != gate.checks.end();
  return is_common || receipt.result == CheckResult::could_not_run;
}

}  // namespace reeve
