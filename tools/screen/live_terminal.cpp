#include "tools/screen/live_terminal.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include "base/error.h"
#include "tools/interrupt.h"
#include "tools/output.h"

namespace reeve::cli {

namespace {

// A screen of its own, no cursor, and no wrapping: a character that is wider than it is thought to be must
// not push the lines below it.
constexpr std::string_view enter_screen = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[H\x1b[2J";
constexpr std::string_view leave_screen = "\x1b[?7h\x1b[?25h\x1b[?1049l";

// A terminal sends the bytes of one key together; over a slow line they may come in two packets.
constexpr Milliseconds rest_of_a_key{50};

std::atomic<int> signal_pipe{-1};
std::atomic<pid_t> screen_process{0};

void tell_pipe(char what) {
  const int descriptor = signal_pipe.load();
  if (descriptor < 0) return;
  const int saved_errno = errno;
  [[maybe_unused]] const ssize_t written = write(descriptor, &what, 1);
  errno = saved_errno;
}

constexpr char window_changed = 'w';
constexpr char asked_to_stop = 'z';
constexpr char continued = 'c';
constexpr char woken = '!';

void handle_screen_signal(int signal) {
  // A forked child that has not yet called exec has this handler, too.
  if (getpid() != screen_process) return;
  if (signal == SIGWINCH) tell_pipe(window_changed);
  if (signal == SIGTSTP) tell_pipe(asked_to_stop);
  if (signal == SIGCONT) tell_pipe(continued);
}

struct sigaction action_of(void (*handler)(int)) {
  struct sigaction action{};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  return action;
}

[[noreturn]] void throw_io(const std::string& what) {
  throw Error(ErrorKind::io, what + ": " + std::generic_category().message(errno));
}

}  // namespace

bool can_be_live() {
  const char* const term = std::getenv("TERM");
  const bool is_able = term != nullptr && *term != '\0' && std::string_view(term) != "dumb";
  return is_able && isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1;
}

// The handlers and the pipe into which they write, as a handler may do nothing else.
class LiveTerminal::Signals {
 public:
  Signals() {
    if (pipe2(ends_.data(), O_CLOEXEC | O_NONBLOCK) != 0) throw_io("cannot make a pipe");
    screen_process = getpid();
    signal_pipe = ends_[1];
    const struct sigaction action = action_of(handle_screen_signal);
    for (std::size_t index = 0; index < watched.size(); ++index)
      sigaction(watched[index], &action, &before_[index]);
  }
  ~Signals() {
    for (std::size_t index = 0; index < watched.size(); ++index)
      sigaction(watched[index], &before_[index], nullptr);
    signal_pipe = -1;
    close(ends_[0]);
    close(ends_[1]);
  }
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  int readable() const { return ends_[0]; }

  // All that was told since the last call.
  std::string take() const {
    std::string told;
    std::array<char, 64> bytes{};
    for (ssize_t count = 0; (count = read(ends_[0], bytes.data(), bytes.size())) > 0;)
      told.append(bytes.data(), static_cast<std::size_t>(count));
    return told;
  }

  // While `action` runs, Ctrl-Z stops this program at once, as it does with everybody who does not handle it.
  static void without_stop_handler(const std::function<void()>& action) {
    with_handler(SIGTSTP, SIG_DFL, action);
  }
  // While `action` runs, Ctrl-C is for what it runs. Not SIG_IGN, which a started program would inherit.
  static void without_interrupt(const std::function<void()>& action) {
    with_handler(SIGINT, [](int) {}, action);
  }

 private:
  static void with_handler(int signal, void (*handler)(int), const std::function<void()>& action) {
    const struct sigaction other = action_of(handler);
    struct sigaction ours{};
    sigaction(signal, &other, &ours);
    action();
    sigaction(signal, &ours, nullptr);
  }

  static constexpr std::array watched{SIGWINCH, SIGTSTP, SIGCONT};
  std::array<int, 2> ends_{};
  std::array<struct sigaction, watched.size()> before_{};
};

LiveTerminal::LiveTerminal() : signals_(std::make_unique<Signals>()) {
  if (tcgetattr(STDIN_FILENO, &before_) != 0) throw_io("cannot ask the terminal for its settings");
  take();
  on_interrupt_ = std::make_unique<std::stop_callback<std::function<void()>>>(interrupt_token(),
                                                                              [] { tell_pipe(woken); });
}

LiveTerminal::~LiveTerminal() {
  on_interrupt_.reset();
  give_back();
}

// Ctrl-C and Ctrl-Z stay signals; Ctrl-\ would leave a core and no terminal to look at it.
void LiveTerminal::take() {
  termios live = before_;
  live.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | IEXTEN);
  live.c_iflag &= ~static_cast<tcflag_t>(ICRNL | IXON);
  live.c_cc[VMIN] = 1;
  live.c_cc[VTIME] = 0;
  live.c_cc[VQUIT] = _POSIX_VDISABLE;
  if (tcsetattr(STDIN_FILENO, TCSADRAIN, &live) != 0) throw_io("cannot change the terminal's settings");
  is_taken_ = true;
  write_to_descriptor(STDOUT_FILENO, enter_screen);
  painter_.forget();
}

void LiveTerminal::give_back() noexcept try {
  if (!is_taken_) return;
  is_taken_ = false;
  tcsetattr(STDIN_FILENO, TCSADRAIN, &before_);
  write_to_descriptor(STDOUT_FILENO, leave_screen);
} catch (const std::exception&) {
  // The terminal is gone, and with it what would have to be put right.
}

ScreenSize LiveTerminal::size() const {
  winsize window{};
  ScreenSize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0) return size;
  if (window.ws_row > 0) size.rows = window.ws_row;
  if (window.ws_col > 0) size.columns = window.ws_col;
  return size;
}

void LiveTerminal::show(const std::vector<std::string>& lines) {
  const std::string text = painter_.paint(lines, size());
  if (!text.empty() && !write_to_descriptor(STDOUT_FILENO, text)) is_closed_ = true;
}

void LiveTerminal::stop_and_continue() {
  give_back();
  Signals::without_stop_handler([] { kill(getpid(), SIGTSTP); });
  take();
}

void LiveTerminal::note_signals() {
  const std::string told = signals_->take();
  if (told.find(asked_to_stop) != std::string::npos) {
    stop_and_continue();
  } else if (told.find(continued) != std::string::npos) {
    take();  // stopped by SIGSTOP: the shell has changed the terminal meanwhile
  }
}

void LiveTerminal::read_keys(Happened& happened) {
  std::array<char, 4096> bytes{};
  const ssize_t count = read(STDIN_FILENO, bytes.data(), bytes.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count <= 0) {
    is_closed_ = true;
    return;
  }
  happened.keys = keys_.take({bytes.data(), static_cast<std::size_t>(count)});
}

Happened LiveTerminal::wait(Milliseconds longest) {
  Happened happened;
  std::array<pollfd, 2> sources{pollfd{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                                pollfd{.fd = signals_->readable(), .events = POLLIN, .revents = 0}};
  const Milliseconds limit = keys_.is_waiting() ? rest_of_a_key : longest;
  const int ready = poll(sources.data(), sources.size(), static_cast<int>(limit.count()));
  if (ready == 0) happened.keys = keys_.finish();
  if (ready > 0 && sources[1].revents != 0) note_signals();
  if (ready > 0 && sources[0].revents != 0) read_keys(happened);
  happened.is_asked_to_end = is_closed_ || interrupt_token().stop_requested();
  return happened;
}

void LiveTerminal::wake() {
  tell_pipe(woken);
}

void LiveTerminal::lend(const std::function<void()>& action) {
  give_back();
  Signals::without_interrupt([&] { Signals::without_stop_handler(action); });
  take();
}

}  // namespace reeve::cli
