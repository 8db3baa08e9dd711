#include "base/process.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <cstring>
#include <span>

#include "base/disk_use.h"
#include "base/error.h"
#include "base/keeper.h"
#include "base/kept_output.h"
#include "base/process_start.h"
#include "base/process_tree.h"
#include "base/program_lookup.h"

namespace reeve {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using SteadyTime = std::chrono::steady_clock::time_point;

// A keeper that has not killed everything by then never will: a process of another user, or one that
// waits for a dead network folder.
constexpr Milliseconds longest_sweep{5'000};

constexpr std::size_t read_size = 65'536;  // the capacity of a pipe

constexpr Milliseconds disk_interval{1'000};

// Reads in a row, so that a program that prints without a pause does not keep the timers waiting.
constexpr int reads_at_once = 16;

SteadyTime steady_now() {
  return std::chrono::steady_clock::now();
}

Milliseconds elapsed_since(SteadyTime start) {
  return std::chrono::duration_cast<Milliseconds>(steady_now() - start);
}

// Writing to a program that has closed its input must not kill us. The mask of this thread, for the
// process's handlers belong to the process.
class BrokenPipeBlocked {
 public:
  BrokenPipeBlocked() {
    ::sigemptyset(&broken_pipe_);
    ::sigaddset(&broken_pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &broken_pipe_, &before_);
  }
  ~BrokenPipeBlocked() {
    if (::sigismember(&before_, SIGPIPE) == 1) return;
    const timespec no_time{0, 0};
    ::sigtimedwait(&broken_pipe_, nullptr, &no_time);
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  BrokenPipeBlocked(const BrokenPipeBlocked&) = delete;
  BrokenPipeBlocked& operator=(const BrokenPipeBlocked&) = delete;

 private:
  sigset_t broken_pipe_;
  sigset_t before_;
};

void kill_listed(std::span<const pid_t> pids) {
  for (const pid_t pid : pids) ::kill(pid, SIGKILL);
}

// Without its keeper a program dies of its parent-death signal; what it started is found by its session.
void kill_session(pid_t session) {
  std::array<pid_t, 1024> members;
  const SteadyTime start = steady_now();
  while (const std::size_t count = list_session(session, members)) {
    kill_listed(std::span(members).first(count));
    if (elapsed_since(start) > longest_sweep) return;
    ::poll(nullptr, 0, 2);  // the killed need a moment to disappear
  }
}

// The signal that a wall's exit code stands for; 0 if it is just an exit code. Only signals that end programs
// in practice: a coding CLI that exits with an HTTP status modulo 256 (401 is 145) was not killed.
int signal_told_by(int exit_code) {
  constexpr std::array fatal{SIGHUP,  SIGINT,  SIGQUIT, SIGILL,  SIGTRAP, SIGABRT, SIGBUS, SIGFPE,
                             SIGKILL, SIGSEGV, SIGPIPE, SIGTERM, SIGXCPU, SIGXFSZ, SIGSYS};
  const int signal = exit_code - 128;
  return std::ranges::count(fatal, signal) > 0 ? signal : 0;
}

struct ReadStream {
  ReadStream(asio::io_context& context, OutputStream stream_kind, std::size_t keep)
      : kind(stream_kind), descriptor(context), kept(keep) {}

  OutputStream kind;
  asio::posix::stream_descriptor descriptor;
  KeptOutput kept;
};

// One program from its start to its end. All of it happens on the thread that calls; only the stop token's
// callback comes from elsewhere, and posts.
class ProcessRun {
 public:
  explicit ProcessRun(const ProcessSpec& spec)
      : spec_(spec),
        out_(context_, OutputStream::out, spec.keep_output_bytes),
        err_(context_, OutputStream::err, spec.keep_output_bytes) {}

  ~ProcessRun() {
    if (keeper_ > 0) end_now();
  }

  ProcessRun(const ProcessRun&) = delete;
  ProcessRun& operator=(const ProcessRun&) = delete;

  ProcessResult run() {
    start();
    arm();
    context_.run();
    throw_if_not_started();
    if (gave_up_) end_now();
    drain(out_);
    drain(err_);
    wait_for_keeper();
    return result();
  }

 private:
  enum class Escalation { none, interrupted, terminated, killed };

  void start() {
    StartedProcess started = start_under_keeper(context_, program_of(spec_), spec_);
    keeper_ = started.keeper;
    take_over(started);
  }

  void take_over(StartedProcess& started) {
    if (started.input.is_open()) input_.assign(started.input.release());
    out_.descriptor.assign(started.out.release());
    err_.descriptor.assign(started.err.release());
    status_.assign(started.status.release());
    for (auto* descriptor : {&input_, &out_.descriptor, &err_.descriptor, &status_}) {
      if (descriptor->is_open()) descriptor->non_blocking(true);
    }
  }

  void arm() {
    await_status();
    await_output(out_);
    await_output(err_);
    if (input_.is_open()) write_input();
    if (spec_.limits.wall) after(wall_, *spec_.limits.wall, [this] { end(ProcessEnd::wall_limit); });
    if (spec_.limits.idle) await_idle(*spec_.limits.idle);
    if (spec_.on_tick) await_tick();
    if (spec_.limits.disk) await_disk(*spec_.limits.disk, disk_interval);
    stop_callback_.emplace(spec_.stop,
                           [this] { asio::post(context_, [this] { end(ProcessEnd::stopped); }); });
  }

  template <typename Action>
  void after(asio::steady_timer& timer, Milliseconds duration, Action action) {
    timer.expires_after(duration);
    timer.async_wait([action](error_code error) {
      if (!error) action();
    });
  }

  // --- what the keeper says

  void await_status() {
    status_.async_wait(asio::posix::stream_descriptor::wait_read, [this](error_code error) {
      if (error) return;
      read_status();
      if (done_) return context_.stop();
      await_status();
    });
  }

  void read_status() {
    KeeperMessage message;
    error_code error;
    while (!done_) {
      const std::size_t size = status_.read_some(asio::buffer(&message, sizeof(message)), error);
      if (error == asio::error::would_block) return;
      if (error || size != sizeof(message)) {
        lost_ = true;
        done_ = true;
      } else {
        heed(message);
      }
    }
  }

  void heed(const KeeperMessage& message) {
    switch (message.kind) {
      case KeeperMessage::Kind::starting:
        program_ = message.pid;
        return;
      case KeeperMessage::Kind::not_started:
        refusal_ = message;
        return;
      case KeeperMessage::Kind::over_limit:
        end(message.limit == KeeperMessage::Limit::processes ? ProcessEnd::process_limit
                                                             : ProcessEnd::memory_limit,
            message.measured);
        return;
      case KeeperMessage::Kind::program_ended:
        program_ended_ = true;
        after(escalation_timer_, longest_sweep, [this] { give_up(); });
        return;
      case KeeperMessage::Kind::done:
        program_ended_ = true;
        done_ = true;
        report_ = message;
        return;
    }
  }

  void throw_if_not_started() const {
    if (!refusal_) return;
    const std::string reason = std::strerror(refusal_->error_number);
    const std::string what = "cannot start '" + spec_.argv[0] + "'";
    if (refusal_->step == KeeperMessage::Step::fork) {
      throw Error(ErrorKind::process, what + ": " + reason, "look at the limit of processes (ulimit -u)");
    }
    if (refusal_->step == KeeperMessage::Step::limit_files) {
      throw Error(ErrorKind::process, what + ": its limit of file sizes cannot be set: " + reason,
                  "look at this process's own limit (ulimit -f)");
    }
    if (refusal_->step == KeeperMessage::Step::change_folder) {
      throw Error(ErrorKind::process, what + " in " + spec_.cwd.string() + ": " + reason,
                  "look at the folder");
    }
    throw Error(ErrorKind::process, what + ": " + reason, hint_for_execute(refusal_->error_number));
  }

  static std::string hint_for_execute(int error_number) {
    if (error_number == ENOEXEC) return "a script needs a first line such as #!/bin/sh";
    if (error_number == ENOENT) return "the interpreter in its first line, or its loader, does not exist";
    if (error_number == E2BIG) return "hand long arguments over in a file or on standard input";
    return "";
  }

  // --- its streams

  void await_output(ReadStream& stream) {
    stream.descriptor.async_wait(asio::posix::stream_descriptor::wait_read,
                                 [this, &stream](error_code error) {
                                   if (error) return;
                                   if (read_output(stream, reads_at_once)) await_output(stream);
                                 });
  }

  // False when the stream has ended.
  bool read_output(ReadStream& stream, int reads) {
    error_code error;
    for (int read = 0; read < reads; ++read) {
      const std::size_t size = stream.descriptor.read_some(asio::buffer(buffer_), error);
      if (error == asio::error::would_block) return true;
      if (error) return false;
      accept_output(stream, std::string_view(buffer_.data(), size));
    }
    return true;
  }

  void accept_output(ReadStream& stream, std::string_view piece) {
    last_output_ = steady_now();
    stream.kept.add(piece);
    if (spec_.on_output) spec_.on_output(stream.kind, piece);
    if (too_much_output()) end(ProcessEnd::output_limit);
  }

  bool too_much_output() const {
    const auto& limit = spec_.limits.output_bytes;
    return limit && out_.kept.total_bytes() + err_.kept.total_bytes() > *limit;
  }

  // What is still in the pipe. Never waits for its end, which somebody outside of our reach (a container
  // engine's server) may hold open, or even write to: hence the bound of 16 full pipes.
  void drain(ReadStream& stream) { read_output(stream, reads_at_once); }

  void write_input() {
    error_code error;
    while (written_ < spec_.standard_input.size()) {
      const auto rest = asio::buffer(spec_.standard_input) + written_;
      written_ += input_.write_some(rest, error);
      if (error == asio::error::would_block) return await_input();
      if (error) break;  // closed early: its choice
    }
    input_.close();
  }

  void await_input() {
    input_.async_wait(asio::posix::stream_descriptor::wait_write, [this](error_code error) {
      if (!error) write_input();
    });
  }

  // --- time

  void await_idle(Milliseconds limit) {
    const Milliseconds quiet = elapsed_since(last_output_);
    if (quiet >= limit) return end(ProcessEnd::idle_limit);
    // Timing anew from here on costs one timer per limit, where one per piece of output would be many.
    after(idle_, limit - quiet, [this, limit] { await_idle(limit); });
  }

  void await_tick() {
    after(tick_, spec_.tick_interval, [this] {
      spec_.on_tick();
      await_tick();
    });
  }

  // The free space is a system call, and the walk through the folders may take a second where they hold much:
  // hence not sooner again than 20 times as long as it took.
  void await_disk(const DiskLimit& limit, Milliseconds interval) {
    after(disk_, interval, [this, &limit] {
      const SteadyTime start = steady_now();
      if (const auto left = disk_left_at(limit.folders.at(0)); left < limit.reserve) {
        return end(ProcessEnd::disk_full, left);
      }
      if (const auto used = disk_use_of(limit.folders); used > limit.bytes) {
        return end(ProcessEnd::disk_limit, used);
      }
      await_disk(limit, std::max(disk_interval, 20 * elapsed_since(start)));
    });
  }

  // --- its end

  void end(ProcessEnd reason, std::uint64_t measured = 0) {
    if (program_ended_ || end_) return;
    end_ = reason;
    measured_ = measured;
    escalate();
  }

  void escalate() {
    switch (escalation_) {
      case Escalation::none:
        return request(KeeperRequest::interrupt, Escalation::interrupted, spec_.limits.interrupt_grace);
      case Escalation::interrupted:
        return request(KeeperRequest::terminate, Escalation::terminated, spec_.limits.terminate_grace);
      case Escalation::terminated:
        return request(KeeperRequest::kill, Escalation::killed, longest_sweep);
      case Escalation::killed:
        return give_up();
    }
  }

  void request(KeeperRequest request, Escalation reached, Milliseconds patience) {
    ::kill(keeper_, static_cast<int>(request));
    escalation_ = reached;
    after(escalation_timer_, patience, [this] { escalate(); });
  }

  void give_up() {
    gave_up_ = true;
    context_.stop();
  }

  // When the keeper does not answer, or an exception leaves no time to ask nicely.
  void end_now() {
    if (!done_) ::kill(keeper_, static_cast<int>(KeeperRequest::kill));
    const SteadyTime start = steady_now();
    while (!done_ && !gave_up_ && elapsed_since(start) < longest_sweep) {
      pollfd readable{status_.native_handle(), POLLIN, 0};
      ::poll(&readable, 1, static_cast<int>((longest_sweep - elapsed_since(start)).count()));
      read_status();
    }
    if (!done_) {
      lost_ = true;
      const std::vector<pid_t> descendants = descendants_of(keeper_);
      ::kill(keeper_, SIGKILL);
      kill_listed(descendants);
    }
    wait_for_keeper();
  }

  void wait_for_keeper() {
    if (keeper_ <= 0) return;
    // It has nothing more to do, but could have been stopped by the program and never exit.
    ::kill(keeper_, SIGKILL);
    while (::waitpid(keeper_, nullptr, 0) == -1 && errno == EINTR) {
    }
    keeper_ = 0;
    if (lost_ && program_ > 0) kill_session(program_);
  }

  ProcessResult result() const {
    ProcessResult result;
    result.out = out_.kept.text();
    result.err = err_.kept.text();
    result.out_bytes = out_.kept.total_bytes();
    result.err_bytes = err_.kept.total_bytes();
    result.duration = elapsed_since(start_);
    result.swept = report_.swept;
    if (!lost_) {
      if (WIFEXITED(report_.wait_status)) result.exit_code = WEXITSTATUS(report_.wait_status);
      if (WIFSIGNALED(report_.wait_status)) result.signal = WTERMSIG(report_.wait_status);
      if (spec_.walls > 0) result.signal = std::max(result.signal, signal_told_by(result.exit_code));
    }
    result.measured = measured_;
    result.end = end_of(result);
    if (result.end == ProcessEnd::wall_limit) result.limit = *spec_.limits.wall;
    if (result.end == ProcessEnd::idle_limit) result.limit = *spec_.limits.idle;
    return result;
  }

  ProcessEnd end_of(const ProcessResult& result) const {
    if (lost_) return ProcessEnd::lost;
    if (end_) return *end_;
    // Whether a program that prints too much also ends before we have read it must make no difference.
    if (too_much_output()) return ProcessEnd::output_limit;
    return result.signal != 0 ? ProcessEnd::signalled : ProcessEnd::exited;
  }

  const ProcessSpec& spec_;
  const SteadyTime start_ = steady_now();
  const BrokenPipeBlocked broken_pipe_blocked_;
  asio::io_context context_{1};  // before everything that lives in it; 1: run by one thread
  asio::posix::stream_descriptor input_{context_};
  asio::posix::stream_descriptor status_{context_};
  ReadStream out_;
  ReadStream err_;
  asio::steady_timer wall_{context_};
  asio::steady_timer idle_{context_};
  asio::steady_timer tick_{context_};
  asio::steady_timer disk_{context_};
  asio::steady_timer escalation_timer_{context_};
  std::optional<std::stop_callback<std::function<void()>>> stop_callback_;

  std::array<char, read_size> buffer_;
  std::size_t written_ = 0;
  SteadyTime last_output_ = steady_now();

  pid_t keeper_ = 0;   // 0 when it has been waited for
  pid_t program_ = 0;  // to be used only as the name of its session: it can be gone at any time
  std::optional<KeeperMessage> refusal_;
  KeeperMessage report_;
  bool program_ended_ = false;
  bool done_ = false;  // no more messages will come
  bool lost_ = false;
  bool gave_up_ = false;
  std::optional<ProcessEnd> end_;  // why we ended it, if we did
  std::uint64_t measured_ = 0;
  Escalation escalation_ = Escalation::none;
};

}  // namespace

ProcessResult run_process(const ProcessSpec& spec) {
  if (spec.stop.stop_requested()) {
    ProcessResult nothing;
    nothing.end = ProcessEnd::stopped;
    return nothing;
  }
  return ProcessRun(spec).run();
}

}  // namespace reeve
