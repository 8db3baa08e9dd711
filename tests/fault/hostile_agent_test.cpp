// Agents that do all they can to stay, to hide or to harm: after the run there is no process of theirs, no
// file outside of their workspace, and the worker goes on.
#include <fmt/format.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <set>
#include <thread>

#include "agent/agent.h"
#include "base/file.h"
#include "base/random.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/processes.h"

namespace hostile_agent_test {

using namespace reeve;
namespace fs = std::filesystem;

namespace {

// One function a kind of hostility; the first argument names it.
const std::string agent_program = R"(
import ctypes, mmap, os, shutil, signal, socket, subprocess, sys, time

def ignore_everything():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)

def detach(body):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            os.setsid()
            body()
        os._exit(0)

def try_(action):
    try:
        action()
    except Exception:
        pass

def stay():
    time.sleep(1000)

def sessions():
    for i in range(5):
        detach(stay)
        subprocess.Popen(["setsid", "sleep", "1000"])

def deaf():
    ignore_everything()
    detach(stay)
    stay()

def flood():
    detach(stay)
    while True:
        os.write(1, b"x" * 65536)
        os.write(2, b"y" * 65536)

def bomb():
    for i in range(200):
        detach(stay)
    stay()

def memory():
    everything = []
    while True:
        everything.append(bytearray(16 << 20))
        time.sleep(0.01)

def disk():
    for number in range(60):
        with open("file%d" % number, "wb") as file:
            file.write(b"x" * (2 << 20))
    stay()

def large_file():
    with open("large", "wb") as file:
        while True:
            file.write(b"x" * (4 << 20))

def outside():
    for place in os.environ["PLACES"].split(":"):
        def write():
            with open(os.path.join(place, os.environ["REEVE_TEST_MARK"]), "w") as file:
                file.write("here")
        try_(write)
        try_(lambda: os.remove(os.path.join(place, "precious")))
        try_(lambda: os.chmod(place, 0o777))

def special():
    os.mkfifo("pipe")
    socket.socket(socket.AF_UNIX).bind("socket")
    os.symlink("/etc/passwd", "link")
    os.symlink(".", "round")
    os.mkdir("closed", 0)
    try_(lambda: os.mknod("device", 0o20666, os.makedev(1, 3)))
    path = "d"
    for depth in range(300):
        try_(lambda: os.mkdir(path))
        os.chdir(path)

def no_folder():
    shutil.rmtree(os.getcwd(), ignore_errors=True)
    try_(lambda: os.rmdir(os.getcwd()))

def kill_all():
    if open("/proc/1/comm").read() != "bwrap\n":
        sys.exit("this would end the machine")
    detach(stay)
    os.kill(-1, signal.SIGKILL)

def kill_parent():
    os.kill(os.getppid(), signal.SIGKILL)
    stay_short()

def stay_short():
    time.sleep(0.5)

def meddle():
    parent = os.getppid()
    for name in ("mem", "comm", "oom_score_adj", "cwd", "root"):
        def write():
            with open("/proc/%d/%s" % (parent, name), "r+b", buffering=0) as file:
                file.write(b"1")
        try_(write)
    libc = ctypes.CDLL(None)
    libc.ptrace(16, parent, 0, 0)

def silent():
    os.close(1)
    os.close(2)
    ignore_everything()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    stay()

def holders():
    for i in range(3):
        subprocess.Popen(["setsid", "sh", "-c", "while :; do echo more; sleep 0.01; done"])

globals()[sys.argv[1]]()
)";

struct Kind {
  std::string name;
  std::string behind_wall;  // the outcome
  std::string without;      // empty: not tried, for it would harm the machine
};

const std::vector<Kind> kinds{
    {"sessions", "done", "done"},
    {"deaf", "limit_time", "limit_time"},
    {"flood", "limit_budget", "limit_budget"},
    {"bomb", "limit_budget", "limit_budget"},
    {"memory", "limit_budget", "limit_budget"},
    {"disk", "limit_budget", "limit_budget"},
    {"large_file", "crashed", "crashed"},
    {"outside", "done", ""},
    {"special", "done", "done"},
    {"no_folder", "done", "done"},
    {"kill_all", "done", ""},
    {"kill_parent", "done", "killed"},
    // The first process inside, which it stops by tracing it, is the only one that it can reach.
    {"meddle", "limit_time", ""},
    {"silent", "limit_time", "limit_time"},
    {"holders", "done", "done"},
};

bool has_in_environment(const fs::path& process, const std::string& mark) {
  std::ifstream file(process / "environ", std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {}).find(mark) != std::string::npos;
}

// Whatever an agent starts has its mark, unless it takes pains; those are descendants.
int processes_with_mark(const std::string& mark) {
  int count = 0;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (has_in_environment(entry.path(), mark)) ++count;
  }
  return count;
}

std::string joined(const std::set<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line;
  return text;
}

// Every file and folder below, with its size and mode.
std::string listing(const fs::path& folder) {
  std::set<std::string> lines;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const auto mode = static_cast<unsigned>(entry.symlink_status().permissions());
    lines.insert(fmt::format("{} {:o}\n", entry.path().string(), mode));
  }
  return joined(lines);
}

// A machine in small: a person's home, a hub, a neighbour's workspace, and the place of one run.
class HostileRun {
 public:
  HostileRun(const Kind& kind, Sandbox sandbox) : mark_("mark-" + std::to_string(random_below(1ULL << 62))) {
    for (const char* name : {"home", "hub/refs", "neighbour", "own"}) {
      make_folders(place_.path() / name);
      write_file(place_.path() / name / "precious", "kept");
    }
    write_file(place_.path() / "agent.py", agent_program);
    make_folders(request_.workspace = place_.path() / "own/tree");
    write_file(request_.workspace / "a.txt", "one\n");
    request_.folder = place_.path() / "own/run";
    request_.task_file = "{}";
    request_.task.spec.id = "x";
    request_.prompt = std::string(1 << 20, 'p');  // which none of them reads
    request_.agent.name = kind.name;
    request_.agent.sandbox = sandbox;
    request_.agent.command = {"python3", (place_.path() / "agent.py").string(), kind.name};
    request_.agent.environment = {{"REEVE_TEST_MARK", mark_}, {"PLACES", places()}};
    request_.agent.idle = Milliseconds{kind.name == "silent" ? 800 : 20'000};
    request_.agent.wall = Milliseconds{kind.name == "deaf" || kind.name == "meddle" ? 800 : 20'000};
    request_.limits.output_bytes = 8 << 20;
    request_.limits.processes = 50;
    request_.limits.memory_bytes = 200 << 20;
    request_.limits.disk_bytes = 32 << 20;
  }

  // "outcome", and a line for everything that should not be.
  std::string run() {
    const std::string before = listing_outside();
    const auto start = std::chrono::steady_clock::now();
    std::string told(name_of(run_agent(request_).outcome));
    const auto took = std::chrono::steady_clock::now() - start;
    if (const int left = processes_with_mark(mark_); left > 0)
      told += fmt::format("\n{} processes are left", left);
    if (took > std::chrono::seconds(40)) told += "\nit took too long";
    if (listing_outside() != before) told += "\nthere was:\n" + before + "there is:\n" + listing_outside();
    for (const std::string& at : split(places(), ':')) {
      if (fs::exists(fs::path(at) / mark_)) told += "\nwrote in " + at;
    }
    fs::permissions(request_.workspace, fs::perms::owner_all, fs::perm_options::add, ignored_);
    return told;
  }

 private:
  std::string places() const {
    std::vector<std::string> all{"/tmp", "/var/tmp", "/usr/local", "/etc", "/dev/shm", "/run", "/"};
    for (const char* name : {"", "home", "hub", "hub/refs", "neighbour", "own", "own/run"}) {
      all.push_back((place_.path() / name).string());
    }
    return join(all, ":");
  }
  std::string listing_outside() const {
    return listing(place_.path() / "home") + listing(place_.path() / "hub") +
           listing(place_.path() / "neighbour");
  }

  TemporaryFolder place_;
  std::string mark_;
  AgentRequest request_;
  std::error_code ignored_;
};

int rounds() {
  const char* wanted = std::getenv("REEVE_TEST_ROUNDS");
  return wanted != nullptr ? std::atoi(wanted) : 2;
}

// "kind: outcome" of each kind in so many rounds, each different answer once. Three at a time: most of a run
// is waiting.
std::string run_all(Sandbox sandbox) {
  std::vector<Kind> waiting;
  for (int round = 0; round < rounds(); ++round) waiting.insert(waiting.end(), kinds.begin(), kinds.end());
  std::set<std::string> told;
  std::mutex mutex;
  const auto work = [&] {
    for (;;) {
      std::unique_lock lock(mutex);
      if (waiting.empty()) return;
      const Kind kind = waiting.back();
      waiting.pop_back();
      lock.unlock();
      if (sandbox == Sandbox::none && kind.without.empty()) continue;
      const std::string said = kind.name + ": " + HostileRun(kind, sandbox).run() + "\n";
      lock.lock();
      told.insert(said);
    }
  };
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 3; ++thread) threads.emplace_back(work);
  threads.clear();
  return joined(told);
}

std::string expected(std::string Kind::* outcome) {
  std::set<std::string> lines;
  for (const Kind& kind : kinds) {
    if (!(kind.*outcome).empty()) lines.insert(kind.name + ": " + kind.*outcome + "\n");
  }
  return joined(lines);
}

}  // namespace

TEST_CASE("behind a wall a hostile agent leaves no process, no file outside and no stuck worker") {
  CHECK(run_all(Sandbox::bwrap) == expected(&Kind::behind_wall));
}

TEST_CASE("without a wall a hostile agent leaves no process and no stuck worker") {
  CHECK(run_all(Sandbox::none) == expected(&Kind::without));
}

}  // namespace hostile_agent_test
