#include "agent/cli/start.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "agent/cli/login.h"
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace reeve::cli_agent {

namespace {

namespace fs = std::filesystem;

std::string people_path() {
  const char* path = std::getenv("PATH");
  return path == nullptr ? "" : path;
}

fs::path found_in(const std::string& path, const std::string& name) {
  for (const std::string& folder : split(path, ':')) {
    const fs::path program = fs::path(folder) / name;
    std::error_code not_there;
    if (program.is_absolute() && fs::is_regular_file(program, not_there) &&
        ::access(program.c_str(), X_OK) == 0)
      return program;
  }
  return {};
}

void add_folder(std::string& path, const fs::path& folder) {
  const auto folders = split(path, ':');
  if (std::ranges::count(folders, folder.string()) == 0) path += ":" + folder.string();
}

// "node" for a script that begins with "#!/usr/bin/env node"; empty for anything else.
std::string interpreter_of(const fs::path& program) {
  std::ifstream file(program);
  std::string line(128, '\0');
  file.read(line.data(), static_cast<std::streamsize>(line.size()));
  line.resize(static_cast<std::size_t>(file.gcount()));
  line = line.substr(0, line.find('\n'));
  const auto words = split(trim(line), ' ');
  return words.front() == "#!/usr/bin/env" ? words.back() : "";
}

// Each step is a real folder afterwards, whatever an agent put there.
void make_real_folders(const fs::path& home, const fs::path& below) {
  fs::path folder = home;
  for (const fs::path& step : below) make_real_folder(folder /= step);
}

void write_private_file(const fs::path& home, const std::string& path, const std::string& text) {
  make_real_folders(home, fs::path(path).parent_path());
  overwrite_untrusted_file(home / path, "");
  fs::permissions(home / path, fs::perms::owner_read | fs::perms::owner_write);
  overwrite_untrusted_file(home / path, text);
}

}  // namespace

Values values_for(const Round& round, const CliPreset& preset) {
  const AgentRequest& request = round.request;
  const std::string& model = request.agent.model;
  const auto slash = model.find('/');
  const bool has_provider = slash != std::string::npos;
  return {{"model", model},
          {"provider", has_provider ? model.substr(0, slash) : ""},
          {"model_name", has_provider ? model.substr(slash + 1) : model},
          {"turns", std::to_string(round.turns)},
          {"cost", round.left.cost ? fmt::format("{:.6f}", *round.left.cost) : ""},
          {"session", round.session},
          {"home", (request.folder / "home").string()},
          {"folder", request.folder.string()},
          {"out", (request.folder / "out").string()},
          {"usage_file", usage_file_of(request).string()},
          {"auth", has_key(preset, request.agent) ? preset.auth_with_key : preset.auth_with_login}};
}

void write_state(const Round& round, const CliPreset& preset, const Values& values) {
  const fs::path home = round.request.folder / "home";
  for (const std::string& folder : preset.state_folders) make_real_folders(home, folder);
  for (const StateFile& file : preset.state_files) {
    if (!is_wanted(file, preset, round.request.agent)) continue;
    // A CLI may have exchanged its login for a new one in the round before.
    if (!file.from.empty() && fs::exists(fs::symlink_status(home / file.path))) continue;
    const auto text = file.from.empty() ? fill(file.text, values) : content_of(file);
    if (text) write_private_file(home, file.path, *text);
  }
  std::error_code not_there;
  fs::remove(usage_file_of(round.request), not_there);
}

fs::path usage_file_of(const AgentRequest& request) {
  return request.folder / "home" / "usage.json";
}

void find_program(std::vector<std::string>& argv, Environment& environment, const AgentConfig& agent) {
  std::string& name = argv.front();
  std::string& path = environment["PATH"];
  fs::path program = name;
  if (name.find('/') == std::string::npos) {
    program = found_in(path, name);
    if (program.empty()) program = found_in(people_path(), name);
    if (program.empty()) {
      throw Error(ErrorKind::configuration,
                  "agent '" + agent.name + "': there is no program '" + printable(name) + "' in PATH",
                  "install it, or say where it is: command = [\"/path/to/" + printable(name) + "\"]");
    }
    name = program.string();
    add_folder(path, program.parent_path());
  }
  const std::string interpreter = program.is_absolute() ? interpreter_of(program) : "";
  if (interpreter.empty() || !found_in(path, interpreter).empty()) return;
  const fs::path found = found_in(people_path(), interpreter);
  if (!found.empty()) add_folder(path, found.parent_path());
}

}  // namespace reeve::cli_agent
