#include "cli/tmux_screen.h"

#include <chrono>
#include <functional>
#include <stdexcept>
#include <thread>

#include "base/process.h"
#include "base/text.h"
#include "support/catch.h"

namespace reeve::test {

namespace {

constexpr std::chrono::seconds patience{20};
constexpr std::chrono::milliseconds between_looks{20};

// Not that of a tmux in which the tests may run.
Environment environment_of_tmux() {
  Environment environment = inherited_environment();
  environment.erase("TMUX");
  environment.erase("NO_COLOR");
  environment["SHELL"] = "/bin/sh";
  environment["LC_ALL"] = "C.UTF-8";
  return environment;
}

std::string without_blanks_at_end(const std::string& text) {
  std::string result;
  for (const std::string& line : split_lines(text))
    result += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  while (result.ends_with("\n\n")) result.pop_back();
  return result;
}

}  // namespace

TmuxScreen::TmuxScreen(const std::string& shell_line, cli::ScreenSize size,
                       const std::vector<std::string>& environment)
    : server_({"/usr/bin/env", "tmux", "-D", "-u", "-f", "/dev/null", "-S", socket()},
              environment_of_tmux()) {
  wait_for_server();
  tmux({"set-option", "-g", "remain-on-exit", "on"});
  std::vector<std::string> words{"new-session", "-d"};
  words.insert(words.end(), {"-x", std::to_string(size.columns), "-y", std::to_string(size.rows)});
  for (const std::string& variable : environment) words.insert(words.end(), {"-e", variable});
  words.push_back(shell_line);
  tmux(words);
}

// Its socket is there before it answers.
void TmuxScreen::wait_for_server() {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (true) {
    try {
      tmux({"set-option", "-g", "status", "off"});
      return;
    } catch (const std::runtime_error&) {
      if (std::chrono::steady_clock::now() > deadline) throw;
    }
    std::this_thread::sleep_for(between_looks);
  }
}

std::string TmuxScreen::socket() const {
  return (folder_.path() / "socket").string();
}

TmuxScreen::~TmuxScreen() {
  try {
    tmux({"kill-server"});
    server_.wait();
  } catch (const std::exception&) {
    // It has ended by itself, or is killed with server_.
  }
}

std::string TmuxScreen::tmux(const std::vector<std::string>& words) {
  ProcessSpec spec;
  spec.argv = {"tmux", "-N", "-u", "-S", socket()};
  spec.argv.insert(spec.argv.end(), words.begin(), words.end());
  spec.environment = environment_of_tmux();
  const ProcessResult result = run_process(spec);
  if (!result.succeeded()) throw std::runtime_error("tmux: " + result.out + result.err);
  return result.out;
}

std::string TmuxScreen::text() {
  return without_blanks_at_end(tmux({"capture-pane", "-p"}));
}

std::string TmuxScreen::text_with_styles() {
  return without_blanks_at_end(tmux({"capture-pane", "-p", "-e"}));
}

std::string TmuxScreen::wait_for(const std::string& expected) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::string shown = text();
  while (shown.find(expected) == std::string::npos && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(between_looks);
    shown = text();
  }
  INFO(shown);
  CHECK(shown.find(expected) != std::string::npos);
  return shown;
}

std::string TmuxScreen::wait_until_gone(const std::string& text_that_goes) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::string shown = text();
  while (shown.find(text_that_goes) != std::string::npos && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(between_looks);
    shown = text();
  }
  INFO(shown);
  CHECK(shown.find(text_that_goes) == std::string::npos);
  return shown;
}

void TmuxScreen::type(const std::vector<std::string>& keys) {
  std::vector<std::string> words{"send-keys"};
  words.insert(words.end(), keys.begin(), keys.end());
  tmux(words);
}

void TmuxScreen::resize(cli::ScreenSize size) {
  tmux({"resize-window", "-x", std::to_string(size.columns), "-y", std::to_string(size.rows)});
}

void TmuxScreen::record(const std::filesystem::path& file) {
  tmux({"pipe-pane", "-O", "exec cat >'" + file.string() + "'"});
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!std::filesystem::exists(file)) {
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("nothing is recorded");
    std::this_thread::sleep_for(between_looks);
  }
}

std::string TmuxScreen::told(const std::string& format) {
  return std::string(trim(tmux({"display-message", "-p", format})));
}

}  // namespace reeve::test
