#include "base/keeper.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <span>

#include "base/process_memory.h"
#include "base/process_tree.h"

namespace reeve {
namespace {

// The kernel sends it when the THREAD that forked us ends, which need not be the end of the process. A
// signal of its own, so that it cannot be taken for a request.
constexpr int parent_thread_ended = SIGUSR1;

constexpr long nanoseconds_per_second = 1'000'000'000;

// Between rounds of killing: a child that ends wakes us at once, this is for those that end elsewhere.
constexpr timespec sweep_pause{0, 20'000'000};

// How often the processes and their memory are looked at. With 1,000 of them a look takes 75 ms, and the next
// one comes no sooner than 20 times as long after it.
constexpr int look_interval = 250;

// More processes than this are not counted; a limit beyond it never holds anybody.
constexpr std::size_t most_counted = 65'536;

timespec monotonic_now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return time;
}

timespec after(int milliseconds) {
  timespec time = monotonic_now();
  time.tv_sec += milliseconds / 1000;
  time.tv_nsec += milliseconds % 1000 * 1'000'000L;
  if (time.tv_nsec >= nanoseconds_per_second) {
    time.tv_sec += 1;
    time.tv_nsec -= nanoseconds_per_second;
  }
  return time;
}

// From one time to another; nothing if that is over.
timespec between(const timespec& from, const timespec& to) {
  timespec left{to.tv_sec - from.tv_sec, to.tv_nsec - from.tv_nsec};
  if (left.tv_nsec < 0) {
    left.tv_sec -= 1;
    left.tv_nsec += nanoseconds_per_second;
  }
  return left.tv_sec < 0 ? timespec{0, 0} : left;
}

timespec time_until(const timespec& deadline) {
  return between(monotonic_now(), deadline);
}

timespec time_since(const timespec& start) {
  return between(start, monotonic_now());
}

void send(int status_descriptor, const KeeperMessage& message) {
  // Far below PIPE_BUF, so never in parts. With the parent gone it fails, and nobody needs to know.
  [[maybe_unused]] const ssize_t size = ::write(status_descriptor, &message, sizeof(message));
}

// Ignored signals outlive execve: a program started by nohup would otherwise pass that on.
void reset_signal_handlers() {
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
}

void block_all_signals() {
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_BLOCK, &all, nullptr);
}

void close_one_by_one(int kept) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  constexpr rlim_t reasonable = 65'536;  // an unlimited number would take minutes
  const int end = static_cast<int>(limit.rlim_cur < reasonable ? limit.rlim_cur : reasonable);
  for (int descriptor = 3; descriptor < end; ++descriptor) {
    if (descriptor != kept) ::close(descriptor);
  }
}

void close_all_but_streams_and(int kept) {
  const auto number = static_cast<unsigned>(kept);
  // Without the system call (before Linux 5.9) it fails whatever is asked.
  if (::close_range(number + 1, ~0U, 0) != 0) return close_one_by_one(kept);
  if (number > 3) ::close_range(3, number - 1, 0);
}

// Otherwise whoever reads the program's output would wait for us to close it, too.
void let_go_of_the_streams() {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int stream = 0; stream <= 2; ++stream) {
    if (null >= 0) {
      ::dup2(null, stream);
    } else {
      ::close(stream);
    }
  }
  if (null > 2) ::close(null);
}

[[noreturn]] void give_up(const KeeperOrders& orders, KeeperMessage::Step step) {
  KeeperMessage message;
  message.kind = KeeperMessage::Kind::not_started;
  message.step = step;
  message.error_number = errno;
  send(orders.status_descriptor, message);
  ::_exit(127);
}

void report_start(const KeeperOrders& orders) {
  KeeperMessage message;
  message.kind = KeeperMessage::Kind::starting;
  message.pid = ::getpid();
  send(orders.status_descriptor, message);
}

[[noreturn]] void become_program(const KeeperOrders& orders, pid_t keeper) {
  ::setsid();  // a group to interrupt, and a session to find it by if the keeper is killed
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != keeper) ::_exit(127);
  if (orders.file_bytes > 0) {
    const rlimit limit{orders.file_bytes, orders.file_bytes};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) give_up(orders, KeeperMessage::Step::limit_files);
  }
  if (orders.folder != nullptr && ::chdir(orders.folder) != 0) {
    give_up(orders, KeeperMessage::Step::change_folder);
  }
  report_start(orders);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(orders.program, orders.argv, const_cast<char* const*>(orders.envp));
  give_up(orders, KeeperMessage::Step::execute);
}

// vfork, for fork would copy the page tables of the whole parent a second time. The child shares our memory
// until execve: become_program writes to nothing but its own frame.
[[gnu::noinline]] pid_t start_program(const KeeperOrders& orders, pid_t keeper) {
  const pid_t pid = ::vfork();
  if (pid == 0) become_program(orders, keeper);
  return pid;
}

class Keeper {
 public:
  Keeper(pid_t program, const KeeperOrders& orders)
      : program_(program),
        parent_(orders.parent),
        grace_(orders.grace),
        status_descriptor_(orders.status_descriptor),
        walls_(orders.walls),
        most_processes_(orders.processes),
        most_memory_(orders.memory_bytes),
        next_look_(after(look_interval)) {
    ::sigfillset(&all_signals_);
  }

  void watch() {
    while (reap() && !program_ended_) {
      if (handle(next_signal()) == Next::sweep) break;
    }
    if (asked_to_end_) let_all_end();
    sweep();
    report(KeeperMessage::Kind::done);
  }

 private:
  enum class Next { watch, sweep };

  Next handle(int signal) {
    switch (signal) {
      case static_cast<int>(KeeperRequest::interrupt):
        asked_to_end_ = true;
        interrupt_program();
        return Next::watch;
      case static_cast<int>(KeeperRequest::terminate):
        asked_to_end_ = true;
        signal_descendants(SIGTERM);
        return Next::watch;
      case static_cast<int>(KeeperRequest::kill):
        asked_to_end_ = false;
        return Next::sweep;
      case parent_thread_ended:
        if (::getppid() == parent_) return Next::watch;
        asked_to_end_ = true;
        return Next::sweep;
      default:  // SIGCHLD: the caller reaps
        return Next::watch;
    }
  }

  // The next signal, or -1 when it is time to look at the limits and they are kept.
  int next_signal() {
    if (most_processes_ == 0 && most_memory_ == 0) return ::sigwaitinfo(&all_signals_, nullptr);
    const timespec left = time_until(next_look_);
    if (left.tv_sec > 0 || left.tv_nsec > 0) return ::sigtimedwait(&all_signals_, nullptr, &left);
    const timespec start = monotonic_now();
    const bool far_over = look_at_limits();
    const timespec took = time_since(start);
    const auto pause = 20 * (took.tv_sec * 1000 + took.tv_nsec / 1'000'000);
    next_look_ = after(pause > look_interval ? static_cast<int>(pause) : look_interval);
    return far_over ? static_cast<int>(KeeperRequest::kill) : -1;
  }

  // Tells the parent what is over its limit. True if something is so far over it that nobody may wait.
  bool look_at_limits() {
    std::array<pid_t, most_counted> room;
    const std::size_t found = list_descendants(::getpid(), room);
    const auto pids = std::span(room).first(found);
    const auto walls = static_cast<std::uint64_t>(walls_);
    const std::uint64_t processes = found > walls ? found - walls : 0;
    if (is_over(KeeperMessage::Limit::processes, processes, most_processes_)) return true;
    if (most_memory_ == 0) return false;
    return is_over(KeeperMessage::Limit::memory, memory_of(pids, most_memory_), most_memory_);
  }

  bool is_over(KeeperMessage::Limit limit, std::uint64_t measured, std::uint64_t most) const {
    if (most == 0 || measured <= most) return false;
    KeeperMessage message;
    message.kind = KeeperMessage::Kind::over_limit;
    message.limit = limit;
    message.measured = measured;
    send(status_descriptor_, message);
    return measured > most + most / 2;
  }

  // Whoever was asked to end may do so by itself, not the program alone: git waits for nobody when it is
  // terminated, and what it talks to (a receive-pack on this machine) has locks to take away.
  void let_all_end() {
    signal_descendants(SIGTERM);
    const timespec deadline = after(grace_);
    while (reap()) {
      const timespec left = time_until(deadline);
      if (left.tv_sec == 0 && left.tv_nsec == 0) return;
      if (wait_for_child_or(KeeperRequest::kill, left) == static_cast<int>(KeeperRequest::kill)) return;
    }
  }

  // Takes the end of every child that has ended; false if there is no child any more.
  bool reap() {
    for (;;) {
      siginfo_t ended{};
      if (::waitid(P_ALL, 0, &ended, WEXITED | WNOHANG | WNOWAIT) != 0) return false;
      if (ended.si_pid == 0) return true;
      // Before its number is given back: afterwards the group's number could be somebody else's.
      if (ended.si_pid == program_ && !asked_to_end_) ::kill(-program_, SIGKILL);
      int status = 0;
      ::waitpid(ended.si_pid, &status, 0);
      note_end(ended.si_pid, status);
    }
  }

  void note_end(pid_t pid, int status) {
    if (pid == program_ && !program_ended_) {
      program_ended_ = true;
      program_status_ = status;
    } else if (walls_ == 0 && program_ended_ && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
      ++swept_;
    }
  }

  // Kills all descendants until there is none. It has no limit of its own: what cannot be killed (a process
  // of another user, a wait on a dead network folder) is for the parent to give up on.
  void sweep() {
    bool told = false;
    while (reap()) {
      if (program_ended_ && !told) {
        report(KeeperMessage::Kind::program_ended);
        told = true;
      }
      kill_children();
      wait_for_child_or(KeeperRequest::kill, sweep_pause);
    }
  }

  // Only children, with their groups: when they die, their own children become ours and are next. So each
  // pid that we kill cannot have been given to another process meanwhile (only we can wait for it), and a
  // group dies in one step, which no loop of forks outruns.
  void kill_children() {
    std::array<pid_t, 1024> children;
    const std::size_t count = list_children(::getpid(), children);
    for (const pid_t child : std::span(children).first(count)) {
      const auto stat = read_process_stat(child);
      if (stat && stat->group > 1) ::kill(-stat->group, SIGKILL);
      ::kill(child, SIGKILL);
    }
  }

  void interrupt_program() {
    if (walls_ == 0) {
      ::kill(-program_, SIGINT);
    } else {
      signal_inside(SIGINT, Whom::group_of_program);
    }
  }

  void signal_descendants(int signal) {
    if (walls_ > 0 && !program_ended_) return signal_inside(signal, Whom::all);
    std::array<pid_t, 4096> descendants;
    const std::size_t count = list_descendants(::getpid(), descendants);
    for (const pid_t descendant : std::span(descendants).first(count)) ::kill(descendant, signal);
  }

  enum class Whom { group_of_program, all };

  // Those behind the walls: each wall but the innermost has one child, the next. While they are being built
  // there is nobody behind them.
  void signal_inside(int signal, Whom whom) const {
    pid_t innermost = program_;
    for (int wall = 1; wall < walls_; ++wall) {
      std::array<pid_t, 1> child;
      if (list_children(innermost, child) == 0) return;
      innermost = child[0];
    }
    std::array<pid_t, 4096> inside;
    const std::size_t count = list_descendants(innermost, inside);
    for (const pid_t pid : std::span(inside).first(count)) {
      const auto stat = read_process_stat(pid);
      const bool is_meant = whom == Whom::all || (stat && stat->group == program_);
      if (is_meant) ::kill(pid, signal);
    }
  }

  int wait_for_child_or(KeeperRequest request, const timespec& longest) {
    sigset_t awaited;
    ::sigemptyset(&awaited);
    ::sigaddset(&awaited, SIGCHLD);
    ::sigaddset(&awaited, static_cast<int>(request));
    return ::sigtimedwait(&awaited, nullptr, &longest);
  }

  void report(KeeperMessage::Kind kind) const {
    KeeperMessage message;
    message.kind = kind;
    message.pid = program_;
    message.wait_status = program_status_;
    message.swept = swept_;
    send(status_descriptor_, message);
  }

  pid_t program_;
  pid_t parent_;
  int grace_;
  int status_descriptor_;
  int walls_;
  std::uint64_t most_processes_;  // 0: no limit
  std::uint64_t most_memory_;
  timespec next_look_;
  sigset_t all_signals_;
  bool asked_to_end_ = false;
  bool program_ended_ = false;
  int program_status_ = 0;
  int swept_ = 0;
};

}  // namespace

void become_keeper(const KeeperOrders& orders) noexcept {
  block_all_signals();
  reset_signal_handlers();
  ::prctl(PR_SET_NAME, "reeve-keeper");
  ::setsid();  // Ctrl-C on the terminal is for Reeve alone
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  ::prctl(PR_SET_PDEATHSIG, parent_thread_ended);
  if (::getppid() != orders.parent) ::_exit(127);
  // Before the program runs: its first act may be to stop us, and Boost's launch waits until its own pipe
  // is closed here. The program then has nothing to inherit but its streams.
  close_all_but_streams_and(orders.status_descriptor);
  const pid_t program = start_program(orders, ::getpid());
  if (program < 0) give_up(orders, KeeperMessage::Step::fork);
  let_go_of_the_streams();
  [[maybe_unused]] const int moved = ::chdir("/");  // so that our folder can be removed or unmounted
  Keeper(program, orders).watch();
  ::_exit(0);
}

}  // namespace reeve
