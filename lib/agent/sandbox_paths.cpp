#include "agent/sandbox_paths.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "base/error.h"
#include "base/program_lookup.h"
#include "base/text.h"

namespace reeve {

namespace {

namespace fs = std::filesystem;

// Links that lead round in a circle end somewhere.
constexpr int most_links = 40;

class Needed {
 public:
  explicit Needed(const std::vector<fs::path>& hidden) : hidden_(hidden) {}

  const std::vector<fs::path>& paths() const { return paths_; }

  // A folder that programs are in, with what belongs to it.
  void add_program_folder(const fs::path& folder) {
    const fs::path prefix = folder.parent_path();
    if (folder.filename() == "shims") return add(prefix);
    add(folder);
    if (folder.filename() != "bin") return;
    for (const char* sister : {"lib", "lib64", "libexec", "pyvenv.cfg"}) add(prefix / sister);
  }

  // A program, each link on the way to it, and its interpreter.
  void add_program(fs::path program, const ProcessSpec& spec) {
    for (int links = 0; links < most_links; ++links) {
      add_place_of(program);
      std::error_code error;
      const fs::path target = fs::read_symlink(program, error);
      if (error) break;
      program = (program.parent_path() / target).lexically_normal();
    }
    // Folders on the way may be links, too.
    std::error_code error;
    const fs::path real = fs::canonical(program, error);
    if (!error && real != program) add_place_of(real);
    if (!error) add_interpreter(real, spec);
  }

 private:
  void add_place_of(const fs::path& program) {
    if (const auto modules = outermost_modules(program)) return add(*modules);
    const fs::path name = program.parent_path().filename();
    if (name == "bin" || name == "shims") return add_program_folder(program.parent_path());
    add(program);
  }

  static std::optional<fs::path> outermost_modules(const fs::path& path) {
    fs::path walked;
    for (const fs::path& part : path) {
      walked /= part;
      if (part == "node_modules") return walked;
    }
    return std::nullopt;
  }

  // "#!/usr/bin/env node" and "#!/home/ada/venv/bin/python3"; one level, as interpreters are programs.
  void add_interpreter(const fs::path& script, const ProcessSpec& spec) {
    std::ifstream file(script);
    std::string line(256, '\0');
    file.read(line.data(), static_cast<std::streamsize>(line.size()));
    line = line.substr(0, line.find('\n'));
    if (!line.starts_with("#!")) return;
    std::vector<std::string> words = split(trim(line.substr(2)), ' ');
    std::erase(words, "");
    if (words.empty()) return;
    const bool by_name = fs::path(words[0]).filename() == "env" && words.size() > 1;
    const std::string name = by_name ? words.back() : words[0];
    if (in_interpreter_) return;
    in_interpreter_ = true;
    ProcessSpec interpreter;
    interpreter.argv = {name};
    interpreter.environment = spec.environment;
    try {
      add_program(program_of(interpreter), spec);
    } catch (const Error&) {
      // The start will say so better.
    }
    in_interpreter_ = false;
  }

  void add(const fs::path& path) {
    const bool is_shown = std::ranges::any_of(
        system_folders(), [&](const fs::path& folder) { return is_within(path, folder); });
    const bool hides =
        std::ranges::any_of(hidden_, [&](const fs::path& folder) { return is_within(folder, path); });
    if (is_shown || hides || !is_there(path) || std::ranges::count(paths_, path) > 0) return;
    paths_.push_back(path);
  }

  const std::vector<fs::path>& hidden_;
  std::vector<fs::path> paths_;
  bool in_interpreter_ = false;
};

// What this user may read and others may not. Most users may not either, and then there is nothing to hide.
bool is_for_few(const fs::path& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0 || ::access(path.c_str(), R_OK) != 0) return false;
  const mode_t needed = S_ISDIR(status.st_mode) ? S_IROTH | S_IXOTH : S_IROTH;
  return (status.st_mode & needed) != needed;
}

std::vector<fs::path> find_secrets() {
  std::vector<fs::path> secrets;
  std::error_code error;
  constexpr auto options = fs::directory_options::skip_permission_denied;
  for (auto entry = fs::recursive_directory_iterator("/etc", options, error);
       entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (error) break;
    if (entry->is_symlink(error) || !is_for_few(entry->path())) continue;
    secrets.push_back(entry->path());
    entry.disable_recursion_pending();
  }
  return secrets;
}

}  // namespace

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

bool is_within(const fs::path& path, const fs::path& folder) {
  const auto [in_folder, in_path] = std::mismatch(folder.begin(), folder.end(), path.begin(), path.end());
  return in_folder == folder.end() || (in_folder->empty() && std::next(in_folder) == folder.end());
}

const std::vector<fs::path>& system_folders() {
  static const std::vector<fs::path> folders = [] {
    std::vector<fs::path> found{"/usr",
                                "/bin",
                                "/sbin",
                                "/lib",
                                "/lib32",
                                "/lib64",
                                "/libx32",
                                "/opt",
                                "/nix",
                                "/etc",
                                "/sys/devices/system/cpu"};
    std::erase_if(found, [](const fs::path& folder) { return !is_there(folder); });
    return found;
  }();
  return folders;
}

const std::vector<fs::path>& secrets_of_the_system() {
  static const std::vector<fs::path> secrets = find_secrets();
  return secrets;
}

std::vector<fs::path> paths_to_start(const ProcessSpec& spec, const fs::path& program,
                                     const std::vector<fs::path>& hidden) {
  Needed needed(hidden);
  if (const auto path = spec.environment.find("PATH"); path != spec.environment.end()) {
    for (const std::string& folder : split(path->second, ':')) {
      if (folder.starts_with('/')) needed.add_program_folder(fs::path(folder).lexically_normal());
    }
  }
  needed.add_program(program, spec);
  return needed.paths();
}

}  // namespace reeve
