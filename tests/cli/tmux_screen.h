// A real terminal that a program runs on: a tmux server of its own with one window.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "support/spawned.h"
#include "tools/screen/painter.h"

namespace reeve::test {

class TmuxScreen {
 public:
  // Runs a line of sh in a window of this size. Its TERM is what tmux gives; `environment` is set beside it
  // ("NO_COLOR=1"). Throws where there is no tmux.
  TmuxScreen(const std::string& shell_line, cli::ScreenSize size,
             const std::vector<std::string>& environment = {});
  TmuxScreen(const TmuxScreen&) = delete;
  TmuxScreen& operator=(const TmuxScreen&) = delete;
  ~TmuxScreen();  // ends the server, and with it what runs

  // What the window shows, without blanks at the end of lines and without empty lines at its end.
  std::string text();
  // The same with its styles as escape sequences.
  std::string text_with_styles();
  // Waits until the window shows this; fails the test with what it shows after 20 s. Returns the whole.
  std::string wait_for(const std::string& expected);
  std::string wait_until_gone(const std::string& text);
  // Keys as tmux names them: "Down", "Enter", "C-c"; or characters.
  void type(const std::vector<std::string>& keys);
  void resize(cli::ScreenSize size);
  // From now on, what the program writes to the terminal is in this file, too.
  void record(const std::filesystem::path& file);
  // A format of tmux: "#{alternate_on}".
  std::string told(const std::string& format);

 private:
  std::string tmux(const std::vector<std::string>& words);
  void wait_for_server();
  std::string socket() const;

  TemporaryFolder folder_;
  Spawned server_;
};

}  // namespace reeve::test
