// Where a command writes: a terminal, a pipe or a test's string.
#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "tools/command.h"

namespace reeve::cli {

constexpr std::size_t usual_width = 80;  // of a terminal that does not say how wide it is

// Thrown when the reader of standard output went away (`git reeve status | head -1`). No Error: nobody is
// told about it, the program ends quietly.
struct OutputClosed {};

// Safe to use from several threads: what one call writes stays together.
class Terminal {
 public:
  struct Properties {
    bool is_terminal = false;
    std::optional<std::size_t> width;  // columns
    Colour colour = Colour::off;
    std::optional<int> resizable = {};  // the descriptor to ask for the width, each time anew
  };
  // Takes each piece of text; false if nobody reads any more.
  using Sink = std::function<bool(std::string_view)>;
  // What follows when a text cannot be written: the program ends, or goes on without being read.
  enum class Failure { ends_program, is_ignored };

  Terminal(Properties properties, Sink sink, Failure failure = Failure::ends_program);
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  // Ends the progress line, if one stands.
  ~Terminal();

  // Unless failures are ignored: throws OutputClosed, and Error(io) where the sink does.
  void write(std::string_view text);
  void line(std::string_view text);
  // On a terminal: one line that the next call replaces, and that write() clears away; cut to the width.
  // Elsewhere nothing is written: a log has no use for a line that is true for a second.
  void progress(std::string_view text);

  bool is_terminal() const { return properties_.is_terminal; }
  // Absent where nothing limits the lines, as in a pipe or a file.
  std::optional<std::size_t> width() const;
  Colour colour() const { return properties_.colour; }
  void set_colour(Colour colour) { properties_.colour = colour; }
  // The text with the style's escape sequences around it, or as it is where colour is off.
  std::string styled(Style style, std::string_view text) const;

 private:
  void emit(std::string_view text);

  Properties properties_;
  Sink sink_;
  Failure failure_;
  std::mutex mutex_;
  bool progress_stands_ = false;
};

// What the environment and the operating system say about a file descriptor: colour is on for a terminal
// unless NO_COLOR is set to something or TERM is "dumb"; COLUMNS comes before what the terminal says.
Terminal::Properties properties_of(int descriptor);

// Writes all of it, also when interrupted; false if nobody reads any more. Throws Error(io), e.g. for a
// full disk.
bool write_to_descriptor(int descriptor, std::string_view text);

// "error: …" and "hint: …" lines in git's manner. Control characters of the message are made visible.
void print_error(Terminal& terminal, const std::string& message, const std::string& hint);

// A write to a closed pipe shall fail with EPIPE and not kill. A handler and not SIG_IGN: programs that
// are started inherit an ignored signal, a handled one they get back in its default.
void survive_closed_pipes();

}  // namespace reeve::cli
