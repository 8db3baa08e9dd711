// The keeper: the process between us and a program that run_process started. It is a child subreaper, so
// everything the program starts stays its descendant, also when it is daemonised; when the program or our
// process ends, it kills what is left. process.h says why; this is the forked side, and what crosses.
#pragma once

#include <signal.h>
#include <sys/types.h>

#include <cstdint>

namespace reeve {

// What the parent asks of the keeper, each by a signal to its pid. A pid is safe to use until it is waited
// for, and only the parent waits for the keeper. (A socket would do as well, at a system call more.)
enum class KeeperRequest : int {
  interrupt = SIGINT,   // SIGINT to the program's own process group
  terminate = SIGTERM,  // SIGTERM to all descendants
  kill = SIGQUIT,       // SIGKILL to all descendants, until none is left
};

// What the keeper writes to its status pipe, in whole structs.
struct KeeperMessage {
  enum class Kind : std::int32_t {
    starting,       // pid: the program's. Sent by itself before execve, as the keeper may be stopped by it
    not_started,    // step, error_number; the program will not run
    over_limit,     // limit, measured; more than once while it lasts
    program_ended,  // wait_status; descendants are left and are being killed
    done,           // wait_status, swept; nothing is left. The last message
  };
  enum class Step : std::int32_t { fork, limit_files, change_folder, execute };
  enum class Limit : std::int32_t { processes, memory };

  Kind kind = Kind::starting;
  Step step = Step::fork;
  std::int32_t error_number = 0;
  std::int32_t pid = 0;
  std::int32_t wait_status = 0;  // as waitpid gives it
  std::int32_t swept = 0;        // descendants that were killed after the program had ended
  Limit limit = Limit::processes;
  std::uint64_t measured = 0;  // processes, or bytes
};

struct KeeperOrders {
  const char* program;  // path for execve
  char* const* argv;    // ends with a null pointer, as envp does
  const char* const* envp;
  const char* folder;           // to start the program in; null: this one
  int status_descriptor;        // the status pipe's end to write to: at least 3, closed on execute
  int grace;                    // milliseconds for all that were asked to end, after the program has ended
  pid_t parent;                 // the process that may send requests and whose end is everybody's end
  int walls = 0;                // as in ProcessSpec
  std::uint64_t processes = 0;  // the limits; 0: none
  std::uint64_t memory_bytes = 0;
  std::uint64_t file_bytes = 0;
};

// Turns a fork of the parent, with all signals blocked and the program's streams on 0, 1 and 2, into the
// keeper. Allocates nothing and calls only async-signal-safe functions.
[[noreturn]] void become_keeper(const KeeperOrders& orders) noexcept;

}  // namespace reeve
