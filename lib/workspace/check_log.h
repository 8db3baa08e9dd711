// Where all that a check printed is kept on this machine, if it did not pass:
//
//     <git dir>/reeve/checks/<tree>-<number>.log
//
// A receipt names the file as "host:path". The newest most_check_logs are kept, and none for longer than
// longest_check_log_age. A log costs no verdict: where the disk is full there is none.
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/process.h"
#include "git/repository.h"

namespace reeve {

class RunLog;

constexpr std::size_t most_check_logs = 500;
constexpr std::chrono::days longest_check_log_age{14};

class CheckLog {
 public:
  // Begins a file for a check of this tree that grows while it runs; removes old ones.
  CheckLog(const git::Repository& repository, const git::Oid& tree, const std::string& command);
  CheckLog(const CheckLog&) = delete;
  CheckLog& operator=(const CheckLog&) = delete;
  ~CheckLog();  // removes the file, unless it was kept

  void add(OutputStream stream, std::string_view piece);
  // Ends it with this line and leaves it there. What a receipt says of it; empty if there is no file.
  std::string keep(const std::string& last_line);

 private:
  template <typename Action>
  void attempt(Action action);

  std::filesystem::path path_;  // empty: nothing can be written
  std::unique_ptr<RunLog> log_;
  bool is_kept_ = false;
};

// The file that a receipt names, if it is on this machine and still there.
std::optional<std::filesystem::path> check_log_here(const std::string& log_file);

// Removes all but the newest `kept` logs, and those that are too old.
void prune_check_logs(const git::Repository& repository, std::size_t kept);

}  // namespace reeve
