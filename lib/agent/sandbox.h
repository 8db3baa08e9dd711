// The wall around what agents and checks run (bubblewrap): they see the system's programs, their workspace,
// and the folders named for them, and nothing else of the machine.
//
// Inside, every path means what it means outside. Writable: the workspace, unless it is only to be read; out,
// home and tmp of the run folder; `write`; a small /tmp and /dev/shm of its own. Readable: /usr /bin /lib…
// /opt /nix, /etc but for what not everybody may read there (keys, passwords), the run folder, `read`, and
// what the program needs to start:
//   - each folder of PATH, and the program with every link on the way to it. Where such a folder is named
//     bin, its sisters lib, lib64 and libexec as well (npm's prefix, a virtual environment); where it is
//     named shims, its parent (pyenv, asdf); in node_modules, the outermost one. The same for the interpreter
//     in the program's first line. Never a folder that has the person's home or the workspace in it.
// Everything else is not there: the person's home, the hub's git folder with its refs and credentials, other
// workspaces, sockets (SSH agent, /run/user, container engines), other processes, devices.
//
// A start costs 6 ms more than without, and 17 ms without a network (measured, 2 cores).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/process.h"
#include "config/config.h"

namespace reeve {

struct SandboxSetting {
  Sandbox mode = Sandbox::automatic;
  Network network = Network::on;
  std::string proxy;                         // for Network::proxy: set as http_proxy and its kin. A variable,
                                             // not a wall: a program may pass it by
  std::filesystem::path workspace;           // the working directory
  std::filesystem::path folder;              // the run folder (agent/run_folder.h)
  std::vector<std::filesystem::path> read;   // absolute; those that do not exist are passed over
  std::vector<std::filesystem::path> write;  // the same
  enum class Files { writable, readable } files = Files::writable;  // those of the workspace
};

// As the agent's entry says. `borrowed`: the object folders that the workspace's repository borrows from
// (Workspace::borrowed_objects); they come from us, never from a file in the workspace, which an agent could
// have written to point anywhere.
SandboxSetting sandbox_for(const AgentConfig& agent, const std::filesystem::path& workspace,
                           const std::filesystem::path& folder,
                           const std::vector<std::filesystem::path>& borrowed);

// The same for the gate's checks.
SandboxSetting sandbox_for(const GateConfig& gate, const std::filesystem::path& workspace,
                           const std::filesystem::path& folder,
                           const std::vector<std::filesystem::path>& borrowed);

// The same program behind the wall, if there is to be one: argv, walls and the proxy's variables change, and
// nothing else is added to the environment but PWD, which bwrap sets. The program must have its PATH in
// `spec.environment` and its folder in `spec.cwd` already; where there is no such program the spec comes back
// as it is, for run_process to refuse. Throws Error(configuration) if a wall is demanded (by Sandbox::bwrap,
// or by Network::off, which nothing else can keep) and cannot be had.
ProcessSpec sandboxed(ProcessSpec spec, const SandboxSetting& setting);

// Whether there will be a wall around this agent. Throws as sandboxed().
bool is_walled(const AgentConfig& agent);

// Whether bwrap works here. Tried once in a process, by starting it; safe from several threads.
struct SandboxProbe {
  bool works = false;
  std::string reason;  // why not, or the version that works
  std::string hint;    // what to do about it; empty where it works
};
const SandboxProbe& probe_sandbox();

}  // namespace reeve
