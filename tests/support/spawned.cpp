#include "support/spawned.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace reeve::test {

namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> result;
  for (std::string& word : words) result.push_back(word.data());
  result.push_back(nullptr);
  return result;
}

// Empty for a process that has ended meanwhile.
std::string command_line(const std::filesystem::path& process) {
  try {
    std::ifstream file(process / "cmdline");
    return {std::istreambuf_iterator<char>(file), {}};
  } catch (const std::ios_base::failure&) {
    return "";
  }
}

}  // namespace

Spawned::Spawned(const std::vector<std::string>& argv, const Environment& environment) {
  std::vector<std::string> words = argv;
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment) variables.push_back(name + "=" + value);
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  for (const int descriptor : {0, 1, 2})
    posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0);
  const int failed = posix_spawn(&pid_, words.front().c_str(), &actions, nullptr, pointers(words).data(),
                                 pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) throw std::runtime_error("cannot start " + words.front());
}

Spawned::~Spawned() {
  if (!running()) return;
  send(SIGKILL);
  wait();
}

bool Spawned::running() {
  if (!ended_ && waitpid(pid_, &status_, WNOHANG) == pid_) ended_ = true;
  return !ended_;
}

void Spawned::send(int signal) const {
  kill(pid_, signal);
}

void Spawned::limit_file_size(std::size_t bytes) const {
  const rlimit limit{bytes, RLIM_INFINITY};
  if (prlimit(pid_, RLIMIT_FSIZE, &limit, nullptr) != 0)
    throw std::system_error(errno, std::generic_category(), "prlimit");
}

int Spawned::wait() {
  if (!ended_ && waitpid(pid_, &status_, 0) == pid_) ended_ = true;
  return WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
}

std::vector<pid_t> processes_with(const std::string& text) {
  std::vector<pid_t> result;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const std::string command = command_line(entry.path());
    const pid_t pid = static_cast<pid_t>(std::stol(name));
    if (pid != getpid() && command.find(text) != std::string::npos) result.push_back(pid);
  }
  return result;
}

}  // namespace reeve::test
