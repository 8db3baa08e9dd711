#include "workspace/check_log.h"

#include "agent/run_log.h"
#include "base/error.h"
#include "base/file.h"
#include "base/old_files.h"
#include "base/process_tree.h"
#include "base/random.h"

namespace reeve {

namespace {

namespace fs = std::filesystem;

fs::path folder_of(const git::Repository& repository) {
  return repository.common_dir() / "reeve/checks";
}

}  // namespace

// Whatever cannot be written ends the log, and never the check.
template <typename Action>
void CheckLog::attempt(Action action) {
  if (path_.empty()) return;
  try {
    action();
  } catch (const Error&) {
    std::error_code none;
    fs::remove(path_, none);
    path_.clear();
  }
}

CheckLog::CheckLog(const git::Repository& repository, const git::Oid& tree, const std::string& command)
    : path_(folder_of(repository) / (tree.short_hex() + "-" + random_base32(8) + ".log")) {
  attempt([&] {
    make_folders(path_.parent_path());
    prune_check_logs(repository, most_check_logs - 1);
    append_file(path_, "$ " + command + "\n");
    log_ = std::make_unique<RunLog>(path_, std::vector<Secret>());
  });
}

CheckLog::~CheckLog() {
  std::error_code none;
  if (!is_kept_ && !path_.empty()) fs::remove(path_, none);
}

void CheckLog::add(OutputStream stream, std::string_view piece) {
  attempt([&] { log_->add(stream, piece); });
}

std::string CheckLog::keep(const std::string& last_line) {
  attempt([&] {
    log_->close();
    append_file(path_, "--- " + last_line + "\n");
    is_kept_ = true;
  });
  return is_kept_ ? host_name() + ":" + path_.string() : "";
}

std::optional<fs::path> check_log_here(const std::string& log_file) {
  const std::string host = host_name() + ":";
  std::error_code none;
  if (!log_file.starts_with(host) || !fs::is_regular_file(log_file.substr(host.size()), none))
    return std::nullopt;
  return log_file.substr(host.size());
}

void prune_check_logs(const git::Repository& repository, std::size_t kept) {
  remove_old_files(folder_of(repository), {kept, longest_check_log_age});
}

}  // namespace reeve
