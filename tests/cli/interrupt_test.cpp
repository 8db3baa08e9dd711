#include "tools/interrupt.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <functional>
#include <string>

#include "support/catch.h"

namespace interrupt_test {

using namespace reeve::cli;

namespace {

// A forked process that watches for interrupts and says one letter for what happens: "o" for the orderly
// stop, "q" for the quick one, and what its story says.
class WatchedProcess {
 public:
  using Say = std::function<void(char)>;

  WatchedProcess(const std::function<void()>& before_watching, const std::function<void(const Say&)>& story) {
    std::array<int, 2> ends{};
    REQUIRE(pipe(ends.data()) == 0);
    process_ = fork();
    REQUIRE(process_ >= 0);
    if (process_ == 0) tell(ends[1], before_watching, story);
    close(ends[1]);
    output_ = ends[0];
  }
  ~WatchedProcess() {
    kill(process_, SIGKILL);
    if (!waited_) waitpid(process_, nullptr, 0);
    close(output_);
  }
  WatchedProcess(const WatchedProcess&) = delete;
  WatchedProcess& operator=(const WatchedProcess&) = delete;

  // What is said until `count` letters came, or nothing more came for long enough.
  std::string hear(std::size_t count, std::chrono::milliseconds patience = std::chrono::seconds(20)) {
    std::string heard;
    pollfd waiting{.fd = output_, .events = POLLIN, .revents = 0};
    while (heard.size() < count && poll(&waiting, 1, static_cast<int>(patience.count())) == 1) {
      char letter = 0;
      if (read(output_, &letter, 1) != 1) break;
      heard += letter;
    }
    return heard;
  }
  void send(int signal) const { kill(process_, signal); }
  int wait_for_end() {
    int status = 0;
    waitpid(process_, &status, 0);
    waited_ = true;
    return status;
  }

 private:
  [[noreturn]] static void tell(int output, const std::function<void()>& before_watching,
                                const std::function<void(const Say&)>& story) {
    const Say say = [output](char letter) {
      if (write(output, &letter, 1) != 1) _exit(1);
    };
    before_watching();
    watch_for_interrupts();
    const std::stop_callback orderly(interrupt_token(), [&] { say('o'); });
    const std::stop_callback quick(quick_end_token(), [&] { say('q'); });
    story(say);
    while (true) pause();
  }

  pid_t process_ = -1;
  int output_ = -1;
  bool waited_ = false;
};

// Longer than two signals may be apart and still be one key press (300 ms).
constexpr std::chrono::milliseconds next_press{450};

void default_signals() {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) std::signal(signal, SIG_DFL);
}

}  // namespace

TEST_CASE("one Ctrl-C that arrives twice asks once, a second one asks for a quick end, a third one ends") {
  WatchedProcess process(default_signals, [](const auto&) {
    raise(SIGINT);
    raise(SIGINT);
  });
  CHECK(process.hear(1) == "o");
  CHECK(process.hear(1, next_press).empty());
  process.send(SIGTERM);
  CHECK(process.hear(1) == "q");
  CHECK(process.hear(1, next_press).empty());
  process.send(SIGINT);
  const int status = process.wait_for_end();
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGINT);
}

TEST_CASE("a signal that was ignored from the start stays ignored") {
  WatchedProcess process(
      [] {
        default_signals();
        std::signal(SIGHUP, SIG_IGN);
      },
      [](const auto& say) {
        raise(SIGHUP);
        say('r');
      });
  CHECK(process.hear(2, next_press) == "r");
  process.send(SIGTERM);
  CHECK(process.hear(1) == "o");
}

TEST_CASE("a signal to a forked child is not taken for one to the program") {
  WatchedProcess process(default_signals, [](const auto& say) {
    const pid_t child = fork();
    if (child == 0) {
      raise(SIGINT);
      _exit(0);
    }
    waitpid(child, nullptr, 0);
    say('r');
  });
  CHECK(process.hear(2, next_press) == "r");
}

}  // namespace interrupt_test
