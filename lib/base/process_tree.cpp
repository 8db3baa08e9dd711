#include "base/process_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstring>

#include "base/descriptor.h"
#include "base/error.h"
#include "base/file.h"
#include "base/proc_file.h"
#include "base/text.h"

namespace reeve {
namespace {

// Calls `visit` with every entry of the folder that is named by a number: a process, or a thread.
template <typename Visit>
void for_each_number_in(const char* folder_path, Visit visit) {
  const Descriptor folder(::open(folder_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) return;
  // opendir allocates, which a fork of a process with threads must not do.
  alignas(dirent64) std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t size = ::getdents64(folder.number(), buffer.data(), buffer.size());
    if (size <= 0) return;
    for (std::size_t at = 0; at < static_cast<std::size_t>(size);) {
      unsigned short length = 0;
      std::memcpy(&length, buffer.data() + at + offsetof(dirent64, d_reclen), sizeof(length));
      std::string_view name(buffer.data() + at + offsetof(dirent64, d_name));
      pid_t number = 0;
      if (read_number(name, number)) visit(number);
      at += length;
    }
  }
}

// A list of pids in room that the caller owns.
class PidList {
 public:
  explicit PidList(std::span<pid_t> room) : room_(room) {}
  void add(pid_t pid) {
    if (count_ < room_.size()) room_[count_++] = pid;
  }
  std::size_t count() const { return count_; }
  pid_t operator[](std::size_t index) const { return room_[index]; }

 private:
  std::span<pid_t> room_;
  std::size_t count_ = 0;
};

// The kernel keeps children by the thread that made them.
void add_children_of_thread(pid_t pid, pid_t thread, PidList& list) {
  ProcPath path;
  path.add("/proc/").add(pid).add("/task/").add(thread).add("/children");
  const Descriptor file = open_proc_file(path);
  if (!file.is_open()) return;
  std::array<char, 1024> buffer;
  pid_t number = 0;  // one may lie across two reads
  for (;;) {
    const ssize_t size = ::read(file.number(), buffer.data(), buffer.size());
    if (size <= 0) return;
    for (const char byte : std::span(buffer).first(static_cast<std::size_t>(size))) {
      if (byte >= '0' && byte <= '9') {
        number = number * 10 + (byte - '0');
      } else if (number > 0) {
        list.add(number);
        number = 0;
      }
    }
  }
}

// Kernels without CONFIG_PROC_CHILDREN, and gVisor, leave only the look at every process.
void add_children_by_scan(pid_t pid, PidList& list) {
  for_each_number_in("/proc", [&](pid_t candidate) {
    const auto stat = read_process_stat(candidate);
    if (stat && stat->parent == pid) list.add(candidate);
  });
}

bool kernel_lists_children() {
  return ::access("/proc/thread-self/children", F_OK) == 0;
}

void add_children(pid_t pid, PidList& list) {
  if (!kernel_lists_children()) return add_children_by_scan(pid, list);
  ProcPath threads;
  threads.add("/proc/").add(pid).add("/task");
  for_each_number_in(threads.c_str(), [&](pid_t thread) { add_children_of_thread(pid, thread, list); });
}

// Two containers may share a host name and a boot id, and number their processes each for itself. The
// first namespace of a machine has a fixed number, which stays the same over restarts.
std::string namespace_suffix() {
  constexpr ino_t first_pid_namespace = 4026531836;
  struct stat status{};
  if (::stat("/proc/self/ns/pid", &status) != 0 || status.st_ino == first_pid_namespace) return "";
  return ":" + std::to_string(status.st_ino);
}

std::string this_host() {
  return replace_all(host_name(), "/", "-") + namespace_suffix();
}

std::string this_boot_id() {
  return std::string(trim(read_file("/proc/sys/kernel/random/boot_id")));
}

template <typename Number>
bool parse_whole(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

std::string host_name() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

std::optional<ProcessStat> read_process_stat(pid_t pid) noexcept {
  ProcPath path;
  path.add("/proc/").add(pid).add("/stat");
  const Descriptor file = open_proc_file(path);
  if (!file.is_open()) return std::nullopt;
  std::array<char, 1024> buffer;
  const ssize_t size = ::read(file.number(), buffer.data(), buffer.size());
  if (size <= 0) return std::nullopt;
  std::string_view text(buffer.data(), static_cast<std::size_t>(size));
  // The second field is the program's name in brackets, and may itself hold blanks and brackets.
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos || name_end + 3 > text.size()) return std::nullopt;
  ProcessStat stat;
  stat.state = text[name_end + 2];
  text.remove_prefix(name_end + 3);
  if (!read_number(text, stat.parent) || !read_number(text, stat.group) || !read_number(text, stat.session)) {
    return std::nullopt;
  }
  constexpr int fields_between_session_and_start_time = 15;
  std::int64_t skipped = 0;
  for (int field = 0; field < fields_between_session_and_start_time; ++field) {
    if (!read_number(text, skipped)) return std::nullopt;
  }
  if (!read_number(text, stat.start_time)) return std::nullopt;
  return stat;
}

std::size_t list_children(pid_t pid, std::span<pid_t> room) noexcept {
  PidList list(room);
  add_children(pid, list);
  return list.count();
}

std::size_t list_descendants(pid_t pid, std::span<pid_t> room) noexcept {
  PidList list(room);
  add_children(pid, list);
  for (std::size_t next = 0; next < list.count(); ++next) add_children(list[next], list);
  return list.count();
}

std::size_t list_session(pid_t session, std::span<pid_t> room) noexcept {
  PidList list(room);
  for_each_number_in("/proc", [&](pid_t candidate) {
    const auto stat = read_process_stat(candidate);
    if (stat && stat->session == session && stat->state != 'Z') list.add(candidate);
  });
  return list.count();
}

std::vector<pid_t> descendants_of(pid_t pid) {
  std::vector<pid_t> pids(256);
  std::size_t count = list_descendants(pid, pids);
  while (count == pids.size()) {
    pids.resize(pids.size() * 4);
    count = list_descendants(pid, pids);
  }
  pids.resize(count);
  std::sort(pids.begin(), pids.end());
  // One whose parent ends while we look can be seen under both the old parent and the new.
  pids.erase(std::unique(pids.begin(), pids.end()), pids.end());
  return pids;
}

ProcessIdentity this_process_identity() {
  const pid_t pid = ::getpid();
  const auto stat = read_process_stat(pid);
  if (!stat) throw Error(ErrorKind::io, "cannot read /proc/self/stat", "mount the proc file system on /proc");
  return {this_host(), this_boot_id(), pid, stat->start_time};
}

std::string to_text(const ProcessIdentity& identity) {
  return identity.host + "/" + identity.boot_id + "/" + std::to_string(identity.pid) + "/" +
         std::to_string(identity.start_time);
}

std::optional<ProcessIdentity> parse_process_identity(std::string_view text) {
  const std::vector<std::string> pieces = split(text, '/');
  if (pieces.size() != 4 || pieces[0].empty() || pieces[1].empty()) return std::nullopt;
  ProcessIdentity identity{pieces[0], pieces[1], 0, 0};
  if (!parse_whole(pieces[2], identity.pid) || identity.pid <= 0) return std::nullopt;
  if (!parse_whole(pieces[3], identity.start_time)) return std::nullopt;
  return identity;
}

Liveness liveness_of(const ProcessIdentity& identity) {
  if (identity.pid <= 0) return Liveness::unknown;
  const auto self = read_process_stat(::getpid());
  if (!self || identity.host != this_host()) return Liveness::unknown;
  if (identity.boot_id != this_boot_id()) return Liveness::gone;
  const auto stat = read_process_stat(identity.pid);
  if (!stat) {
    // With hidepid, /proc shows no process of another user, but kill still knows it.
    return ::kill(identity.pid, 0) == -1 && errno == ESRCH ? Liveness::gone : Liveness::unknown;
  }
  const bool ended = stat->state == 'Z' || stat->state == 'X' || stat->start_time != identity.start_time;
  return ended ? Liveness::gone : Liveness::running;
}

}  // namespace reeve
