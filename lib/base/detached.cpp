#include "base/detached.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>

#include <system_error>

#include "base/error.h"
#include "base/file.h"
#include "base/program_lookup.h"

namespace reeve {
namespace {

// What posix_spawn does between fork and exec.
class FileActions {
 public:
  explicit FileActions(const DetachedProgram& program) {
    ::posix_spawn_file_actions_init(&actions_);
    ::posix_spawn_file_actions_addopen(&actions_, 0, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_addopen(&actions_, 1, program.log.c_str(), O_WRONLY | O_APPEND | O_CREAT,
                                       0666);
    ::posix_spawn_file_actions_adddup2(&actions_, 1, 2);
    ::posix_spawn_file_actions_addclosefrom_np(&actions_, 3);
    if (!program.cwd.empty()) ::posix_spawn_file_actions_addchdir_np(&actions_, program.cwd.c_str());
  }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

class Attributes {
 public:
  Attributes() {
    sigset_t all;
    sigset_t none;
    ::sigfillset(&all);
    ::sigemptyset(&none);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawnattr_setflags(&attributes_,
                               POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    ::posix_spawnattr_setsigdefault(&attributes_, &all);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
  }
  ~Attributes() { ::posix_spawnattr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_{};
};

}  // namespace

void start_detached(const DetachedProgram& program) {
  ProcessSpec spec;
  spec.argv = program.argv;
  spec.cwd = program.cwd;
  spec.environment = program.environment;
  const std::filesystem::path file = program_of(spec);
  append_file(program.log, "");  // posix_spawn would not say which of its steps failed
  const std::vector<std::string> variables = assignments_of(program.environment);
  pid_t ignored = 0;
  const int failure = ::posix_spawn(&ignored, file.c_str(), FileActions(program).get(), Attributes().get(),
                                    pointers_to(program.argv).data(), pointers_to(variables).data());
  if (failure == 0) return;
  throw Error(ErrorKind::process,
              "cannot start '" + file.string() + "': " + std::generic_category().message(failure),
              "look at the limits of open files and processes (ulimit -n, ulimit -u)");
}

}  // namespace reeve
