#include "hub/journal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <ctime>

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
    } else if (auto update = update_from(line); update && !entries.complete) {
      entries.updates.push_back(*update);
    }
  }
  return entries;
}

// A process that is killed between making a lock file and writing into it leaves one that says nothing. It
// goes once it is this old: a git command holds a ref's lock for milliseconds, and packed-refs for as long as
// it takes to rewrite it (100,000 refs: 31 s in pack-refs --all).
constexpr std::chrono::seconds ref_lock_age{1};
constexpr std::chrono::seconds packed_lock_age{40};

std::optional<timespec> time_of(const std::filesystem::path& path) {
  struct stat status{};
  if (lstat(path.c_str(), &status) != 0) return std::nullopt;
  return status.st_mtim;
}

bool same(const timespec& a, const timespec& b) {
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool is_before(const timespec& a, const timespec& b) {
  return a.tv_sec != b.tv_sec ? a.tv_sec < b.tv_sec : a.tv_nsec < b.tv_nsec;
}

// Whether the file stays as it is until `age` has passed since it was made; by the time of this process where
// the file's is in the future.
bool grows_old(const std::filesystem::path& lock, const timespec& made, std::chrono::seconds age) {
  const auto give_up = std::chrono::steady_clock::now() + age;
  for (;;) {
    const auto now_made = time_of(lock);
    if (!now_made || !same(*now_made, made)) return false;
    const std::chrono::duration<double> since =
        std::chrono::system_clock::now().time_since_epoch() - std::chrono::seconds{made.tv_sec};
    if (since > age + std::chrono::seconds{1} || std::chrono::steady_clock::now() > give_up) return true;
    system_clock().sleep(Milliseconds{20});
  }
}

class LocksOfTheDead {
 public:
  // The journal's own time tells locks that were there before it from those that came after.
  LocksOfTheDead(const Entries& entries, const std::filesystem::path& journal)
      : entries_(entries), begun_(time_of(journal).value_or(timespec{})) {}

  void remove(const std::filesystem::path& lock, std::string_view content, std::chrono::seconds age) const {
    const auto made = time_of(lock);
    if (!made) return;
    const auto found = read_untrusted_file(lock, 100);
    if (!found) return;
    if (*found == content || (may_be_unfinished(*made, *found) && grows_old(lock, *made, age))) {
      unlink(lock.c_str());
    }
  }

 private:
  // Before it wrote "writing" to the journal, the dead process had finished all of its locks.
  bool may_be_unfinished(const timespec& made, const std::string& found) const {
    return !entries_.writing && found.empty() && !is_before(made, begun_);
  }

  const Entries& entries_;
  timespec begun_;
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
  const int file = open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
  const bool written = file >= 0 && write(file, "writing\n", 8) == 8;
  if (file >= 0) close(file);
  if (!written) throw Error(ErrorKind::io, "cannot write " + path_.string(), "is the disk full?");
}

void Journal::end() const {
  unlink(path_.c_str());
}

bool Journal::recover(git::Repository& repository) const {
  if (!std::filesystem::exists(path_)) return true;
  const Entries entries = parse(read_file(path_));
  if (entries.complete) {
    remove_locks(repository, entries, path_);
    if (entries.writing && !write_the_rest(repository, entries.updates)) return false;
  }
  end();
  return true;
}

}  // namespace reeve
