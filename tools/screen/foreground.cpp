#include "tools/screen/foreground.h"

#include <spawn.h>
#include <sys/wait.h>

#include <cerrno>
#include <system_error>

#include "base/error.h"
#include "base/process.h"

namespace reeve::cli {

namespace {

std::vector<std::string> environment_with(const std::map<std::string, std::string>& variables) {
  Environment environment = inherited_environment();
  for (const auto& [name, value] : variables) environment[name] = value;
  return assignments_of(environment);
}

}  // namespace

void run_in_foreground(const std::vector<std::string>& words, const std::filesystem::path& folder,
                       const std::map<std::string, std::string>& variables) {
  const std::vector<std::string> environment = environment_with(variables);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  pid_t pid = 0;
  const int problem = posix_spawnp(&pid, words.front().c_str(), &actions, nullptr, pointers_to(words).data(),
                                   pointers_to(environment).data());
  posix_spawn_file_actions_destroy(&actions);
  if (problem != 0) {
    throw Error(ErrorKind::process,
                "cannot start " + words.front() + ": " + std::generic_category().message(problem));
  }
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace reeve::cli
