#include "git/reflog.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "git/ref_files.h"

namespace reeve::git {
namespace {

namespace fs = std::filesystem;

constexpr int reflog_tries = 5;  // empty folders below logs/ are removed by others too

std::string cleaned(std::string text, std::string_view unwanted) {
  std::replace_if(
      text.begin(), text.end(), [&](char c) { return unwanted.find(c) != std::string_view::npos; }, ' ');
  return text;
}

std::string describe(const Repository& repository, const std::string& message) {
  const TimePoint now = system_clock().now();
  const Signature who = repository.person(now).value_or(Signature{"reeve", "reeve@localhost", now});
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  return " " + cleaned(who.name, "<>\n") + " <" + cleaned(who.email, "<>\n") + "> " +
         std::to_string(seconds) + " +0000\t" + cleaned(message, "\r\n") + "\n";
}

// Appends with one write, so that two writers cannot mix their lines.
void append_line(const fs::path& path, const std::string& line, bool is_kept) {
  int file = -1;
  for (int i = 0; i < reflog_tries && file < 0; ++i) {
    file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | (is_kept ? O_CREAT : 0), 0666);
    if (file >= 0 || !is_kept) break;
    std::error_code ignored;
    if (errno == EISDIR)
      remove_empty_folders(path);
    else
      fs::create_directories(path.parent_path(), ignored);
  }
  if (file < 0) return;
  [[maybe_unused]] const ssize_t ignored = ::write(file, line.data(), line.size());
  ::close(file);
}

}  // namespace

Reflog::Reflog(const Repository& repository, const std::string& message)
    : common_dir_(repository.common_dir()),
      git_dir_(repository.git_dir()),
      head_branch_(repository.head_branch()),
      kept_(configured(repository)),
      who_and_why_(describe(repository, message)) {}

Reflog::Kept Reflog::configured(const Repository& repository) {
  const std::optional<std::string> value = repository.config("core.logallrefupdates");
  if (!value) return repository.work_tree() ? Kept::branches_and_notes : Kept::none;
  if (*value == "always") return Kept::all;
  const bool is_true = *value == "true" || *value == "yes" || *value == "on" || *value == "1";
  return is_true ? Kept::branches_and_notes : Kept::none;
}

bool Reflog::is_kept(const std::string& ref) const {
  if (kept_ != Kept::branches_and_notes) return kept_ == Kept::all;
  return ref.starts_with("refs/heads/") || ref.starts_with("refs/remotes/") || ref.starts_with("refs/notes/");
}

void Reflog::append(const std::string& ref, const std::optional<Oid>& old_id, const Oid& new_id) const {
  const std::string line = old_id.value_or(Oid()).hex() + " " + new_id.hex() + who_and_why_;
  append_line(common_dir_ / "logs" / ref, line, is_kept(ref));
  if (ref == head_branch_) append_line(git_dir_ / "logs" / "HEAD", line, kept_ != Kept::none);
}

void Reflog::remove(const std::string& ref) const {
  const fs::path path = common_dir_ / "logs" / ref;
  if (::unlink(path.c_str()) == 0) prune_empty_parents(common_dir_ / "logs", path);
}

}  // namespace reeve::git
