// Runs a program to its end: argument vector, folder, a complete environment, standard input,
// streamed output, limits, and the certainty that nothing it started is left behind.
//
// Every program runs under a keeper, a small forked process between us and it. The keeper is a child
// subreaper, so that whatever the program starts, in a session of its own or daemonised, ends up as the
// keeper's child and is killed with it. The keeper dies with our process (parent-death signal) and takes
// all of them along, so a SIGKILL of Reeve leaves no agent running. A process-group kill is not enough:
// four of seven coding agents leave their tools' processes running when they get SIGTERM.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace reeve {

// The complete environment of a child: nothing is inherited that is not in here.
using Environment = std::map<std::string, std::string>;

// PATH of the system's own folders, LANG=C.UTF-8, TERM=dumb. What a scrubbed child starts from.
Environment minimal_environment();

// A copy of this process's environment, for programs that act as the person (git push, an editor).
Environment inherited_environment();

// "NAME=value" for each variable, as execve and posix_spawn take an environment.
std::vector<std::string> assignments_of(const Environment& environment);

// Pointers to the words and a null pointer after them, as execve and posix_spawn take both. Those only read.
std::vector<char*> pointers_to(const std::vector<std::string>& words);

enum class OutputStream { out, err };

// What folders may hold. Measured every few seconds, so a fast writer gets beyond it; file_bytes and the
// reserve hold at once.
struct DiskLimit {
  std::vector<std::filesystem::path> folders;
  std::uint64_t bytes = 0;    // all of them together, as blocks on the disk
  std::uint64_t reserve = 0;  // what must stay free on the file system of the first one
};

// Every limit but the last four ends the program in the same way: SIGINT, SIGTERM, SIGKILL. A tree that has
// one and a half times the processes or memory it may have is killed at once: it grows while it is asked.
struct ProcessLimits {
  std::optional<Milliseconds> wall;           // from start to end
  std::optional<Milliseconds> idle;           // without a byte of output
  std::optional<std::uint64_t> output_bytes;  // of both streams together; more stops the program
  std::optional<std::size_t> processes;       // most at once, the program's descendants with it
  std::optional<std::uint64_t> memory_bytes;  // of all of them together, shared pages counted once
  std::optional<std::uint64_t> file_bytes;    // of one file: a write beyond it fails (RLIMIT_FSIZE)
  std::optional<DiskLimit> disk;
  Milliseconds interrupt_grace{5'000};    // from SIGINT to SIGTERM: some agents print their cost
  Milliseconds terminate_grace{2'000};    // from SIGTERM to SIGKILL of every descendant
  Milliseconds descendants_grace{1'000};  // for descendants of a program that was asked to end, after it
                                          // has; and for all of them if this process itself has ended
};

struct ProcessSpec {
  std::vector<std::string> argv;  // argv[0] is looked up in PATH of `environment` unless it has a slash;
                                  // a relative name with a slash is relative to `cwd`
  std::filesystem::path cwd;      // empty: this process's
  Environment environment;
  std::string standard_input;  // written while output is read; the child may close it early
  ProcessLimits limits;
  // How much of each stream is kept in the result: the first half and the last half of this many bytes.
  std::size_t keep_output_bytes = 1 << 20;
  // Called with each piece as it is read, on the calling thread. May be empty.
  std::function<void(OutputStream, std::string_view)> on_output;
  // Called about every tick_interval on the calling thread while the program runs (lease renewal,
  // snapshots). May be empty. It may request a stop through the token's source.
  std::function<void()> on_tick;
  Milliseconds tick_interval{1'000};
  // So many processes from argv[0] down are a wall around the program and not the program (bwrap is two: one
  // outside, and the first process inside). Requests to end pass them by, since a wall that ends takes the
  // program along unasked; and their exit code 128 + n says that signal n ended the program.
  int walls = 0;
  std::stop_token stop;  // a request ends the program as a limit would; one that was made before
                         // the start keeps it from starting
};

enum class ProcessEnd {
  exited,     // by itself; exit_code holds
  signalled,  // by a signal that was not ours; signal holds
  wall_limit,
  idle_limit,
  output_limit,
  process_limit,
  memory_limit,
  disk_limit,
  disk_full,  // less than the reserve was left, whoever took it
  stopped,    // through the stop token
  lost,       // its keeper was killed, or could not end all of it within 5 s: no more is known. The
              // program's session was killed; what had left it for a session of its own may still run
};

struct ProcessResult {
  ProcessEnd end = ProcessEnd::exited;
  int exit_code = -1;          // holds for `exited`, and for limits where the program still exited by itself
  int signal = 0;              // the one that ended the program, ours or not; 0 if none did
  Milliseconds limit{0};       // for wall_limit and idle_limit: the limit that ended it
  std::uint64_t measured = 0;  // what was too much: processes, or bytes of memory, on disk, or left of it
  std::string out;
  std::string err;
  std::uint64_t out_bytes = 0;  // all that was read, kept or not
  std::uint64_t err_bytes = 0;
  Milliseconds duration{0};
  int swept = 0;  // processes that were still there when the program itself had ended; behind walls they
                  // die with those, uncounted

  bool succeeded() const { return end == ProcessEnd::exited && exit_code == 0; }
};

// Runs a program and waits for its end. Safe from several threads at once.
// Throws Error(process) if it cannot be started (no such program, no such folder, no right to run it), and
// whatever on_output or on_tick throws, after everything the program started was killed.
// The program has a session of its own and so no terminal: nothing in it can ask the person.
ProcessResult run_process(const ProcessSpec& spec);

// "'git' 'push' 'it'\''s'" for messages; quoted so that a shell would read the same words.
std::string shell_words(const std::vector<std::string>& argv);

// One line for messages: "exit code 3", "killed by signal 9", "stopped after 1 min 00 s without output".
std::string describe_end(const ProcessResult& result);

}  // namespace reeve
