#include "tools/output.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdlib>
#include <system_error>

#include "base/text.h"

namespace reeve::cli {
namespace {

std::string_view environment_value(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<std::size_t> columns_of_environment() {
  const std::string_view text = environment_value("COLUMNS");
  std::size_t columns = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), columns);
  if (error != std::errc() || stop != text.data() + text.size() || columns == 0) return std::nullopt;
  return columns;
}

std::optional<std::size_t> columns_of_terminal(int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return std::nullopt;
  return size.ws_col;
}

constexpr std::string_view clear_line = "\r\x1b[K";

// "error: first line", further lines under the first one.
std::string with_hanging_lines(const std::string& text) {
  return replace_all(printable(text), "\n", "\n       ");
}

}  // namespace

Terminal::Terminal(Properties properties, Sink sink, Failure failure)
    : properties_(properties), sink_(std::move(sink)), failure_(failure) {}

Terminal::~Terminal() {
  if (!progress_stands_) return;
  failure_ = Failure::is_ignored;
  emit(clear_line);
}

std::optional<std::size_t> Terminal::width() const {
  const auto now = properties_.resizable ? columns_of_terminal(*properties_.resizable) : std::nullopt;
  return now ? now : properties_.width;
}

void Terminal::write(std::string_view text) {
  const std::lock_guard lock(mutex_);
  if (!progress_stands_) return emit(text);
  progress_stands_ = false;
  emit(std::string(clear_line).append(text));
}

void Terminal::line(std::string_view text) {
  write(std::string(text) + "\n");
}

void Terminal::progress(std::string_view text) {
  if (!properties_.is_terminal) return;
  const std::lock_guard lock(mutex_);
  progress_stands_ = true;
  // One column stays free: some terminals wrap as soon as the last one is written.
  emit(std::string(clear_line) + shorten(printable(text), width().value_or(usual_width) - 1));
}

std::string Terminal::styled(Style style, std::string_view text) const {
  return reeve::styled(properties_.colour, style, text);
}

void Terminal::emit(std::string_view text) try {
  if (!sink_(text) && failure_ == Failure::ends_program) throw OutputClosed{};
} catch (const Error&) {
  if (failure_ == Failure::ends_program) throw;
}

Terminal::Properties properties_of(int descriptor) {
  Terminal::Properties properties;
  properties.is_terminal = isatty(descriptor) == 1;
  properties.width = columns_of_environment();
  if (!properties.width && properties.is_terminal) {
    properties.width = columns_of_terminal(descriptor);
    properties.resizable = descriptor;
  }
  const bool wanted = environment_value("NO_COLOR").empty() && environment_value("TERM") != "dumb";
  properties.colour = properties.is_terminal && wanted ? Colour::on : Colour::off;
  return properties;
}

bool write_to_descriptor(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      return false;
    } else if (errno == EAGAIN) {
      // Somebody else set the shared terminal or pipe to non-blocking.
      pollfd waiting{.fd = descriptor, .events = POLLOUT, .revents = 0};
      poll(&waiting, 1, -1);
    } else if (errno != EINTR) {
      throw Error(ErrorKind::io, "cannot write the output: " + std::generic_category().message(errno));
    }
  }
  return true;
}

void print_error(Terminal& terminal, const std::string& message, const std::string& hint) {
  std::string text = terminal.styled(Style::red, "error:") + " " + with_hanging_lines(message) + "\n";
  for (const std::string& line : split_lines(hint)) {
    text += terminal.styled(Style::yellow, "hint:") + " " + printable(line) + "\n";
  }
  terminal.write(text);
}

void survive_closed_pipes() {
  struct sigaction action{};
  action.sa_handler = [](int) {};
  action.sa_flags = SA_RESTART;
  sigaction(SIGPIPE, &action, nullptr);
}

}  // namespace reeve::cli
