#include "base/process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "base/error.h"
#include "base/file.h"
#include "base/process_tree.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/processes.h"

namespace process_test {

using namespace reeve;
namespace {

using test::eventually;
using test::has_ended;
using test::pid_in;

ProcessSpec shell(const std::string& script) {
  ProcessSpec spec;
  spec.argv = {"/bin/sh", "-c", script};
  spec.environment = minimal_environment();
  return spec;
}

// A limit that ends a hanging test, and graces that need not be waited for.
ProcessSpec impatient(ProcessSpec spec) {
  spec.limits.wall = Milliseconds(20'000);
  spec.limits.interrupt_grace = Milliseconds(100);
  spec.limits.terminate_grace = Milliseconds(100);
  return spec;
}

std::string message_of(const ProcessSpec& spec) {
  try {
    run_process(spec);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::process);
    return std::string(error.what()) + "\n" + error.hint();
  }
  return "it ran";
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator entries("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(entries), end(entries)));
}

void write_script(const std::filesystem::path& path, const std::string& content) {
  write_file(path, content);
  REQUIRE(::chmod(path.c_str(), 0755) == 0);
}

// ---------------------------------------------------------------- what a program gets

TEST_CASE("a program gets exactly the environment it was given") {
  ::setenv("REEVE_TEST_SECRET", "from the person", 1);
  ProcessSpec spec;
  spec.argv = {"env"};
  spec.environment = {{"PATH", "/usr/bin:/bin"}, {"A", "1"}, {"B", "two words"}, {"EMPTY", ""}};
  const ProcessResult result = run_process(spec);
  CHECK(result.succeeded());
  CHECK(result.out == "A=1\nB=two words\nEMPTY=\nPATH=/usr/bin:/bin\n");
  CHECK(result.err == "");

  spec.environment = {};
  spec.argv = {"/usr/bin/env"};
  CHECK(run_process(spec).out == "");
  CHECK(inherited_environment().at("REEVE_TEST_SECRET") == "from the person");
  ::unsetenv("REEVE_TEST_SECRET");
}

TEST_CASE("the minimal environment finds the system's programs") {
  CHECK(minimal_environment() ==
        Environment{{"LANG", "C.UTF-8"},
                    {"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
                    {"TERM", "dumb"}});
  ProcessSpec spec;
  spec.argv = {"sh", "-c", "echo $0", "with its own name"};
  spec.environment = minimal_environment();
  CHECK(run_process(spec).out == "with its own name\n");
}

TEST_CASE("a program starts in its folder, and a relative name with a slash is looked up there") {
  const TemporaryFolder folder;
  make_folders(folder.path() / "tools");
  write_script(folder.path() / "tools/where", "#!/bin/sh\necho \"$0\"\npwd -P\n");
  ProcessSpec spec;
  spec.argv = {"tools/where"};
  spec.cwd = folder.path();
  spec.environment = minimal_environment();
  CHECK(run_process(spec).out == (folder.path() / "tools/where").string() + "\n" +
                                     std::filesystem::canonical(folder.path()).string() + "\n");
}

TEST_CASE("a program inherits no open file, no blocked and no ignored signal") {
  const int left_open = ::open("/dev/null", O_RDONLY);  // without O_CLOEXEC
  const auto old_handler = ::signal(SIGINT, SIG_IGN);
  ProcessSpec spec = shell("");
  spec.standard_input = "some";
  spec.argv = {"/bin/ls", "/proc/self/fd"};
  const ProcessResult files = run_process(spec);
  spec.argv = {"grep", "-E", "SigBlk|SigIgn", "/proc/self/status"};  // not by a shell, which unblocks all
  const ProcessResult signals = run_process(spec);
  ::signal(SIGINT, old_handler);
  ::close(left_open);
  CHECK(files.out == "0\n1\n2\n3\n");  // 3 is the folder that ls reads
  CHECK(signals.out == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
}

TEST_CASE("standard input of a megabyte goes through a program while its output is read") {
  ProcessSpec spec = impatient(shell("cat; echo end >&2"));
  for (int line = 0; spec.standard_input.size() < 1'000'000; ++line) {
    spec.standard_input += std::to_string(line) + "\n";
  }
  spec.keep_output_bytes = 2'000'000;
  const ProcessResult result = run_process(spec);
  CHECK(result.succeeded());
  CHECK(result.out == spec.standard_input);
  CHECK(result.out_bytes == spec.standard_input.size());
  CHECK(result.err == "end\n");
}

TEST_CASE("a program may close its standard input early, and may get none") {
  ProcessSpec spec = impatient(shell("exec <&-; sleep 0.2; echo fine"));
  spec.standard_input = std::string(1'000'000, 'x');
  const ProcessResult result = run_process(spec);
  CHECK(result.succeeded());
  CHECK(result.out == "fine\n");
  // And this process is none the worse: nothing is pending, and nothing ignored that was not before.
  struct sigaction broken_pipe{};
  ::sigaction(SIGPIPE, nullptr, &broken_pipe);
  CHECK(broken_pipe.sa_handler == SIG_DFL);
  sigset_t pending;
  ::sigpending(&pending);
  CHECK(::sigismember(&pending, SIGPIPE) == 0);

  CHECK(run_process(shell("cat")).succeeded());
}

// ---------------------------------------------------------------- how it ends

TEST_CASE("an exit code and a signal are told apart") {
  const ProcessResult three = run_process(shell("echo out; echo err >&2; exit 3"));
  CHECK(three.end == ProcessEnd::exited);
  CHECK(three.exit_code == 3);
  CHECK(three.signal == 0);
  CHECK(three.out == "out\n");
  CHECK(three.err == "err\n");
  CHECK_FALSE(three.succeeded());

  const ProcessResult killed = run_process(shell("kill -9 $$"));
  CHECK(killed.end == ProcessEnd::signalled);
  CHECK(killed.signal == 9);
  CHECK(killed.exit_code == -1);
  CHECK(killed.swept == 0);
}

TEST_CASE("a hundred megabytes of output are counted, and little of it is kept") {
  ProcessSpec spec = shell("head -c 104857600 /dev/zero");
  spec.keep_output_bytes = 10;
  std::uint64_t heard = 0;
  spec.on_output = [&](OutputStream stream, std::string_view piece) {
    CHECK(stream == OutputStream::out);
    heard += piece.size();
  };
  const ProcessResult result = run_process(spec);
  CHECK(result.succeeded());
  CHECK(result.out_bytes == 104'857'600);
  CHECK(heard == 104'857'600);
  const std::string five(5, '\0');
  CHECK(result.out == five + "\n[… 104857590 bytes left out …]\n" + five);
}

TEST_CASE("a program that prints more than its limit is stopped") {
  ProcessSpec spec = impatient(shell("yes"));
  spec.limits.output_bytes = 1'000'000;
  const ProcessResult result = run_process(spec);
  CHECK(result.end == ProcessEnd::output_limit);
  CHECK(result.signal == SIGINT);
  CHECK(result.out_bytes > 1'000'000);
  CHECK_FALSE(result.succeeded());
}

TEST_CASE("printing more than the limit counts also if the program ends at once") {
  ProcessSpec spec = shell("echo 12345678; echo 12 >&2");
  spec.limits.output_bytes = 11;
  CHECK(run_process(spec).end == ProcessEnd::output_limit);
  spec.limits.output_bytes = 12;
  CHECK(run_process(spec).end == ProcessEnd::exited);
}

TEST_CASE("a program that ignores every polite signal is killed at its time limit") {
  ProcessSpec spec = impatient(shell("trap '' INT TERM; echo ready; while :; do sleep 1000; done"));
  spec.limits.wall = Milliseconds(200);
  const ProcessResult result = run_process(spec);
  CHECK(result.end == ProcessEnd::wall_limit);
  CHECK(result.limit == Milliseconds(200));
  CHECK(result.signal == SIGKILL);
  CHECK(result.exit_code == -1);
  CHECK(result.out == "ready\n");
  CHECK(result.duration >= Milliseconds(400));
  CHECK(result.duration < Milliseconds(4'000));
}

TEST_CASE("SIGTERM reaches every descendant, in whatever session") {
  const TemporaryFolder folder;
  // The program ends only when the other one has told that it, too, got its SIGTERM.
  ProcessSpec spec = shell(R"(
    trap '' INT
    trap 'while ! test -e told; do sleep 0.01; done; exit 0' TERM
    setsid sh -c 'trap "echo told > told; exit" TERM; echo ready; while :; do sleep 0.01; done' &
    while :; do sleep 0.01; done)");
  spec.cwd = folder.path();
  spec.limits.interrupt_grace = Milliseconds(0);
  spec.limits.terminate_grace = Milliseconds(20'000);
  std::stop_source source;
  spec.stop = source.get_token();
  spec.on_output = [&](OutputStream, std::string_view) { source.request_stop(); };
  const ProcessResult result = run_process(spec);
  CHECK(result.end == ProcessEnd::stopped);
  CHECK(result.exit_code == 0);
  CHECK(read_file(folder.path() / "told") == "told\n");
}

TEST_CASE("a program that says nothing for too long is stopped") {
  ProcessSpec spec = impatient(shell("for i in 1 2 3 4 5 6; do echo $i; sleep 0.1; done; sleep 1000"));
  spec.limits.idle = Milliseconds(400);
  const ProcessResult result = run_process(spec);
  CHECK(result.end == ProcessEnd::idle_limit);
  CHECK(result.limit == Milliseconds(400));
  CHECK(result.out == "1\n2\n3\n4\n5\n6\n");
  CHECK(result.duration >= Milliseconds(900));
}

TEST_CASE("an interrupted program may say a last word, and its exit code is known") {
  ProcessSpec spec = shell("trap 'echo cost: 3; exit 5' INT; echo ready; while :; do sleep 0.01; done");
  std::stop_source source;
  spec.stop = source.get_token();
  spec.on_output = [&](OutputStream, std::string_view) { source.request_stop(); };
  const ProcessResult result = run_process(spec);
  CHECK(result.end == ProcessEnd::stopped);
  CHECK(result.exit_code == 5);
  CHECK(result.signal == 0);
  CHECK(result.out == "ready\ncost: 3\n");
  CHECK_FALSE(result.succeeded());
}

TEST_CASE("another thread may stop a program") {
  std::stop_source source;
  std::atomic<bool> started = false;
  ProcessSpec spec = impatient(shell("echo ready; sleep 1000"));
  spec.stop = source.get_token();
  spec.on_output = [&](OutputStream, std::string_view) { started = true; };
  std::thread other([&] {
    eventually([&] { return started.load(); });
    source.request_stop();
  });
  const ProcessResult result = run_process(spec);
  other.join();
  CHECK(result.end == ProcessEnd::stopped);
  CHECK(result.duration < Milliseconds(10'000));
}

TEST_CASE("a stop that was requested before keeps a program from starting") {
  const TemporaryFolder folder;
  std::stop_source source;
  source.request_stop();
  ProcessSpec spec = shell("echo here > started");
  spec.cwd = folder.path();
  spec.stop = source.get_token();
  CHECK(run_process(spec).end == ProcessEnd::stopped);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "started"));
}

TEST_CASE("a tick is heard while a program runs, and may stop it") {
  std::stop_source source;
  int ticks = 0;
  ProcessSpec spec = impatient(shell("sleep 1000"));
  spec.stop = source.get_token();
  spec.tick_interval = Milliseconds(20);
  spec.on_tick = [&] {
    if (++ticks == 3) source.request_stop();
  };
  CHECK(run_process(spec).end == ProcessEnd::stopped);
  CHECK(ticks >= 3);
}

TEST_CASE("an exception from a callback comes out, and the program is gone by then") {
  pid_t program = 0;
  ProcessSpec spec = impatient(shell("trap '' INT TERM; echo $$; sleep 1000"));
  spec.on_output = [&](OutputStream, std::string_view piece) {
    program = static_cast<pid_t>(std::stol(std::string(piece)));
    throw Error(ErrorKind::lost_race, "the lease is gone");
  };
  CHECK_THROWS_WITH(run_process(spec), "the lease is gone");
  REQUIRE(program > 0);
  CHECK(has_ended(program));
}

// ---------------------------------------------------------------- nothing is left behind

TEST_CASE("what an interrupted program had started may still take its locks away") {
  const TemporaryFolder folder;
  ProcessSpec spec = shell(
      "sh -c 'trap \"sleep 0.2; rm lock; exit\" TERM; touch lock; while :; do sleep 0.02; done' &\n"
      "while ! [ -e lock ]; do sleep 0.01; done; echo; exec sleep 1000");
  spec.cwd = folder.path();
  std::stop_source stop;
  spec.stop = stop.get_token();
  spec.on_output = [&](OutputStream, std::string_view) { stop.request_stop(); };
  CHECK(run_process(spec).end == ProcessEnd::stopped);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "lock"));
}

TEST_CASE("background processes that a program leaves behind are killed and counted") {
  const ProcessResult result = run_process(impatient(shell("sleep 1000 & sleep 1000 & echo left")));
  CHECK(result.succeeded());
  CHECK(result.out == "left\n");
  CHECK(result.swept == 2);
  CHECK(result.duration < Milliseconds(4'000));
}

// The subshell ends at once, so that the rest is nobody's child, in a session of its own.
const char* const daemonise = R"(
  (setsid sh -c 'trap "" HUP INT TERM; echo $$ > "$0/daemon"; exec sleep 1000' "$PWD" \
     < /dev/null > /dev/null 2>&1 &)
  while ! test -s daemon; do sleep 0.01; done
)";

TEST_CASE("a daemon in a session of its own is dead when run_process returns") {
  const TemporaryFolder folder;
  ProcessSpec spec = impatient(shell(daemonise));
  spec.cwd = folder.path();
  const ProcessResult result = run_process(spec);
  CHECK(result.succeeded());
  CHECK(result.swept == 1);
  const pid_t daemon = pid_in(folder.path() / "daemon");
  REQUIRE(daemon > 0);
  CHECK(has_ended(daemon));
}

TEST_CASE("processes that go on starting others while they are killed do not get away") {
  const TemporaryFolder folder;
  // Each link starts the next in a new session and ends, three chains at a time.
  write_script(folder.path() / "chain", "#!/bin/sh\necho >> links\nsetsid \"$0\" &\n");
  const std::string chain = (folder.path() / "chain").string();
  ProcessSpec spec = impatient(shell(chain + " & " + chain + " & " + chain +
                                     " & while ! test \"$(wc -l < links)\" -gt 20; do sleep 0.01; done"));
  spec.cwd = folder.path();
  const ProcessResult result = run_process(spec);
  CHECK(result.succeeded());
  CHECK(test::count_processes_mentioning(chain) == 0);
  const auto links = std::filesystem::file_size(folder.path() / "links");
  run_process(shell("sleep 0.2"));  // time enough for dozens of further links
  CHECK(std::filesystem::file_size(folder.path() / "links") == links);
}

TEST_CASE("when the calling process is killed, program, daemon and keeper are gone soon") {
  const TemporaryFolder folder;
  const pid_t caller = ::fork();
  if (caller == 0) {
    ProcessSpec spec = shell(std::string("trap '' INT TERM; echo $$ > program; echo $PPID > keeper\n") +
                             daemonise + "sleep 1000");
    spec.cwd = folder.path();
    try {
      run_process(spec);
    } catch (...) {
    }
    ::_exit(0);
  }
  REQUIRE(eventually([&] { return pid_in(folder.path() / "daemon") > 0; }));
  const pid_t program = pid_in(folder.path() / "program");
  const pid_t daemon = pid_in(folder.path() / "daemon");
  const pid_t keeper = pid_in(folder.path() / "keeper");
  CHECK(trim(read_file("/proc/" + std::to_string(keeper) + "/comm")) == "reeve-keeper");
  CHECK(read_process_stat(keeper)->parent == caller);
  CHECK(read_process_stat(daemon)->parent == keeper);
  CHECK_FALSE(has_ended(program));

  ::kill(caller, SIGKILL);
  ::waitpid(caller, nullptr, 0);
  CHECK(eventually([&] { return has_ended(program) && has_ended(daemon) && has_ended(keeper); }));
}

TEST_CASE("when the keeper is killed, the program and its session are gone and the result says lost") {
  ProcessSpec spec = impatient(shell("sleep 1000 & echo $PPID $$ $!; wait"));
  std::vector<pid_t> pids;
  spec.on_output = [&](OutputStream, std::string_view piece) {
    for (const std::string& number : split(trim(piece), ' ')) {
      pids.push_back(static_cast<pid_t>(std::stol(number)));
    }
    ::kill(pids.at(0), SIGKILL);
  };
  const ProcessResult result = run_process(spec);
  CHECK(result.end == ProcessEnd::lost);
  CHECK(result.exit_code == -1);
  REQUIRE(pids.size() == 3);
  CHECK_FALSE(read_process_stat(pids[0]).has_value());  // waited for
  CHECK(has_ended(pids[1]));
  CHECK(has_ended(pids[2]));
}

TEST_CASE("a program dies with its keeper, also when its caller cannot look after it") {
  const TemporaryFolder folder;
  const pid_t caller = ::fork();
  if (caller == 0) {
    ProcessSpec spec = shell("trap '' INT TERM; echo $PPID > keeper; echo $$ > program; while :; do :; done");
    spec.cwd = folder.path();
    run_process(spec);
    ::_exit(0);
  }
  REQUIRE(eventually([&] { return pid_in(folder.path() / "program") > 0; }));
  ::kill(caller, SIGSTOP);
  ::kill(pid_in(folder.path() / "keeper"), SIGKILL);
  CHECK(eventually([&] { return has_ended(pid_in(folder.path() / "program")); }));
  ::kill(caller, SIGKILL);
  ::waitpid(caller, nullptr, 0);
}

TEST_CASE("a program that stops its keeper is killed all the same") {
  ProcessSpec spec = impatient(shell("trap '' INT TERM; kill -STOP $PPID; echo $$; sleep 1000"));
  spec.limits.wall = Milliseconds(100);
  pid_t program = 0;
  spec.on_output = [&](OutputStream, std::string_view piece) {
    program = static_cast<pid_t>(std::stol(std::string(piece)));
  };
  const ProcessResult result = run_process(spec);
  CHECK(result.end == ProcessEnd::lost);
  REQUIRE(program > 0);
  CHECK(has_ended(program));
}

TEST_CASE("many threads run programs at once, and no file or process is left") {
  run_process(shell(":"));
  const std::size_t descriptors = open_descriptors();
  constexpr int thread_count = 8;
  constexpr int runs = 50;
  std::vector<std::string> printed(runs);
  std::atomic<int> next = 0;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < thread_count; ++thread) {
    threads.emplace_back([&] {
      for (int run = next++; run < runs; run = next++) {
        ProcessSpec spec = shell("cat; sleep 1000 & exit " + std::to_string(run));
        spec.standard_input = "run " + std::to_string(run);
        const ProcessResult result = run_process(spec);
        printed[static_cast<std::size_t>(run)] =
            result.out + ", " + describe_end(result) + ", " + std::to_string(result.swept) + " swept";
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int run = 0; run < runs; ++run) {
    const std::string number = std::to_string(run);
    CHECK(printed[static_cast<std::size_t>(run)] == "run " + number + ", exit code " + number + ", 1 swept");
  }
  CHECK(open_descriptors() == descriptors);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);  // no child of any kind
}

TEST_CASE("a failed start leaves no file open and no process") {
  const TemporaryFolder folder;
  write_script(folder.path() / "empty", "");
  ProcessSpec spec;
  spec.argv = {(folder.path() / "empty").string()};
  spec.environment = minimal_environment();
  const std::size_t descriptors = open_descriptors();
  for (int attempt = 0; attempt < 3; ++attempt) CHECK_THROWS_AS(run_process(spec), Error);
  CHECK(open_descriptors() == descriptors);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
}

// ---------------------------------------------------------------- what cannot be started

TEST_CASE("a program that cannot be started is an error that says why") {
  const TemporaryFolder folder;
  const std::string here = folder.path().string();
  write_file(folder.path() / "plain", "#!/bin/sh\n");
  write_script(folder.path() / "no-first-line", "echo\n");
  write_script(folder.path() / "bad-interpreter", "#!/no/such/interpreter\n");
  ProcessSpec spec;

  CHECK(message_of(spec) == "no program to run: the argument vector is empty\nname a program");
  spec.argv = {"reeve-no-such-program"};
  CHECK(message_of(spec) ==
        "cannot find the program 'reeve-no-such-program': its environment has no PATH\n"
        "set PATH in the environment, or name the program with its folder");
  spec.environment = {{"PATH", here + ":/usr/bin:."}};
  CHECK(message_of(spec) == "there is no program 'reeve-no-such-program' in PATH=" + here +
                                ":/usr/bin:.\ninstall it, or name it with its folder");
  const std::string not_executable =
      "may not run " + here + "/plain: it is not executable\nrun: chmod +x '" + here + "/plain'";
  spec.argv = {"plain"};
  CHECK(message_of(spec) == not_executable);
  spec.argv = {"./plain"};
  spec.cwd = folder.path();
  CHECK(message_of(spec) == not_executable);
  spec.argv = {"./missing"};
  CHECK(message_of(spec) == "there is no program " + here +
                                "/missing\na name with a slash is looked up in the folder to start in");
  spec.argv = {"./no-first-line"};
  CHECK(message_of(spec) ==
        "cannot start './no-first-line': Exec format error\na script needs a first line such as #!/bin/sh");
  spec.argv = {"./bad-interpreter"};
  CHECK(message_of(spec) ==
        "cannot start './bad-interpreter': No such file or directory\n"
        "the interpreter in its first line, or its loader, does not exist");
  spec.argv = {"/bin/sh", std::string("a\0b", 3)};
  CHECK(message_of(spec) == "an argument of '/bin/sh' holds a NUL byte\nhand such data over in a file");
  spec.argv = {"/bin/true"};
  spec.environment["A=B"] = "c";
  CHECK(message_of(spec) ==
        "the environment of '/bin/true' cannot hold the variable 'A=B'\n"
        "a name must not be empty or hold '=', and neither name nor value may hold a NUL byte");
}

TEST_CASE("a folder to start in that is not there is an error that says so") {
  const TemporaryFolder folder;
  const std::string here = folder.path().string();
  write_file(folder.path() / "file", "");
  ProcessSpec spec = shell(":");
  spec.cwd = folder.path() / "missing";
  CHECK(message_of(spec) ==
        "cannot start '/bin/sh' in " + here + "/missing: there is no such folder\nmake the folder first");
  spec.cwd = folder.path() / "file";
  CHECK(message_of(spec) ==
        "cannot start '/bin/sh' in " + here + "/file: it is not a folder\nname a folder to start in");
}

TEST_CASE("a relative entry of PATH never finds a program") {
  const TemporaryFolder folder;
  write_script(folder.path() / "planted", "#!/bin/sh\n");
  ProcessSpec spec;
  spec.argv = {"planted"};
  spec.cwd = folder.path();
  spec.environment = {{"PATH", ".::./"}};
  CHECK(message_of(spec) ==
        "there is no program 'planted' in PATH=.::./\ninstall it, or name it with its folder");
}

// ---------------------------------------------------------------- for messages

TEST_CASE("the words of a command are quoted so that a shell reads the same words") {
  const std::vector<std::string> words = {"printf", "%s|", "it's", "", "a b", "$HOME", "ü\n"};
  CHECK(shell_words(words) == "'printf' '%s|' 'it'\\''s' '' 'a b' '$HOME' 'ü\n'");
  CHECK(run_process(shell(shell_words(words))).out == "it's||a b|$HOME|ü\n|");
  CHECK(shell_words({}) == "");
}

TEST_CASE("each end has a line for messages") {
  ProcessResult result;
  const auto line = [&](ProcessEnd end) {
    result.end = end;
    return describe_end(result);
  };
  result.exit_code = 3;
  result.signal = 9;
  result.limit = Milliseconds(90'000);
  result.duration = Milliseconds(1'500);
  result.out_bytes = 40;
  result.err_bytes = 2;
  CHECK(line(ProcessEnd::exited) == "exit code 3");
  CHECK(line(ProcessEnd::signalled) == "killed by signal 9");
  CHECK(line(ProcessEnd::wall_limit) == "stopped at its time limit of 1 min 30 s");
  CHECK(line(ProcessEnd::idle_limit) == "stopped after 1 min 30 s without output");
  CHECK(line(ProcessEnd::output_limit) == "stopped after 42 bytes of output");
  CHECK(line(ProcessEnd::stopped) == "stopped on request after 1.5 s");
  CHECK(line(ProcessEnd::lost) == "lost: its keeper was killed");
}

}  // namespace

}  // namespace process_test
