#include "base/program_lookup.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/text.h"

namespace reeve {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw Error(ErrorKind::process, message, hint);
}

void check_texts(const ProcessSpec& spec) {
  if (spec.argv.empty() || spec.argv[0].empty()) {
    refuse("no program to run: the argument vector is empty", "name a program");
  }
  for (const std::string& word : spec.argv) {
    if (word.find('\0') != std::string::npos) {
      refuse("an argument of '" + spec.argv[0] + "' holds a NUL byte", "hand such data over in a file");
    }
  }
  for (const auto& [name, value] : spec.environment) {
    if (name.empty() || name.find('=') != std::string::npos ||
        (name + value).find('\0') != std::string::npos) {
      refuse("the environment of '" + spec.argv[0] + "' cannot hold the variable '" + printable(name) + "'",
             "a name must not be empty or hold '=', and neither name nor value may hold a NUL byte");
    }
  }
}

void check_folder(const ProcessSpec& spec) {
  if (spec.cwd.empty()) return;
  std::error_code error;
  const fs::file_status status = fs::status(spec.cwd, error);
  const std::string what = "cannot start '" + spec.argv[0] + "' in " + spec.cwd.string() + ": ";
  if (!fs::exists(status)) refuse(what + "there is no such folder", "make the folder first");
  if (!fs::is_directory(status)) refuse(what + "it is not a folder", "name a folder to start in");
  if (::access(spec.cwd.c_str(), X_OK) != 0) {
    refuse(what + std::strerror(errno), "give this user the right to enter the folder");
  }
}

bool is_file(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error);
}

bool is_executable(const fs::path& path) {
  return is_file(path) && ::access(path.c_str(), X_OK) == 0;
}

[[noreturn]] void refuse_unexecutable(const fs::path& path) {
  refuse("may not run " + path.string() + ": it is not executable", "run: chmod +x '" + path.string() + "'");
}

fs::path program_at(const ProcessSpec& spec) {
  const fs::path path = fs::absolute(spec.cwd / spec.argv[0]).lexically_normal();
  if (!is_file(path)) {
    refuse("there is no program " + path.string(),
           "a name with a slash is looked up in the folder to start in");
  }
  if (!is_executable(path)) refuse_unexecutable(path);
  return path;
}

fs::path program_in_path(const ProcessSpec& spec) {
  const std::string& name = spec.argv[0];
  const auto variable = spec.environment.find("PATH");
  if (variable == spec.environment.end()) {
    refuse("cannot find the program '" + name + "': its environment has no PATH",
           "set PATH in the environment, or name the program with its folder");
  }
  fs::path unexecutable;
  for (const std::string& folder : split(variable->second, ':')) {
    // A relative entry, or an empty one, would run what an agent left in the folder we start in.
    if (folder.empty() || folder.front() != '/') continue;
    const fs::path candidate = fs::path(folder) / name;
    if (is_executable(candidate)) return candidate;
    if (unexecutable.empty() && is_file(candidate)) unexecutable = candidate;
  }
  if (!unexecutable.empty()) refuse_unexecutable(unexecutable);
  refuse("there is no program '" + name + "' in PATH=" + variable->second,
         "install it, or name it with its folder");
}

}  // namespace

fs::path program_of(const ProcessSpec& spec) {
  check_texts(spec);
  check_folder(spec);
  return spec.argv[0].find('/') == std::string::npos ? program_in_path(spec) : program_at(spec);
}

}  // namespace reeve
