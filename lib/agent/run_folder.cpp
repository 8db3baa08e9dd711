#include "agent/run_folder.h"

#include <cstdlib>

#include "base/disk_use.h"
#include "base/error.h"
#include "base/file.h"

namespace reeve {

namespace fs = std::filesystem;

Environment workspace_environment(const fs::path& workspace, const fs::path& folder,
                                  const std::vector<std::string>& pass,
                                  const std::map<std::string, std::string>& set, const std::string& who) {
  Environment environment = minimal_environment();
  environment["HOME"] = (folder / "home").string();
  environment["TMPDIR"] = (folder / "tmp").string();
  // A workspace whose .git was deleted must not make git find a repository further up.
  environment["GIT_CEILING_DIRECTORIES"] = workspace.parent_path().string();
  for (const std::string& name : pass) {
    const char* value = std::getenv(name.c_str());
    if (value == nullptr) {
      throw Error(ErrorKind::configuration,
                  who + " is to be passed the variable " + name + ", which is not set",
                  "set it, or take it out of pass_env");
    }
    environment[name] = value;
  }
  for (const auto& [name, value] : set) environment[name] = value;
  return environment;
}

void limit_tree(ProcessLimits& process, const LimitsConfig& limits, const std::vector<fs::path>& folders) {
  process.processes = limits.processes;
  process.memory_bytes = limits.memory_bytes;
  process.file_bytes = limits.disk_bytes;
  process.disk = room_to_grow(folders, limits.disk_bytes);
}

void make_run_folder(const fs::path& folder) {
  keep_only(folder, {"out", "home", "tmp", "task.json"});
  for (const char* name : {"out", "home", "tmp"}) keep_only(folder / name, {});
}

}  // namespace reeve
