// The wall around agents and checks: what is inside, what is not, and what of a program's end comes through.
#include "agent/sandbox.h"

#include <sys/stat.h>

#include <cstdlib>

#include "agent/agent_environment.h"
#include "agent/run_folder.h"
#include "agent/sandbox_paths.h"
#include "base/error.h"
#include "base/file.h"
#include "base/program_lookup.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/loopback.h"
#include "support/processes.h"

namespace sandbox_test {

using namespace reeve;
using namespace reeve::test;
namespace fs = std::filesystem;

namespace {

class World {
 public:
  World() {
    make_folders(setting.workspace = place_.path() / "tree");
    setting.folder = place_.path() / "run";
    setting.mode = Sandbox::bwrap;
    make_run_folder(setting.folder);
    spec.cwd = setting.workspace;
    spec.environment = workspace_environment(setting.workspace, setting.folder, {}, {}, "test");
    spec.limits.wall = Milliseconds{20'000};
  }
  ProcessResult run(const std::string& script) {
    spec.argv = {"/bin/sh", "-c", script};
    return run_process(sandboxed(spec, setting));
  }
  // Both streams, and the end if it is not exit code 0.
  std::string told(const std::string& script) {
    const ProcessResult result = run(script);
    return result.out + result.err + (result.succeeded() ? "" : describe_end(result) + "\n");
  }
  fs::path make_script(const std::string& path, const std::string& text) {
    const fs::path file = place_.path() / path;
    make_folders(file.parent_path());
    write_file(file, text);
    ::chmod(file.c_str(), 0755);
    return file;
  }
  const fs::path& place() { return place_.path(); }

  SandboxSetting setting;
  ProcessSpec spec;

 private:
  TemporaryFolder place_;
};

// A variable of this process for as long as a test wants it.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() {
    if (before_) {
      ::setenv(name_, before_->c_str(), 1);
    } else {
      ::unsetenv(name_);
    }
  }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
  std::optional<std::string> before_;
};

std::string error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return std::string(error.what()) + " | " + error.hint();
  }
  return "none";
}

}  // namespace

TEST_CASE("a review finds a workspace that it can read and not change, and the rest as others do") {
  World world;
  AgentRequest request;
  request.agent.sandbox = Sandbox::bwrap;
  request.workspace = world.setting.workspace;
  request.folder = world.setting.folder;
  request.role = GENERATE(Role::worker, Role::review);
  world.setting = sandbox_for(request);
  write_file(request.workspace / "a.txt", "one\n");
  const std::string said = world.told(
      "cat a.txt; (echo two > a.txt; rm -f a.txt; : > new) 2> /dev/null; ls; echo x > $TMPDIR/new");
  CHECK(said == (request.role == Role::review ? "one\na.txt\n" : "one\nnew\n"));
  CHECK(read_file(request.folder / "tmp/new") == "x\n");
}

TEST_CASE("inside the wall the workspace and the run folder's parts are written, and nothing else is") {
  World world;
  world.spec.environment["PLACE"] = world.place().string();
  write_file(world.place() / "run/task.json", "{}");
  write_file(world.place() / "neighbour", "secret");
  CHECK(world.told("for at in $PLACE/tree $PLACE/run/out $PLACE/run/home $PLACE/run/tmp /tmp /dev/shm; do "
                   "echo x > $at/new || echo not in $at; done\n"
                   "for at in / /usr /etc /opt /var /root /home $PLACE/run; do "
                   "(: > $at/new) 2>/dev/null && echo written in $at; done\n"
                   "(: > $PLACE/run/task.json) 2>/dev/null && echo task written\n"
                   "ls $PLACE; cat $PLACE/run/task.json") == "run\ntree\n{}");
  CHECK(read_file(world.place() / "tree/new") == "x\n");
  CHECK(read_file(world.place() / "run/out/new") == "x\n");
  CHECK(read_file(world.place() / "run/home/new") == "x\n");
  CHECK(read_file(world.place() / "run/tmp/new") == "x\n");
  CHECK(!fs::exists("/tmp/new"));
  CHECK(!fs::exists(world.place() / "run/new"));
  CHECK(!fs::exists("/dev/shm/new"));
}

TEST_CASE("inside the wall there is no home, no socket, no other process and no secret of the system") {
  TemporaryFolder home;
  const Variable home_variable("HOME", home.path().string());
  write_file(home.path() / "token", "secret");
  World world;
  world.spec.environment["PERSON"] = home.path().string();
  world.spec.environment["TEST"] = std::to_string(::getpid());
  CHECK(world.told("cat $PERSON/token 2>/dev/null; ls /run/user /var/run /proc/$TEST 2>/dev/null\n"
                   "cat /etc/shadow /etc/gshadow 2>/dev/null; ls /etc/ssl/private 2>/dev/null\n"
                   "ls /dev/sd* /dev/vd* /dev/kvm 2>/dev/null\n"
                   "set -- /proc/[0-9]*; [ $# -le 3 ] || echo \"$@\"; grep CapEff /proc/self/status") ==
        "CapEff:\t0000000000000000\n");
}

TEST_CASE("the environment inside is the one that was given, and the folder as it is outside") {
  const Variable secret("REEVE_TEST_SECRET", "the person's");
  World world;
  world.spec.environment = {{"PATH", "/usr/bin:/bin"}, {"A", "b c"}};
  CHECK(world.told("env | grep -v '^_=' | sort; pwd") ==
        "A=b c\nPATH=/usr/bin:/bin\nPWD=" + world.setting.workspace.string() + "\n" +
            world.setting.workspace.string() + "\n");
}

TEST_CASE("an exit code, a signal, standard input and both streams come through the wall") {
  World world;
  CHECK(world.told("exit 3") == "exit code 3\n");
  CHECK(world.told("exit 145") == "exit code 145\n");
  CHECK(world.told("kill -SEGV $$") == "killed by signal 11\n");
  CHECK(world.told("kill -KILL $$") == "killed by signal 9\n");
  world.spec.standard_input = std::string(200'000, 'x');
  CHECK(world.told("echo said >&2; wc -c") == "200000\nsaid\n");
}

TEST_CASE("whoever is stopped behind the wall hears SIGINT first and SIGTERM then") {
  World world;
  world.spec.limits.interrupt_grace = Milliseconds{300};
  world.spec.limits.terminate_grace = Milliseconds{10'000};
  std::stop_source stop;
  world.spec.stop = stop.get_token();
  world.spec.on_output = [&](OutputStream, std::string_view) { stop.request_stop(); };
  const std::string wait = "echo up; while :; do sleep 0.02; done";
  const ProcessResult interrupted = world.run("trap 'echo cost 3; exit 7' INT; " + wait);
  CHECK(interrupted.out == "up\ncost 3\n");
  CHECK(interrupted.exit_code == 7);
  CHECK(interrupted.end == ProcessEnd::stopped);
  stop = {};
  world.spec.stop = stop.get_token();
  const ProcessResult terminated = world.run("trap 'echo int' INT; trap 'echo term; exit 8' TERM; " + wait);
  CHECK(terminated.out == "up\nint\nterm\n");
  CHECK(terminated.exit_code == 8);
}

TEST_CASE("nothing that was started behind the wall outlives the program") {
  World world;
  const std::string mark = "31.0" + std::to_string(::getpid());  // seconds that nobody else sleeps
  CHECK(world.told("setsid sleep " + mark + " & (setsid setsid sleep " + mark + " &) ; sleep 0.05; exit 0") ==
        "");
  CHECK(count_processes_mentioning(mark) == 0);
}

TEST_CASE("without a network nothing listens and nobody answers, and a proxy is a variable") {
  World world;
  int port = 0;
  const int listener = bound_socket(port);
  REQUIRE(::listen(listener, 4) == 0);
  const std::string connect =
      "exec 2>/dev/null; python3 -c 'import socket; socket.create_connection((\"127.0.0.1\", " +
      std::to_string(port) + "), 5); print(\"connected\")'";
  CHECK(world.told(connect) == "connected\n");
  world.setting.network = Network::off;
  CHECK(world.told(connect) == "exit code 1\n");
  ::close(listener);
  world.setting.network = Network::proxy;
  world.setting.proxy = "http://127.0.0.1:3128";
  CHECK(
      world.told("env | grep -i proxy | sort") ==
      "ALL_PROXY=http://127.0.0.1:3128\nHTTPS_PROXY=http://127.0.0.1:3128\nHTTP_PROXY=http://127.0.0.1:3128\n"
      "NO_PROXY=localhost,127.0.0.1,::1\nall_proxy=http://127.0.0.1:3128\nhttp_proxy=http://127.0.0.1:3128\n"
      "https_proxy=http://127.0.0.1:3128\nno_proxy=localhost,127.0.0.1,::1\n");
}

TEST_CASE("what an entry names beside the workspace is there, for reading or for writing") {
  TemporaryFolder home;
  const Variable home_variable("HOME", home.path().string());
  for (const char* name : {"read", "write", "other"}) {
    make_folders(home.path() / name);
    write_file(home.path() / name / "file", name);
  }
  World world;
  AgentConfig agent;
  agent.sandbox = Sandbox::bwrap;
  agent.read = {"~/read", "~/missing"};
  agent.write = {"~/write"};
  world.setting = sandbox_for(agent, world.setting.workspace, world.setting.folder, {});
  world.spec.environment["PERSON"] = home.path().string();
  CHECK(world.told("cd $PERSON; for at in read write other; do cat $at/file 2>/dev/null; "
                   "(: > $at/new) 2>/dev/null && echo \" new in $at\"; done; ls") ==
        "readwrite new in write\nread\nwrite\n");
}

TEST_CASE("a program in the person's home starts with what npm, a virtual environment or pyenv gave it") {
  TemporaryFolder home;
  const Variable home_variable("HOME", home.path().string());
  World world;
  const auto put = [&](const std::string& path, const std::string& text) {
    make_folders((home.path() / path).parent_path());
    write_file(home.path() / path, text);
    ::chmod((home.path() / path).c_str(), 0755);
  };
  const std::string at = home.path().string();
  put(".nvm/v20/lib/node_modules/@maker/cli/cli.js",
      "#!/usr/bin/env fakenode\n. $(dirname $(readlink -f $1))/more\n");
  put(".nvm/v20/lib/node_modules/@maker/cli/more", "echo \"npm's\"\n");
  put(".nvm/v20/bin/fakenode", "#!/bin/sh\n. $(dirname $1)/../lib/node_modules/@maker/cli/more\n");
  fs::create_symlink("../lib/node_modules/@maker/cli/cli.js", home.path() / ".nvm/v20/bin/cli");
  put("venv/bin/python3", "#!/bin/sh\ncat $(dirname $0)/../lib/module; cat $(dirname $0)/../pyvenv.cfg\n");
  put("venv/bin/tool", "#!" + at + "/venv/bin/python3\n");
  put("venv/lib/module", "venv's\n");
  put("venv/pyvenv.cfg", "home = /usr\n");
  put(".pyenv/shims/tool2", "#!/bin/sh\nexec " + at + "/.pyenv/versions/3/bin/tool2\n");
  put(".pyenv/versions/3/bin/tool2", "#!/bin/sh\necho \"pyenv's\"\n");
  put("agent", "#!/bin/sh\necho alone; ls " + at + "\n");
  put("token", "secret");
  const auto run = [&](const std::string& program) {
    world.spec.argv = {at + "/" + program};
    const ProcessResult result = run_process(sandboxed(world.spec, world.setting));
    return result.out + result.err;
  };
  const std::string path = world.spec.environment["PATH"];
  world.spec.environment["PATH"] = at + "/.nvm/v20/bin:" + path;
  CHECK(run(".nvm/v20/bin/cli") == "npm's\n");
  world.spec.environment["PATH"] = path;
  CHECK(run("venv/bin/tool") == "venv's\nhome = /usr\n");
  CHECK(run(".pyenv/shims/tool2") == "pyenv's\n");
  CHECK(run("agent") == "alone\nagent\n");
}

TEST_CASE("a wall that is asked for and cannot be had is an error, and none is none") {
  World world;
  world.spec.argv = {"/bin/true"};
  world.setting.mode = Sandbox::none;
  CHECK(sandboxed(world.spec, world.setting).argv == std::vector<std::string>{"/bin/true"});
  world.setting.network = Network::off;
  CHECK(error_of([&] { sandboxed(world.spec, world.setting); }) ==
        "network = \"off\" cannot hold with sandbox = \"none\" | take one of the two out of "
        ".reeve/config.toml");
  world.setting.mode = Sandbox::bwrap;
  world.spec.argv = {"no-such-program"};
  CHECK(error_of([&] {
          run_process(sandboxed(world.spec, world.setting));
        }).starts_with("there is no program 'no-such-program'"));
}

}  // namespace sandbox_test
