#include "base/process_start.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/process/v2/environment.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>
#include <boost/system/system_error.hpp>
#include <cerrno>

#include "base/error.h"
#include "base/keeper.h"

namespace reeve {
namespace {

namespace boost_process = boost::process::v2;

struct Pipe {
  Descriptor to_read;
  Descriptor to_write;
};

[[noreturn]] void throw_last_error(const char* what) {
  throw boost::system::system_error(errno, boost::system::system_category(), what);
}

// Programs expect their own streams on 0, 1 and 2, which are free if ours were closed.
Descriptor above_the_streams(int descriptor) {
  Descriptor low(descriptor);
  if (descriptor > 2) return low;
  Descriptor high(::fcntl(descriptor, F_DUPFD_CLOEXEC, 3));
  if (!high.is_open()) throw_last_error("open file");
  return high;
}

// Boost's own pipes are opened without O_CLOEXEC, so that a fork in another thread could pass them on.
Pipe make_pipe() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) throw_last_error("pipe");
  return {above_the_streams(ends[0]), above_the_streams(ends[1])};
}

Descriptor open_null() {
  return above_the_streams(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

// No handler of ours may run in the fork, before the keeper has set its own ways.
class AllSignalsBlocked {
 public:
  AllSignalsBlocked() {
    sigset_t all;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  ~AllSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  AllSignalsBlocked(const AllSignalsBlocked&) = delete;
  AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

// The last initializer: in the fork, Boost has put the streams in place, and we go on alone. Boost's own way
// would end with ::exit when the start fails, which runs the parent's exit handlers a second time.
struct UnderKeeper {
  KeeperOrders orders;

  boost_process::error_code on_exec_setup(boost_process::posix::default_launcher& launcher,
                                          const boost_process::filesystem::path&, const char* const*) {
    orders.envp = launcher.env;
    become_keeper(orders);
  }
};

// Boost passes over an initializer that is const, so `streams` must not be.
pid_t launch(boost::asio::io_context& context, const KeeperOrders& orders,
             const std::vector<std::string>& assignments, boost_process::process_stdio& streams) {
  const AllSignalsBlocked blocked;
  boost_process::posix::default_launcher launcher;
  try {
    boost_process::process process =
        launcher(context, orders.program, std::vector<std::string>{}, streams,
                 boost_process::process_environment(assignments), UnderKeeper{orders});
    process.detach();  // its destructor would wait for the pid again, when it can be another process's
  } catch (...) {
    // The fork may have worked and only Boost's handle of it not.
    if (launcher.pid > 0) {
      ::kill(launcher.pid, static_cast<int>(KeeperRequest::kill));
      ::waitpid(launcher.pid, nullptr, 0);
    }
    throw;
  }
  return launcher.pid;
}

}  // namespace

StartedProcess start_under_keeper(boost::asio::io_context& context, const std::filesystem::path& program,
                                  const ProcessSpec& spec) {
  try {
    Pipe input;
    if (spec.standard_input.empty()) {
      input.to_read = open_null();
    } else {
      input = make_pipe();
    }
    Pipe out = make_pipe();
    Pipe err = make_pipe();
    Pipe status = make_pipe();
    const std::vector<char*> argv = pointers_to(spec.argv);
    const char* folder = spec.cwd.empty() ? nullptr : spec.cwd.c_str();
    const KeeperOrders orders{program.c_str(),
                              argv.data(),
                              nullptr,
                              folder,
                              status.to_write.number(),
                              static_cast<int>(spec.limits.descendants_grace.count()),
                              ::getpid(),
                              spec.walls,
                              spec.limits.processes.value_or(0),
                              spec.limits.memory_bytes.value_or(0),
                              spec.limits.file_bytes.value_or(0)};
    boost_process::process_stdio streams{input.to_read.number(), out.to_write.number(),
                                         err.to_write.number()};
    const pid_t keeper = launch(context, orders, assignments_of(spec.environment), streams);
    return {keeper, std::move(input.to_write), std::move(out.to_read), std::move(err.to_read),
            std::move(status.to_read)};
  } catch (const boost::system::system_error& error) {
    throw Error(ErrorKind::process, "cannot start '" + spec.argv[0] + "': " + error.what(),
                "look at the limits of open files and processes (ulimit -n, ulimit -u)");
  }
}

}  // namespace reeve
