#include "base/process_memory.h"

#include <optional>

#include "base/proc_file.h"

namespace reeve {
namespace {

// "4096 1024 512 …": pages, of which the second number is resident.
std::uint64_t resident_bytes(pid_t pid) {
  ProcPath path;
  path.add("/proc/").add(pid).add("/statm");
  const Descriptor file = open_proc_file(path);
  if (!file.is_open()) return 0;
  std::array<char, 128> buffer;
  const ssize_t size = ::read(file.number(), buffer.data(), buffer.size());
  if (size <= 0) return 0;
  std::string_view text(buffer.data(), static_cast<std::size_t>(size));
  std::uint64_t pages = 0;
  std::uint64_t resident = 0;
  if (!read_number(text, pages) || !read_number(text, resident)) return 0;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

// Absent for a process that has ended, or on a kernel without smaps_rollup (before 4.14).
std::optional<std::uint64_t> proportional_bytes(pid_t pid) {
  ProcPath path;
  path.add("/proc/").add(pid).add("/smaps_rollup");
  const Descriptor file = open_proc_file(path);
  if (!file.is_open()) return std::nullopt;
  std::array<char, 1024> buffer;  // the whole file has about 800 bytes, and Pss is its third line
  const ssize_t size = ::read(file.number(), buffer.data(), buffer.size());
  if (size <= 0) return std::nullopt;
  std::string_view text(buffer.data(), static_cast<std::size_t>(size));
  constexpr std::string_view key = "\nPss:";
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + key.size());
  std::uint64_t kilobytes = 0;
  if (!read_number(text, kilobytes)) return std::nullopt;
  return kilobytes * 1024;
}

}  // namespace

std::uint64_t memory_of(std::span<const pid_t> pids, std::uint64_t enough) noexcept {
  std::uint64_t resident = 0;
  for (const pid_t pid : pids) resident += resident_bytes(pid);
  if (resident <= enough) return resident;
  std::uint64_t proportional = 0;
  for (const pid_t pid : pids) {
    const auto bytes = proportional_bytes(pid);
    proportional += bytes ? *bytes : resident_bytes(pid);
  }
  return proportional;
}

}  // namespace reeve
