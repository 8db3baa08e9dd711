// Which processes there are, read from /proc: ancestry for the sweep, and an identity that tells whether
// the process that wrote something down is still running.
//
// The functions that fill a span allocate nothing and call only async-signal-safe functions, for they run
// in the keeper, a fork of a process with threads. All functions are safe from several threads at once.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace reeve {

struct ProcessStat {
  char state = '?';  // as in proc(5): 'R' running, 'S' sleeping, 'Z' ended but not yet waited for, …
  pid_t parent = 0;
  pid_t group = 0;
  pid_t session = 0;
  std::uint64_t start_time = 0;  // clock ticks after boot; with the pid it names one process
};

// Absent if there is no such process, or if its /proc entry may not be read.
std::optional<ProcessStat> read_process_stat(pid_t pid) noexcept;

// Each fills `room` and gives the number of pids written, at most room.size(). An answer is a snapshot:
// processes that start or end meanwhile may be missing, so a sweep asks again until nothing is left.
std::size_t list_children(pid_t pid, std::span<pid_t> room) noexcept;
std::size_t list_descendants(pid_t pid, std::span<pid_t> room) noexcept;  // parents before their children
std::size_t list_session(pid_t session, std::span<pid_t> room) noexcept;

// All descendants of a process, ascending, without itself. Empty if there is none, or no such process.
// Processes that were daemonised are descendants only of a child subreaper, as the keeper is one.
std::vector<pid_t> descendants_of(pid_t pid);

// The name of this machine, as it calls itself.
std::string host_name();

// Names one process for ever: a pid alone is used again, and means nothing on another machine.
struct ProcessIdentity {
  std::string host;  // the host's name; in a container with ":" and the number of its PID namespace
  std::string boot_id;
  pid_t pid = 0;
  std::uint64_t start_time = 0;

  friend bool operator==(const ProcessIdentity&, const ProcessIdentity&) = default;
};

// Throws Error(io) if /proc is not there.
ProcessIdentity this_process_identity();

// "host/boot_id/pid/start_time", and back; absent for anything else.
std::string to_text(const ProcessIdentity& identity);
std::optional<ProcessIdentity> parse_process_identity(std::string_view text);

enum class Liveness {
  running,
  gone,     // it has ended, also if nobody has waited for it yet, or its machine was started anew since
  unknown,  // it belongs to another host or container, or /proc hides it
};

// Never throws for a strange identity: what cannot be decided is `unknown`.
Liveness liveness_of(const ProcessIdentity& identity);

}  // namespace reeve
