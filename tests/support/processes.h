// What a test needs to know about other processes.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "base/file.h"
#include "base/process_tree.h"
#include "base/text.h"

namespace reeve::test {

// Asks until the answer is yes, for at most 20 seconds.
template <typename Question>
bool eventually(Question question) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (!question()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

// It has ended; whether somebody has waited for it does not matter.
inline bool has_ended(pid_t pid) {
  const auto stat = read_process_stat(pid);
  return !stat || stat->state == 'Z' || stat->state == 'X';
}

// The pid that a script wrote to a file, when it has been written whole (with its newline); otherwise 0.
inline pid_t pid_in(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return 0;
  const std::string text = read_file(file);
  return text.empty() || text.back() != '\n' ? 0 : static_cast<pid_t>(std::stol(text));
}

// The command lines of all processes, one a line.
inline std::string command_lines() {
  std::string lines;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    try {
      lines += replace_all(read_file(entry.path() / "cmdline"), std::string(1, '\0'), " ") + "\n";
    } catch (const std::exception&) {
      // It ended while we looked.
    }
  }
  return lines;
}

// How many running processes have this text in their command line: a unique path finds what a test started.
inline int count_processes_mentioning(const std::string& text) {
  int count = 0;
  for (const std::string& line : split_lines(command_lines()))
    if (line.find(text) != std::string::npos) ++count;
  return count;
}

}  // namespace reeve::test
