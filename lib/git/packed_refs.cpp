#include "git/packed_refs.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/random.h"
#include "git/ref_transaction.h"

namespace reeve::git {
namespace {

constexpr std::size_t id_digits = 40;
constexpr Milliseconds lock_patience{1'000};

[[noreturn]] void throw_system_error(const std::string& doing, const std::filesystem::path& path) {
  const int reason = errno;
  throw Error(ErrorKind::git, path.string() + " cannot be " + doing + ": " + std::strerror(reason));
}

struct Record {
  std::string_view text;  // the line and, for a tag, the line with what it points at
  std::string_view name;
  std::string_view id;
};

// The record at the start of `content`, which is cut off from it.
Record take_record(std::string_view& content, const std::filesystem::path& path) {
  const std::size_t end = content.find('\n');
  if (end == std::string_view::npos || end <= id_digits + 1 || content[id_digits] != ' ')
    throw Error(ErrorKind::damaged, path.string() + " has a line that is no ref",
                "look at it with an editor");
  std::size_t length = end + 1;
  if (length < content.size() && content[length] == '^') {
    const std::size_t peeled_end = content.find('\n', length);
    length = peeled_end == std::string_view::npos ? content.size() : peeled_end + 1;
  }
  const Record record{content.substr(0, length), content.substr(id_digits + 1, end - id_digits - 1),
                      content.substr(0, id_digits)};
  content.remove_prefix(length);
  return record;
}

std::string_view skip_header(std::string_view content) {
  while (content.starts_with('#')) {
    const std::size_t end = content.find('\n');
    content.remove_prefix(end == std::string_view::npos ? content.size() : end + 1);
  }
  return content;
}

// Where the record that holds position `middle` starts.
std::size_t record_start(std::string_view records, std::size_t middle) {
  while (middle > 0 && (records[middle - 1] != '\n' || records[middle] == '^')) --middle;
  return middle;
}

// A file with the mark of our locks. Gives 0 or what errno said.
int make_marked(const std::filesystem::path& path, int flags) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666);
  if (file < 0) return errno;
  const ssize_t written = ::write(file, lock_mark.data(), lock_mark.size());
  ::close(file);
  if (written == static_cast<ssize_t>(lock_mark.size())) return 0;
  ::unlink(path.c_str());
  return ENOSPC;
}

// Made under another name and linked, so that it never stands there without its mark: recovery would have to
// wait for as long as a git process may hold it (40 s for 100,000 refs). One name for all, so that kills
// leave one file at most.
int make_lock(const std::filesystem::path& path) {
  const std::filesystem::path prepared = path.parent_path() / "packed-refs.reeve";
  if (const int reason = make_marked(prepared, 0)) return reason;
  const int reason = ::link(prepared.c_str(), path.c_str()) == 0 ? 0 : errno;
  ::unlink(prepared.c_str());
  const bool cannot_link = reason != 0 && reason != EEXIST;  // or somebody else has removed it
  return cannot_link ? make_marked(path, O_EXCL) : reason;
}

}  // namespace

PackedRefs::PackedRefs(const std::filesystem::path& common_dir) : path_(common_dir / "packed-refs") {
  const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0 && errno == ENOENT) return;
  if (file < 0) throw_system_error("opened", path_);
  struct stat status{};
  void* mapped = MAP_FAILED;
  if (::fstat(file, &status) == 0 && status.st_size > 0)
    mapped = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE, file, 0);
  ::close(file);
  if (status.st_size == 0) return;
  if (mapped == MAP_FAILED) throw_system_error("read", path_);
  content_ = {static_cast<const char*>(mapped), static_cast<std::size_t>(status.st_size)};
  const std::string_view first_line = content_.substr(0, content_.find('\n'));
  is_sorted_ =
      first_line.starts_with("# pack-refs with:") && first_line.find(" sorted") != std::string_view::npos;
}

PackedRefs::~PackedRefs() {
  if (!content_.empty()) ::munmap(const_cast<char*>(content_.data()), content_.size());
}

// A sorted file from the first record that may match on, found by bisection; an unsorted one whole.
std::string_view PackedRefs::records_from(std::string_view prefix) const {
  const std::string_view records = skip_header(content_);
  if (!is_sorted_) return records;
  std::size_t low = 0;
  std::size_t high = records.size();
  while (low < high) {
    const std::size_t start = record_start(records, low + (high - low) / 2);
    std::string_view rest = records.substr(start);
    const Record record = take_record(rest, path_);
    if (record.name < prefix)
      low = start + record.text.size();
    else
      high = start;
  }
  return records.substr(low);
}

void PackedRefs::each(std::string_view prefix,
                      const std::function<bool(std::string_view, const Oid&)>& call) const {
  std::string_view rest = records_from(prefix);
  while (!rest.empty()) {
    const Record record = take_record(rest, path_);
    if (!record.name.starts_with(prefix)) {
      if (is_sorted_) return;
      continue;
    }
    const std::optional<Oid> id = Oid::parse(record.id);
    if (!id)
      throw Error(ErrorKind::damaged, path_.string() + " has no object id for " + std::string(record.name));
    if (!call(record.name, *id)) return;
  }
}

bool PackedRefs::has(std::string_view name) const {
  bool found = false;
  each(name, [&](std::string_view candidate, const Oid&) {
    found = candidate == name;
    return !found && !is_sorted_;  // in a sorted file it would be the first
  });
  return found;
}

std::optional<std::string> PackedRefs::without(const std::set<std::string>& names) const {
  std::string_view rest = skip_header(content_);
  std::string kept(content_.substr(0, content_.size() - rest.size()));
  while (!rest.empty()) {
    const Record record = take_record(rest, path_);
    if (!names.contains(std::string(record.name))) kept += record.text;
  }
  return kept.size() < content_.size() ? std::optional(std::move(kept)) : std::nullopt;
}

std::optional<PackedRefsLock> PackedRefsLock::acquire(const std::filesystem::path& common_dir) {
  const std::filesystem::path path = common_dir / "packed-refs.lock";
  const auto give_up = std::chrono::steady_clock::now() + lock_patience;
  while (true) {
    const int reason = make_lock(path);
    if (reason == 0) return PackedRefsLock(common_dir);
    errno = reason;
    if (reason != EEXIST) throw_system_error("made", path);
    if (std::chrono::steady_clock::now() > give_up) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::microseconds(200 + random_below(2'000)));
  }
}

PackedRefsLock::PackedRefsLock(PackedRefsLock&& other) noexcept
    : common_dir_(std::exchange(other.common_dir_, {})) {}

PackedRefsLock::~PackedRefsLock() {
  if (!common_dir_.empty()) ::unlink(lock_path().c_str());
}

void PackedRefsLock::remove(const std::set<std::string>& names) const {
  const std::optional<std::string> content = PackedRefs(common_dir_).without(names);
  if (!content) return;
  // git's own name for it: only the holder of the lock writes it, so what lies there is a crash's left-over.
  const std::filesystem::path fresh = common_dir_ / "packed-refs.new";
  write_file(fresh, *content);
  if (::rename(fresh.c_str(), (common_dir_ / "packed-refs").c_str()) != 0) throw_system_error("moved", fresh);
}

}  // namespace reeve::git
