// Programs that live on without whoever started them.
#include "base/detached.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "support/catch.h"
#include "support/child_process.h"
#include "support/processes.h"

namespace detached_test {

using namespace reeve;
namespace {

using test::eventually;

// A shell script that notes its pid in "pid" of the folder it runs in when all before that is done.
class Detached {
 public:
  void start(const std::string& script) const {
    start_detached({.argv = {"sh", "-c", script + "; echo $$ >pid"},
                    .cwd = folder_.path(),
                    .environment = minimal_environment(),
                    .log = file("log")});
  }
  std::filesystem::path file(const std::string& name) const { return folder_.path() / name; }
  pid_t pid() const { return test::pid_in(file("pid")); }
  std::string told() const {
    REQUIRE(eventually([&] { return pid() != 0; }));
    return read_file(file("log"));
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("a detached program runs in its folder, reads nothing, and adds both outputs to the log") {
  const Detached detached;
  write_file(detached.file("log"), "before\n");
  detached.start("cat; pwd; echo trouble >&2");
  CHECK(detached.told() == "before\n" + detached.file("").parent_path().string() + "\ntrouble\n");
}

TEST_CASE("a detached program has no other open file, no signal ignored, and a session of its own") {
  const Detached detached;
  int ends[2] = {-1, -1};
  REQUIRE(::pipe(ends) == 0);  // without O_CLOEXEC: whoever reads it would wait for every holder to end
  ::signal(SIGUSR2, SIG_IGN);
  // The first 28 signals: glibc ignores two of its own above them.
  detached.start(
      "ls /proc/$$/fd; sed -n 's/^SigIgn:.*\\(.\\{7\\}\\)$/\\1/p' /proc/$$/status; ps -o sid= -p $$ "
      "| xargs");
  ::signal(SIGUSR2, SIG_DFL);
  const std::string told = detached.told();
  CHECK(told == "0\n1\n2\n0000000\n" + std::to_string(detached.pid()) + "\n");
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST_CASE("a detached program goes on when its starter has ended") {
  const Detached detached;
  test::ChildProcess starter([&] {
    detached.start("while kill -0 " + std::to_string(::getpid()) + " 2>&-; do sleep 0.01; done; echo alone");
  });
  CHECK(starter.wait() == 0);
  CHECK(detached.told() == "alone\n");
}

TEST_CASE("a program that cannot be detached is told") {
  const Detached detached;
  const DetachedProgram missing{.argv = {"/no/such/program"},
                                .cwd = detached.file(""),
                                .environment = minimal_environment(),
                                .log = detached.file("log")};
  CHECK_THROWS_AS(start_detached(missing), Error);
  DetachedProgram unlogged = missing;
  unlogged.argv = {"true"};
  unlogged.log = "/no/such/folder/log";
  CHECK_THROWS_WITH(start_detached(unlogged),
                    "cannot write '/no/such/folder/log': No such file or directory");
}

}  // namespace detached_test
