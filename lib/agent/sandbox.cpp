#include "agent/sandbox.h"

#include <algorithm>
#include <cstdlib>

#include "agent/sandbox_paths.h"
#include "base/error.h"
#include "base/program_lookup.h"
#include "base/text.h"

namespace reeve {

namespace {

namespace fs = std::filesystem;

// bwrap has one process outside and one inside, the first of its PID namespace.
constexpr int walls_of_bwrap = 2;

// /tmp inside is memory: what is large belongs into $TMPDIR, which is on the disk and counted there.
constexpr std::string_view small_folder_bytes = "268435456";

constexpr Milliseconds longest_probe{10'000};

fs::path home() {
  const char* home = std::getenv("HOME");
  return home != nullptr && *home == '/' ? fs::path(home) : fs::path("/root");
}

fs::path with_home(const std::string& folder) {
  return (folder.starts_with("~/") ? home() / folder.substr(2) : fs::path(folder)).lexically_normal();
}

// bwrap's arguments, in order: a later mount lies over an earlier one.
class Wall {
 public:
  Wall(const ProcessSpec& spec, const SandboxSetting& setting) : spec_(spec), setting_(setting) {}

  std::vector<std::string> arguments(const fs::path& program) {
    separate();
    show_system();
    for (const fs::path& path : paths_to_start(spec_, program, {home(), setting_.workspace})) show(path);
    show_what_was_named();
    add({"--remount-ro", "/", "--chdir", spec_.cwd.string(), "--", program.string()});
    words_.insert(words_.end(), spec_.argv.begin() + 1, spec_.argv.end());
    return std::move(words_);
  }

 private:
  void add(std::initializer_list<std::string> words) { words_.insert(words_.end(), words); }

  void show(const fs::path& path) {
    if (is_there(path)) add({"--ro-bind", path.string(), path.string()});
  }
  void let_write(const fs::path& path) {
    if (is_there(path)) add({"--bind", path.string(), path.string()});
  }

  // run_process gives a session already, so a terminal of the person cannot be reached.
  void separate() {
    add({"bwrap", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"});
    add({"--die-with-parent", "--cap-drop", "ALL"});
    if (setting_.network == Network::off) add({"--unshare-net"});
  }

  void show_system() {
    for (const fs::path& folder : system_folders()) show(folder);
    for (const fs::path& secret : secrets_of_the_system()) hide(secret);
    // It often leads to /run, where names of hosts are looked up.
    std::error_code error;
    const fs::path resolver = fs::canonical("/etc/resolv.conf", error);
    if (!error && !is_within(resolver, "/etc")) show(resolver);
    add({"--proc", "/proc", "--dev", "/dev"});
    add({"--size", std::string(small_folder_bytes), "--tmpfs", "/tmp"});
  }

  void hide(const fs::path& path) {
    std::error_code error;
    if (fs::is_directory(path, error)) {
      add({"--perms", "0555", "--tmpfs", path.string()});
    } else if (fs::is_regular_file(path, error)) {
      add({"--ro-bind", "/dev/null", path.string()});
    }
  }

  void show_what_was_named() {
    for (const fs::path& path : setting_.read) show(path);
    for (const fs::path& path : setting_.write) let_write(path);
    show(setting_.folder);
    for (const char* name : {"out", "home", "tmp"}) let_write(setting_.folder / name);
    if (setting_.files == SandboxSetting::Files::writable)
      let_write(setting_.workspace);
    else
      show(setting_.workspace);
  }

  const ProcessSpec& spec_;
  const SandboxSetting& setting_;
  std::vector<std::string> words_;
};

void use_proxy(Environment& environment, const std::string& proxy) {
  for (const char* name :
       {"http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"}) {
    environment[name] = proxy;
  }
  for (const char* name : {"no_proxy", "NO_PROXY"}) environment[name] = "localhost,127.0.0.1,::1";
}

bool wants_wall(const SandboxSetting& setting) {
  const bool must = setting.mode == Sandbox::bwrap || setting.network == Network::off;
  if (setting.mode == Sandbox::none) {
    if (setting.network != Network::off) return false;
    throw Error(ErrorKind::configuration, "network = \"off\" cannot hold with sandbox = \"none\"",
                "take one of the two out of " + std::string(".reeve/config.toml"));
  }
  const SandboxProbe& probe = probe_sandbox();
  if (probe.works || !must) return probe.works;
  throw Error(ErrorKind::configuration,
              std::string(setting.mode == Sandbox::bwrap ? "sandbox = \"bwrap\"" : "network = \"off\"") +
                  " is set, and bwrap does not work here: " + probe.reason,
              probe.hint);
}

// An agent's entry and the gate's have the same keys.
template <typename Section>
SandboxSetting setting_of(const Section& section, const fs::path& workspace, const fs::path& folder,
                          const std::vector<fs::path>& borrowed) {
  SandboxSetting setting{section.sandbox, section.network, section.proxy, workspace, folder, borrowed, {}};
  for (const std::string& path : section.read) setting.read.push_back(with_home(path));
  for (const std::string& path : section.write) setting.write.push_back(with_home(path));
  return setting;
}

SandboxProbe try_bwrap() {
  SandboxProbe probe;
  ProcessSpec spec;
  spec.environment = minimal_environment();
  spec.limits.wall = longest_probe;
  spec.argv = {"bwrap",         "--ro-bind",     "/",          "/",      "--unshare-pid",
               "--unshare-ipc", "--unshare-uts", "--cap-drop", "ALL",    "--proc",
               "/proc",         "--dev",         "/dev",       "--size", std::string(small_folder_bytes),
               "--tmpfs",       "/tmp",          "true"};
  try {
    const ProcessResult result = run_process(spec);
    probe.works = result.succeeded();
    probe.reason = printable(trim(result.err));
    if (!probe.works && probe.reason.empty()) probe.reason = describe_end(result);
    if (!probe.works)
      probe.hint = "allow user namespaces (sysctl kernel.unprivileged_userns_clone, AppArmor)";
    spec.argv = {"bwrap", "--version"};
    if (probe.works) probe.reason = std::string(trim(run_process(spec).out));
  } catch (const Error&) {
    probe.reason = "bwrap is not installed";
    probe.hint = "install bubblewrap";
  }
  return probe;
}

}  // namespace

SandboxSetting sandbox_for(const GateConfig& gate, const fs::path& workspace, const fs::path& folder,
                           const std::vector<fs::path>& borrowed) {
  return setting_of(gate, workspace, folder, borrowed);
}

SandboxSetting sandbox_for(const AgentConfig& agent, const fs::path& workspace, const fs::path& folder,
                           const std::vector<fs::path>& borrowed) {
  SandboxSetting setting = setting_of(agent, workspace, folder, borrowed);
  // Scripts that the entry names, for an interpreter. As it is written: what placeholders become comes from a
  // plan.
  for (const std::string& word : agent.command) {
    std::error_code error;
    if (word.starts_with('/') && fs::is_regular_file(word, error)) setting.read.emplace_back(word);
  }
  return setting;
}

ProcessSpec sandboxed(ProcessSpec spec, const SandboxSetting& setting) {
  if (setting.network == Network::proxy) use_proxy(spec.environment, setting.proxy);
  if (!wants_wall(setting)) return spec;
  fs::path program;
  try {
    program = program_of(spec);
  } catch (const Error&) {
    return spec;  // which run_process refuses with the same words, where its callers look for them
  }
  ProcessSpec bwrap;
  bwrap.argv = {"bwrap"};
  bwrap.environment = minimal_environment();
  const std::string bwrap_path = program_of(bwrap).string();
  spec.argv = Wall(spec, setting).arguments(program);
  // Found in the system's folders, not in a PATH that the agent's entry may have changed.
  spec.argv[0] = bwrap_path;
  spec.walls = walls_of_bwrap;
  return spec;
}

bool is_walled(const AgentConfig& agent) {
  return wants_wall(sandbox_for(agent, {}, {}, {}));
}

const SandboxProbe& probe_sandbox() {
  static const SandboxProbe probe = try_bwrap();
  return probe;
}

}  // namespace reeve
