#include "workspace/attempt_log.h"

#include "base/error.h"
#include "base/file.h"
#include "base/old_files.h"
#include "base/text.h"
#include "task/id.h"

namespace reeve {

namespace {

namespace fs = std::filesystem;

fs::path logs_folder(const git::Repository& repository) {
  return repository.common_dir() / "reeve/logs";
}

fs::path path_of(const git::Repository& repository, const std::string& task, int attempt,
                 const std::string& prompt) {
  if (!is_valid_id(task)) throw Error(ErrorKind::invalid, "'" + printable(task) + "' is no id of a task");
  const std::string ending = prompt == "worker" ? ".log" : "-" + prompt + ".log";
  return logs_folder(repository) / task / (std::to_string(attempt) + ending);
}

// Another worker that prunes may remove the folder before there is a file in it.
void make_log(const fs::path& path) {
  constexpr int most_tries = 5;
  for (int tries = 1;; ++tries) {
    try {
      make_folders(path.parent_path());
      return append_file(path, "");
    } catch (const Error&) {
      if (tries == most_tries) throw;
    }
  }
}

}  // namespace

fs::path new_attempt_log(const git::Repository& repository, const std::string& task, int attempt,
                         const std::string& prompt) {
  fs::path path = path_of(repository, task, attempt, prompt);
  prune_attempt_logs(repository, most_attempt_logs - 1);
  make_log(path);
  return path;
}

std::vector<fs::path> attempt_logs(const git::Repository& repository, const std::string& task, int attempt) {
  std::vector<fs::path> paths;
  for (const char* prompt : {"worker", "conflict"}) {
    const fs::path path = path_of(repository, task, attempt, prompt);
    if (fs::exists(path)) paths.push_back(path);
  }
  return paths;
}

void prune_attempt_logs(const git::Repository& repository, std::size_t kept) {
  remove_old_files(logs_folder(repository), {kept});
}

}  // namespace reeve
