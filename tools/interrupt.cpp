#include "tools/interrupt.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <system_error>
#include <thread>

#include "base/error.h"

namespace reeve::cli {
namespace {

// One Ctrl-C arrives twice under `git reeve`: from the terminal, and passed on by the git program, which
// kills its child with the signal it got itself. Nobody types twice in this time.
constexpr std::chrono::milliseconds same_key_press{300};

// A pipe and a thread, because request_stop() runs callbacks and takes locks, which a signal handler must
// not. No sigwait: it needs the signals blocked, and started programs would inherit that.
int wake_up_descriptor = -1;
pid_t watching_process = 0;

struct StopSources {
  std::stop_source orderly;
  std::stop_source quick;
};

// Never destroyed: the watching thread uses it to the very end.
StopSources& stop_sources() {
  static auto& sources = *new StopSources;
  return sources;
}

void handle_interrupt(int) {
  // A forked child that has not yet called exec has this handler, too; the press is counted once.
  if (getpid() != watching_process) return;
  const int saved_errno = errno;
  [[maybe_unused]] const ssize_t written = write(wake_up_descriptor, "!", 1);
  errno = saved_errno;
}

// False when the pipe is closed.
bool wait_for_signal(int descriptor) {
  std::array<char, 1> byte{};
  ssize_t count = 0;
  do count = read(descriptor, byte.data(), byte.size());
  while (count < 0 && errno == EINTR);
  return count == 1;
}

void end_on_the_spot() {
  std::signal(SIGINT, SIG_DFL);
  kill(getpid(), SIGINT);
}

void count_signals(int descriptor) {
  using SteadyClock = std::chrono::steady_clock;
  int presses = 0;
  SteadyClock::time_point last;
  while (wait_for_signal(descriptor)) {
    const auto now = SteadyClock::now();
    if (presses > 0 && now - last < same_key_press) continue;
    last = now;
    ++presses;
    if (presses == 1) stop_sources().orderly.request_stop();
    if (presses == 2) stop_sources().quick.request_stop();
    if (presses == 3) end_on_the_spot();
  }
}

void watch(int signal) {
  struct sigaction action{};
  sigaction(signal, nullptr, &action);
  if (action.sa_handler == SIG_IGN) return;
  action.sa_handler = handle_interrupt;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, nullptr);
}

}  // namespace

void watch_for_interrupts() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw Error(ErrorKind::io, "cannot make a pipe: " + std::generic_category().message(errno));
  }
  // A handler must never block, not even when thousands of signals are sent.
  fcntl(ends[1], F_SETFL, O_NONBLOCK);
  wake_up_descriptor = ends[1];
  watching_process = getpid();
  std::thread(count_signals, ends[0]).detach();
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) watch(signal);
}

std::stop_token interrupt_token() {
  return stop_sources().orderly.get_token();
}

std::stop_token quick_end_token() {
  return stop_sources().quick.get_token();
}

}  // namespace reeve::cli
