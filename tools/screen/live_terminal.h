// A terminal that is given to a live screen: keys come as they are typed, the screen is one of its own, and
// whatever ends the program, the terminal is as it was.
#pragma once

#include <termios.h>

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "tools/screen/keys.h"
#include "tools/screen/painter.h"

namespace reeve::cli {

// What happened while one waited.
struct Happened {
  std::vector<Key> keys;
  bool is_asked_to_end = false;  // Ctrl-C, SIGTERM, SIGHUP; or nobody is at the terminal any more
};

// Whether standard input and output are a terminal that can do it; TERM=dumb cannot.
bool can_be_live();

// One at a time, used by one thread but for wake(). Signals are watched as long as it lives: the window's
// size, Ctrl-Z (the terminal is given back before the program stops) and its continuation. Those that end
// the program come through tools/interrupt.h.
class LiveTerminal {
 public:
  // Takes the terminal. Throws Error(io) where that is refused.
  LiveTerminal();
  LiveTerminal(const LiveTerminal&) = delete;
  LiveTerminal& operator=(const LiveTerminal&) = delete;
  // Gives it back.
  ~LiveTerminal();

  // As it is now; 24 x 80 where the terminal does not say.
  ScreenSize size() const;
  // Writes what differs from what is there, in one piece; nothing where nothing does.
  void show(const std::vector<std::string>& lines);
  // Returns when something is typed, the window changes, wake() was called, or this time is over.
  Happened wait(Milliseconds longest);
  // Ends wait(), from any thread.
  static void wake();
  // Gives the terminal back while `action` runs, and takes it again. Ctrl-C is meanwhile for what runs on it.
  void lend(const std::function<void()>& action);

 private:
  void take();
  void give_back() noexcept;
  void stop_and_continue();
  void note_signals();
  void read_keys(Happened& happened);

  class Signals;
  termios before_{};
  std::unique_ptr<Signals> signals_;
  std::unique_ptr<std::stop_callback<std::function<void()>>> on_interrupt_;
  Painter painter_;
  KeyReader keys_;
  bool is_taken_ = false;
  bool is_closed_ = false;
};

}  // namespace reeve::cli
