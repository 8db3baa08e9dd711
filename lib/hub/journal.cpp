#include "hub/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "hub/local_hub.h"

namespace reeve {

namespace {

std::string id_text(const std::optional<git::Oid>& id) {
  return id ? id->hex() : "-";
}

struct Entries {
  std::vector<git::RefUpdate> updates;
  bool complete = false;
  bool writing = false;
  bool finishing = false;
};

std::optional<git::RefUpdate> update_from(const std::string& line) {
  const auto words = split(line, ' ');
  if (words.size() != 3) return std::nullopt;
  return git::RefUpdate{words[0], git::Oid::parse(words[1]), git::Oid::parse(words[2])};
}

Entries parse(const std::string& text) {
  Entries entries;
  for (const std::string& line : split_lines(text)) {
    if (line == "end") {
      entries.complete = true;
    } else if (line == "writing") {
      entries.writing = entries.complete && text.ends_with('\n');
    } else if (line == "finishing") {
      entries.finishing = entries.writing;
    } else if (auto update = update_from(line); update && !entries.complete) {
      entries.updates.push_back(*update);
    }
  }
  return entries;
}

// A process that is killed between making a lock file and writing into it leaves one that says nothing. It
// goes once it is this old: of git commands that made theirs after the journal was begun and before the kill,
// few milliseconds, none keeps a ref's lock longer, and packed-refs' for as long as it takes to rewrite that
// file (100,000 refs: 31 s in pack-refs --all).
constexpr Milliseconds ref_lock_age{200};
constexpr Milliseconds packed_lock_age{40'000};

using FileTime = std::chrono::sys_time<std::chrono::nanoseconds>;

std::optional<FileTime> time_of(const std::filesystem::path& path) {
  struct stat status{};
  if (lstat(path.c_str(), &status) != 0) return std::nullopt;
  return FileTime{std::chrono::seconds{status.st_mtim.tv_sec} +
                  std::chrono::nanoseconds{status.st_mtim.tv_nsec}};
}

// Whether the file stays as it is until `age` has passed since it was made; by the time of this process where
// the file's is in the future.
bool grows_old(const std::filesystem::path& lock, FileTime made, Milliseconds age) {
  const auto give_up = std::chrono::steady_clock::now() + age;
  while (time_of(lock) == made) {
    if (std::chrono::system_clock::now() - made > age || std::chrono::steady_clock::now() > give_up)
      return true;
    system_clock().sleep(Milliseconds{10});
  }
  return false;
}

class LocksOfTheDead {
 public:
  // The journal's own time tells locks that were there before it from those that came after.
  LocksOfTheDead(const Entries& entries, const std::filesystem::path& journal)
      : entries_(entries), begun_(time_of(journal).value_or(FileTime{})) {}

  void remove(const std::filesystem::path& lock, std::string_view content, Milliseconds age) const {
    const auto made = time_of(lock);
    if (!made) return;
    const auto found = read_untrusted_file(lock, 100);
    if (!found) return;
    if (*found == content || (may_be_unfinished(*made, *found) && grows_old(lock, *made, age))) {
      unlink(lock.c_str());
    }
  }

 private:
  // Before it wrote "writing" to the journal, the dead process had finished all of its locks. One that was
  // killed while it finished the transaction of another takes locks of its own.
  bool may_be_unfinished(FileTime made, const std::string& found) const {
    return (!entries_.writing || entries_.finishing) && found.empty() && made >= begun_;
  }

  const Entries& entries_;
  FileTime begun_;
};

void remove_locks(const git::Repository& repository, const Entries& entries,
                  const std::filesystem::path& journal) {
  const LocksOfTheDead locks(entries, journal);
  bool deletes = false;
  for (const git::RefUpdate& update : entries.updates) {
    const bool has_value = update.desired && update.expected != update.desired;
    locks.remove(repository.common_dir() / (update.ref + ".lock"),
                 has_value ? update.desired->hex() + "\n" : std::string(git::lock_mark), ref_lock_age);
    deletes = deletes || !update.desired;
  }
  if (deletes) locks.remove(repository.common_dir() / "packed-refs.lock", git::lock_mark, packed_lock_age);
}

// One by one, as each may have been changed by somebody else since: then it stays as it is. False if one is
// locked.
bool write_the_rest(git::Repository& repository, const std::vector<git::RefUpdate>& updates) {
  for (const git::RefUpdate& update : updates) {
    if (update.expected == update.desired) continue;
    try {
      std::vector<std::string> contested;
      const auto result = git::update_refs(repository, {update}, "reeve: finish a transaction", contested);
      if (result == git::RefTransactionResult::locked) return false;
    } catch (const Error& error) {
      // A ref that stands in its way was made since; nothing could ever finish this one.
      if (error.kind() != ErrorKind::invalid) throw;
    }
  }
  return true;
}

}  // namespace

Journal::Journal(const git::Repository& repository) : path_(state_folder(repository) / "transaction") {}

void Journal::begin(const std::vector<git::RefUpdate>& updates) const {
  std::string text;
  for (const git::RefUpdate& update : updates) {
    text += fmt::format("{} {} {}\n", update.ref, id_text(update.expected), id_text(update.desired));
  }
  write_file(path_, text + "end\n");
}

void Journal::mark_writing() const {
  append("writing\n");
}

void Journal::append(std::string_view line) const {
  const int file = open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  const bool written =
      file >= 0 && write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size());
  if (file >= 0) close(file);
  if (!written) throw Error(ErrorKind::io, "cannot write " + path_.string(), "is the disk full?");
}

// The file is emptied rather than deleted: making it anew for each transaction is dear (base/file.h,
// keep_only).
void Journal::end() const {
  if (truncate(path_.c_str(), 0) != 0 && errno != ENOENT) {
    throw Error(ErrorKind::io, "cannot empty " + path_.string());
  }
}

bool Journal::recover(git::Repository& repository) const {
  if (!std::filesystem::exists(path_)) return true;
  const Entries entries = parse(read_file(path_));
  if (entries.complete) {
    remove_locks(repository, entries, path_);
    // Once only: the journal's time is what the locks are compared with.
    if (entries.writing && !entries.finishing) append("finishing\n");
    if (entries.writing && !write_the_rest(repository, entries.updates)) return false;
  }
  end();
  return true;
}

}  // namespace reeve
