#include "work/attempt_log.h"

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "hub/local_hub.h"
#include "task/id.h"

namespace reeve {

namespace {

namespace fs = std::filesystem;

fs::path logs_folder(const git::Repository& repository) {
  return state_folder(repository) / "logs";
}

fs::path path_of(const git::Repository& repository, const std::string& task, int attempt,
                 const std::string& prompt) {
  if (!is_valid_id(task)) throw Error(ErrorKind::invalid, "'" + printable(task) + "' is no id of a task");
  const std::string ending = prompt == "worker" ? ".log" : "-" + prompt + ".log";
  return logs_folder(repository) / task / (std::to_string(attempt) + ending);
}

struct Log {
  fs::file_time_type written;
  fs::path path;
};

// Other workers prune at the same time: what is gone in between is passed over.
std::vector<Log> all_logs(const fs::path& folder) {
  std::vector<Log> logs;
  std::error_code gone;
  for (const fs::directory_entry& task : fs::directory_iterator(folder, gone)) {
    for (const fs::directory_entry& log : fs::directory_iterator(task.path(), gone)) {
      const auto written = log.last_write_time(gone);
      if (!gone) logs.push_back({written, log.path()});
    }
  }
  return logs;
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
  std::vector<Log> logs = all_logs(logs_folder(repository));
  if (logs.size() <= kept) return;
  std::ranges::sort(logs, [](const Log& a, const Log& b) {
    return a.written != b.written ? a.written > b.written : a.path > b.path;
  });
  std::error_code in_use;  // a folder that is not empty stays
  for (std::size_t i = kept; i < logs.size(); ++i) {
    fs::remove(logs[i].path, in_use);
    fs::remove(logs[i].path.parent_path(), in_use);
  }
}

}  // namespace reeve
