#include "tools/output.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>

#include "support/catch.h"

namespace output_test {

using namespace reeve;
using namespace reeve::cli;

namespace {

Terminal::Sink appending_to(std::string& text) {
  return [&text](std::string_view piece) {
    text += piece;
    return true;
  };
}

// Sets a variable of the environment for one scope.
class Setting {
 public:
  Setting(const char* name, const char* value) : name_(name) { setenv(name, value, 1); }
  ~Setting() { unsetenv(name_); }
  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;

 private:
  const char* name_;
};

// The side of a pseudo-terminal that a program sees.
struct PseudoTerminal {
  PseudoTerminal() : controller(posix_openpt(O_RDWR | O_NOCTTY)) {
    grantpt(controller);
    unlockpt(controller);
    // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
    program = open(ptsname(controller), O_RDWR | O_NOCTTY);
  }
  ~PseudoTerminal() {
    close(program);
    close(controller);
  }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;
  int controller;
  int program = -1;
};

}  // namespace

TEST_CASE("styles are escape sequences where colour is on, and nothing where it is off") {
  std::string text;
  Terminal terminal({.is_terminal = true, .width = 80, .colour = Colour::on}, appending_to(text));
  CHECK(terminal.styled(Style::red, "no") == "\x1b[31mno\x1b[m");
  CHECK(terminal.styled(Style::plain, "no") == "no");
  terminal.set_colour(Colour::off);
  CHECK(terminal.styled(Style::red, "no") == "no");
}

TEST_CASE("a progress line is replaced by the next, cleared by output and cut to the terminal") {
  std::string text;
  {
    Terminal terminal({.is_terminal = true, .width = 10, .colour = Colour::off}, appending_to(text));
    terminal.progress("1 of 3");
    terminal.progress("a line of more than ten");
    terminal.line("done");
    terminal.progress("2 of 3");
  }
  CHECK(text == "\r\x1b[K1 of 3\r\x1b[Ka line o…\r\x1b[Kdone\n\r\x1b[K2 of 3\r\x1b[K");
}

TEST_CASE("a pipe gets no progress lines") {
  std::string text;
  Terminal terminal({}, appending_to(text));
  terminal.progress("1 of 3");
  terminal.line("done");
  CHECK(text == "done\n");
}

TEST_CASE("a pipe is no terminal, has no width and no colour") {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const auto properties = properties_of(ends[1]);
  CHECK(!properties.is_terminal);
  CHECK(properties.width == std::nullopt);
  CHECK(properties.colour == Colour::off);
  const Setting columns("COLUMNS", "66");
  CHECK(properties_of(ends[1]).width == 66U);
  const Setting nonsense("COLUMNS", "many");
  CHECK(properties_of(ends[1]).width == std::nullopt);
  close(ends[0]);
  close(ends[1]);
}

TEST_CASE("a terminal has colour unless NO_COLOR or a dumb TERM forbids it") {
  const PseudoTerminal pseudo;
  const Setting term("TERM", "xterm");
  unsetenv("NO_COLOR");
  CHECK(properties_of(pseudo.program).is_terminal);
  CHECK(properties_of(pseudo.program).colour == Colour::on);
  {
    const Setting empty("NO_COLOR", "");
    CHECK(properties_of(pseudo.program).colour == Colour::on);
    const Setting set("NO_COLOR", "1");
    CHECK(properties_of(pseudo.program).colour == Colour::off);
  }
  const Setting dumb("TERM", "dumb");
  CHECK(properties_of(pseudo.program).colour == Colour::off);
}

TEST_CASE("a write to a closed pipe fails and does not kill, and started programs keep the default") {
  survive_closed_pipes();
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  CHECK(write_to_descriptor(ends[1], "read\n"));
  close(ends[0]);
  CHECK(!write_to_descriptor(ends[1], "not read\n"));
  close(ends[1]);
  const int status = std::system("kill -PIPE $$");
  CHECK(WIFSIGNALED(status));
  CHECK(WTERMSIG(status) == SIGPIPE);
}

TEST_CASE("a full disk is an error, on stdout") {
  const int full = open("/dev/full", O_WRONLY);
  REQUIRE(full >= 0);
  const auto sink = [full](std::string_view text) { return write_to_descriptor(full, text); };
  Terminal out({}, sink);
  Terminal err({}, sink, Terminal::Failure::is_ignored);
  CHECK_THROWS_AS(out.line("result"), Error);
  CHECK_NOTHROW(err.line("progress"));
  close(full);
}

}  // namespace output_test
