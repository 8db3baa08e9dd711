// What a tree of processes may use of the machine.
#include <signal.h>
#include <unistd.h>

#include <array>

#include "base/disk_use.h"
#include "base/file.h"
#include "base/process.h"
#include "base/process_memory.h"
#include "support/catch.h"
#include "support/processes.h"

namespace process_limits_test {

using namespace reeve;
namespace {

namespace fs = std::filesystem;

ProcessSpec shell(const std::string& script) {
  ProcessSpec spec;
  spec.argv = {"/bin/sh", "-c", script};
  spec.environment = minimal_environment();
  spec.limits.wall = Milliseconds(20'000);
  spec.limits.interrupt_grace = Milliseconds(2'000);
  spec.limits.terminate_grace = Milliseconds(100);
  return spec;
}

ProcessSpec python(const std::string& script) {
  ProcessSpec spec = shell("");
  spec.argv = {"/usr/bin/env", "python3", "-c", script};
  return spec;
}

TEST_CASE("more processes than allowed end the program, which is asked first") {
  ProcessSpec spec = shell(
      "trap 'echo asked; exit 3' INT\n"
      "for i in 1 2 3 4 5; do setsid sleep 60 & done; echo up; wait");
  spec.limits.processes = 4;
  const ProcessResult result = run_process(spec);
  CHECK(result.end == ProcessEnd::process_limit);
  CHECK(result.out == "up\nasked\n");
  CHECK(result.exit_code == 3);
  CHECK(describe_end(result) == "stopped with 6 processes at once");
  spec.limits.processes = 6;
  spec.argv[2] = "for i in 1 2 3 4 5; do sleep 0.7 & done; wait";
  CHECK(run_process(spec).succeeded());
}

TEST_CASE("far more processes than allowed are killed without a question") {
  ProcessSpec spec = shell("trap '' INT TERM\nfor i in $(seq 40); do setsid sleep 60 & done; wait");
  spec.limits.processes = 10;
  spec.limits.interrupt_grace = Milliseconds(15'000);
  const ProcessResult result = run_process(spec);
  CHECK(result.end == ProcessEnd::process_limit);
  CHECK(result.signal == SIGKILL);
  CHECK(result.duration < Milliseconds(5'000));
}

TEST_CASE("more memory than allowed ends the program, whoever of its tree has it") {
  ProcessSpec spec =
      shell("setsid python3 -c 'x = bytearray(160 << 20); import time; time.sleep(60)' & exec sleep 60");
  spec.environment["PATH"] = "/usr/bin:/bin";
  spec.limits.memory_bytes = 120 << 20;
  const ProcessResult result = run_process(spec);
  CHECK(result.end == ProcessEnd::memory_limit);
  CHECK(result.measured > 120 << 20);
  CHECK(describe_end(result) ==
        "stopped with " + std::to_string(result.measured >> 20) + " MB of memory in use");
}

TEST_CASE("memory that processes share counts once") {
  ProcessSpec spec = python(
      "import os, time\nx = bytearray(100 << 20)\n"
      "for i in range(4):\n  if os.fork() == 0: time.sleep(1); os._exit(0)\n"
      "for i in range(4): os.wait()");
  spec.limits.memory_bytes = 200 << 20;
  CHECK(run_process(spec).succeeded());
  const std::array<pid_t, 2> pids{::getpid(), ::getpid()};
  CHECK(memory_of(pids, 0) <= memory_of(pids, ~0ULL));
  CHECK(memory_of({}, 0) == 0);
}

TEST_CASE("what a program adds to its folders ends it when it is too much") {
  TemporaryFolder folder;
  write_file(folder.path() / "before", std::string(3 << 20, 'x'));
  ProcessSpec spec =
      shell("echo 1; head -c 3000000 /dev/zero > a; head -c 3000000 /dev/zero > b; exec sleep 60");
  spec.cwd = folder.path();
  spec.limits.disk = room_to_grow({folder.path()}, 4 << 20);
  const ProcessResult result = run_process(spec);
  CHECK(result.end == ProcessEnd::disk_limit);
  CHECK(describe_end(result) == "stopped with 8 MB in its folders");
  spec.argv[2] = "head -c 2000000 /dev/zero > c; sleep 1.2";
  spec.limits.disk = room_to_grow({folder.path()}, 4 << 20);
  CHECK(run_process(spec).succeeded());
}

TEST_CASE("a disk that is nearly full ends the program") {
  TemporaryFolder folder;
  ProcessSpec spec = shell("exec sleep 60");
  spec.limits.disk = DiskLimit{{folder.path()}, ~0ULL, ~0ULL};
  const ProcessResult result = run_process(spec);
  CHECK(result.end == ProcessEnd::disk_full);
  CHECK(result.measured > 0);
}

TEST_CASE("a file cannot grow beyond its limit") {
  TemporaryFolder folder;
  ProcessSpec spec = shell("head -c 3000000 /dev/zero > a; echo $?");
  spec.cwd = folder.path();
  spec.limits.file_bytes = 1 << 20;
  const ProcessResult result = run_process(spec);
  CHECK(result.out != "0\n");
  CHECK(fs::file_size(folder.path() / "a") == 1 << 20);
}

TEST_CASE("the use of the disk counts blocks, a file of two names once, and follows no link") {
  TemporaryFolder folder;
  make_folders(folder.path() / "in/deep");
  make_folders(folder.path() / "other");
  const std::uint64_t empty = disk_use_of({folder.path() / "in"});
  write_file(folder.path() / "in/deep/file", std::string(1 << 20, 'x'));
  write_file(folder.path() / "other/file", std::string(1 << 20, 'x'));
  fs::create_hard_link(folder.path() / "in/deep/file", folder.path() / "in/second");
  fs::create_directory_symlink(folder.path() / "other", folder.path() / "in/link");
  write_file(folder.path() / "in/sparse", "");
  fs::resize_file(folder.path() / "in/sparse", 1ULL << 30);
  const std::uint64_t grown = disk_use_of({folder.path() / "in"}) - empty;
  CHECK(grown >= 1 << 20);
  CHECK(grown < (1 << 20) + 65'536);
  CHECK(disk_use_of({folder.path() / "missing"}) == 0);
}

}  // namespace

}  // namespace process_limits_test
