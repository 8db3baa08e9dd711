#include "tools/person_shell.h"

#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/process.h"

namespace reeve::cli {

namespace {

constexpr std::chrono::seconds tick{1};

std::string shell_of_person() {
  const char* shell = std::getenv("SHELL");
  return shell == nullptr || *shell == '\0' ? "/bin/sh" : shell;
}

// What git says to the programs that it starts would lead every git in the shell to another repository.
std::vector<std::string> shell_environment(const std::map<std::string, std::string>& variables) {
  Environment environment = inherited_environment();
  for (const char* name : {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY",
                           "GIT_ALTERNATE_OBJECT_DIRECTORIES"}) {
    environment.erase(name);
  }
  for (const auto& [name, value] : variables) environment[name] = value;
  return assignments_of(environment);
}

// In the same process group: on a terminal, the shell makes one of its own, as in any other program.
pid_t start(const std::filesystem::path& folder, const std::map<std::string, std::string>& variables) {
  const std::vector<std::string> words{shell_of_person()};
  const std::vector<std::string> lines = shell_environment(variables);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t pid = 0;
  const int problem = posix_spawn(&pid, words.front().c_str(), &actions, nullptr, pointers_to(words).data(),
                                  pointers_to(lines).data());
  posix_spawn_file_actions_destroy(&actions);
  if (problem == 0) return pid;
  throw Error(ErrorKind::process,
              "cannot start the shell " + words.front() + ": " + std::generic_category().message(problem),
              "set SHELL to the path of a shell");
}

void wait_for_end(pid_t pid) {
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace

void run_persons_shell(const std::filesystem::path& folder,
                       const std::map<std::string, std::string>& variables,
                       const std::function<void()>& on_tick) {
  const pid_t pid = start(folder, variables);
  std::mutex mutex;
  std::condition_variable ended;
  bool is_ended = false;
  std::jthread waiter([&] {
    wait_for_end(pid);
    const std::lock_guard lock(mutex);
    is_ended = true;
    ended.notify_one();
  });
  std::unique_lock lock(mutex);
  while (!ended.wait_for(lock, tick, [&] { return is_ended; })) {
    lock.unlock();
    on_tick();
    lock.lock();
  }
}

}  // namespace reeve::cli
