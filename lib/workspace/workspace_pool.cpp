#include "workspace/workspace_pool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>

#include "base/error.h"
#include "base/text.h"
#include "git/object_folder.h"
#include "task/id.h"

namespace reeve {

namespace {

namespace fs = std::filesystem;

constexpr int most_workspaces = 10'000;

fs::path base_folder() {
  if (const char* chosen = std::getenv("REEVE_WORKSPACES"); chosen != nullptr && *chosen != '\0')
    return chosen;
  if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache == '/') {
    return fs::path(cache) / "reeve";
  }
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/')
    return fs::path(home) / ".cache/reeve";
  return fmt::format("/var/tmp/reeve-{}", getuid());
}

// FNV-1a (Fowler, Noll, Vo): keeps repositories of the same name apart.
std::string short_hash(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211ULL;
  return fmt::format("{:012x}", hash & 0xFFFFFFFFFFFFULL);
}

std::string name_of(const git::Repository& repository) {
  const fs::path folder = repository.common_dir().filename() == ".git" ? repository.common_dir().parent_path()
                                                                       : repository.common_dir();
  return slug_of(folder.filename().string());
}

std::optional<WorkInProgress> note_in(const fs::path& folder) {
  const auto text = read_untrusted_file(folder / "attempt", 4096);
  if (!text) return std::nullopt;
  const auto words = split(trim(*text), ' ');
  const auto commit = words.size() == 3 ? git::Oid::parse(words[2]) : std::nullopt;
  if (!commit || !is_valid_id(words[0])) return std::nullopt;
  return WorkInProgress{words[0], std::atoi(words[1].c_str()), *commit};
}

}  // namespace

fs::path workspaces_root(const git::Repository& repository) {
  return base_folder() / (name_of(repository) + "-" + short_hash(repository.common_dir().string()));
}

Workspace::Workspace(FileLock lock, fs::path folder, git::WorkFiles files)
    : lock_(std::move(lock)), folder_(std::move(folder)), files_(std::move(files)) {}

// The note goes first: a kill in the middle must not leave it beside other files.
void Workspace::reset(const git::Repository& lender, const git::Oid& commit, git::Leftovers leftovers) {
  fs::remove(folder_ / "output");
  files_.reset(commit, leftovers);
  git::write_borrowing_repository(lender, files_.folder(), commit, files_.index());
  borrowed_ = git::object_folders_of(lender);
}

void Workspace::note(const WorkInProgress& work) {
  write_note(fmt::format("{} {} {}", work.task, work.attempt, work.commit.hex()));
}

void Workspace::clear_note() {
  write_note("");
}

void Workspace::note_output(const std::string& line) {
  write_file(folder_ / "output", line + "\n");
}

std::string Workspace::output_of() const {
  return std::string(trim(read_untrusted_file(folder_ / "output", 4096).value_or("")));
}

// One write of always the same length over what is there: a kill leaves the old note or the new one, and no
// file is made or deleted.
void Workspace::write_note(const std::string& text) {
  const fs::path path = folder_ / "attempt";
  const std::string padded = fmt::format("{:<127}\n", text);
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
  const bool written =
      file >= 0 && write(file, padded.data(), padded.size()) == static_cast<ssize_t>(padded.size());
  if (file >= 0) close(file);
  if (!written) throw Error(ErrorKind::io, "cannot write " + path.string(), "is the disk full?");
}

std::optional<WorkInProgress> Workspace::noted() const {
  return note_in(folder_);
}

WorkspacePool::WorkspacePool(const git::Repository& repository, const std::string& purpose)
    : repository_(repository), root_(workspaces_root(repository) / purpose) {}

std::optional<Workspace> WorkspacePool::try_acquire(const fs::path& folder) {
  make_folders(folder);
  auto lock = FileLock::try_acquire(folder / "lock");
  if (!lock) return std::nullopt;
  return Workspace(std::move(*lock), folder, git::WorkFiles(repository_, folder / "tree", folder / "index"));
}

Workspace WorkspacePool::acquire() {
  for (int number = 1; number <= most_workspaces; ++number) {
    if (auto workspace = try_acquire(root_ / std::to_string(number))) return std::move(*workspace);
  }
  throw Error(ErrorKind::io,
              fmt::format("all {} workspaces in {} are in use", most_workspaces, root_.string()));
}

std::vector<Workspace> WorkspacePool::abandoned() {
  std::vector<Workspace> result;
  if (!fs::exists(root_)) return result;
  for (const fs::directory_entry& entry : fs::directory_iterator(root_)) {
    if (!note_in(entry.path())) continue;  // most hold none, and need not be locked to be seen
    auto workspace = try_acquire(entry.path());
    if (workspace && workspace->noted()) result.push_back(std::move(*workspace));
  }
  return result;
}

}  // namespace reeve
