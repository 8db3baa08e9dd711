// `git reeve status --watch` and `replay` on a real terminal.
#include <signal.h>

#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>
#include <thread>

#include "base/text.h"
#include "cli/command_fleet.h"
#include "cli/tmux_screen.h"
#include "support/catch.h"

namespace watch_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

constexpr ScreenSize usual{24, 80};

std::string program_on(CommandFleet& fleet, const std::string& words) {
  return "'" GIT_REEVE_FOLDER "/git-reeve' -C '" + fleet.scratch().path().string() + "' " + words;
}

// Shown in the window when the program before it has given the terminal back.
const std::string and_its_end = "; echo ended with $?; exec sleep 60";

// A fleet whose clock tells the time, as the program that looks at it has no other.
class WatchedFleet : public CommandFleet {
 public:
  // What happened did so `age` ago.
  explicit WatchedFleet(Milliseconds age = {}) {
    clock().tick(std::chrono::duration_cast<Milliseconds>(system_clock().now() - age - clock().now()));
    publish("parser-aaaa", "Port the parser, which is the largest of all parts");
    publish("printer-aaaa", "Port the printer");
    publish("lexer-aaaa", "Port the \x1b[31mlexer");
    publish("last-aaaa", "Port the rest", {"parser-aaaa", "lexer-aaaa"});
    claim("parser-aaaa");
    submit("lexer-aaaa");
    run({"task", "hold", "printer", "--reason", "wait for the release"});
  }

  std::string watch() { return program_on(*this, "status --watch --interval 1"); }
};

// Ages pass while the test runs, and each machine has a name of its own, and each run its commits.
std::string timeless(const std::string& text) {
  static const std::regex age(" *\\b[0-9]+ (s|min|h|d)\\b");
  static const std::regex place("(judge@|commit ).*");
  return std::regex_replace(std::regex_replace(text, age, " AGE"), place, "$1");
}

std::string without_styles(const std::string& text) {
  static const std::regex style("\x1b\\[[0-9;]*m");
  return std::regex_replace(text, style, "");
}

// tests/cli/screens/<name>.txt is what the screen must show; written anew where REEVE_WRITE_SCREENS is set.
void check_screen(const std::string& name, const std::string& shown) {
  const std::string path = std::string(REEVE_SCREENS) + "/" + name + ".txt";
  if (std::getenv("REEVE_WRITE_SCREENS") != nullptr) write_file(path, timeless(shown));
  std::ifstream file(path);
  std::stringstream expected;
  expected << file.rdbuf();
  INFO(name);
  CHECK(timeless(shown) == expected.str());
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::stringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace

TEST_CASE(
    "the live screen fits terminals of 60, 80 and 200 columns, and has colour only where it is wanted") {
  WatchedFleet fleet;
  const std::vector<std::string> plain{"NO_COLOR=1"};
  const std::string there = "lexer-aaaa";
  check_screen("watch-60", TmuxScreen(fleet.watch(), {20, 60}, plain).wait_for(there));
  check_screen("watch-80", TmuxScreen(fleet.watch(), usual, plain).wait_for(there));
  check_screen("watch-200", TmuxScreen(fleet.watch(), {60, 200}, plain).wait_for(there));
  TmuxScreen coloured(fleet.watch(), usual);
  coloured.wait_for(there);
  const std::string styles = coloured.text_with_styles();
  check_screen("watch-80", without_styles(styles));
  static const std::regex held("\x1b\\[33m(\x1b\\[49m)?held ");
  CHECK(std::regex_search(styles, held));
  TmuxScreen uncoloured(fleet.watch(), usual, plain);
  uncoloured.wait_for(there);
  CHECK(uncoloured.text_with_styles().find('\x1b') == std::string::npos);
}

TEST_CASE("tasks are filtered, opened and explained, and the window may change meanwhile") {
  WatchedFleet fleet;
  TmuxScreen screen(fleet.watch() + and_its_end, usual, {"NO_COLOR=1"});
  screen.wait_for("> printer-aaaa");
  screen.type({"/", "c", "l", "a", "i"});
  screen.wait_for("> parser-aaaa");
  screen.wait_until_gone("printer-aaaa  held");
  screen.resize({20, 60});
  screen.wait_for("/clai_");
  screen.type({"Enter", "Enter"});
  const std::string task = screen.wait_for("attempt 1 by small: running");
  CHECK(task.starts_with("parser-aaaa (claimed): Port the parser"));
  screen.type({"e"});
  screen.wait_for("why it is there");
  screen.type({"l"});
  screen.wait_for("its events; what an agent");
  screen.type({"q"});
  screen.wait_for("/clai   enter open");
  screen.type({"Escape"});
  screen.resize(usual);
  screen.wait_for("4 tasks   enter");
  screen.wait_for("  printer-aaaa  held                     ");
  screen.type({"q"});
  screen.wait_for("ended with 0");
}

TEST_CASE("a diff is shown by git's pager, which gives the screen back") {
  WatchedFleet fleet;
  fleet.scratch().git({"config", "core.pager", "cat; echo press enter; read line </dev/tty; true"});
  TmuxScreen screen(fleet.watch(), usual, {"NO_COLOR=1"});
  screen.wait_for("> printer-aaaa");
  screen.type({"d"});
  screen.wait_for("printer-aaaa has no work to look at yet");
  screen.type({"/", "r", "e", "a", "d", "y", "Enter", "d"});
  const std::string diff = screen.wait_for("press enter");
  CHECK(diff.find("diff --git a/a.txt b/a.txt") != std::string::npos);
  CHECK(screen.told("#{alternate_on}") == "0");
  screen.type({"Enter"});
  screen.wait_for("> lexer-aaaa");
  CHECK(screen.told("#{alternate_on}") == "1");
}

TEST_CASE("Ctrl-C in the pager is the pager's, and the live screen goes on") {
  WatchedFleet fleet;
  const TemporaryFolder folder;
  const auto pager = folder.path() / "pager";
  write_file(
      pager,
      "trap 'echo the pager had it' INT\ncat\necho press enter\nuntil read line </dev/tty; do :; done\n");
  fleet.scratch().git({"config", "core.pager", "sh " + pager.string()});
  // The shell around it would end by the key itself.
  TmuxScreen screen("trap : INT; " + fleet.watch() + and_its_end, usual, {"NO_COLOR=1"});
  screen.wait_for("> printer-aaaa");
  screen.type({"/", "r", "e", "a", "d", "y", "Enter", "d"});
  screen.wait_for("press enter");
  screen.type({"C-c"});
  screen.wait_for("the pager had it");
  screen.type({"Enter"});
  screen.wait_for("> lexer-aaaa");
  CHECK(screen.told("#{alternate_on}") == "1");
  screen.type({"C-c"});
  screen.wait_for("ended with 130");
}

TEST_CASE("nothing is written to the terminal while nothing changes") {
  constexpr std::chrono::milliseconds two_looks{2'500};
  WatchedFleet fleet(std::chrono::minutes{70});  // so that no age changes
  const TemporaryFolder folder;
  const auto written = folder.path() / "written";
  TmuxScreen screen(fleet.watch(), usual, {"NO_COLOR=1"});
  screen.wait_for("4 tasks   enter");
  screen.record(written);
  const auto until = std::chrono::steady_clock::now() + two_looks;
  while (std::chrono::steady_clock::now() < until && content_of(written).empty())
    std::this_thread::sleep_for(std::chrono::milliseconds{50});
  CHECK(content_of(written).empty());
  fleet.judge();
  screen.wait_for("1 landed");
  const std::string change = content_of(written);
  CHECK(change.find("landed") != std::string::npos);
  CHECK(change.size() < 2'000);
}

TEST_CASE("a hub that wants a password is told of in the last line, and asks nobody in the background") {
  WatchedFleet fleet;
  const TemporaryFolder folder;
  const auto at = [&](const std::string& name) { return (folder.path() / name).string(); };
  // As ssh: with an agent it runs what it is told; without one it asks on the terminal, if it has one.
  write_file(at("ssh"), "if [ -e '" + at("agent") +
                            "' ]; then for last; do :; done; exec sh -c \"$last\"; fi\n"
                            "echo \"$SSH_ASKPASS_REQUIRE$SSH_ASKPASS\" >'" +
                            at("asked") +
                            "'\n(echo 'Password:' >/dev/tty) 2>/dev/null\n"
                            "echo 'ada@hub: Permission denied (password).' >&2\nexit 255\n");
  write_file(at("agent"), "");
  fleet.scratch().git({"clone", "-q", "--mirror", fleet.scratch().path().string(), at("hub.git")});
  fleet.scratch().git({"clone", "-q", at("hub.git"), at("mine")});
  for (const auto& [name, value] :
       {std::pair<std::string, std::string>{"remote.origin.url", "ssh://ada@hub" + at("hub.git")},
        {"core.sshCommand", "sh " + at("ssh")},
        {"reeve.hub", "origin"}})
    fleet.scratch().git({"-C", at("mine"), "config", name, value});
  TmuxScreen screen("'" GIT_REEVE_FOLDER "/git-reeve' -C '" + at("mine") + "' status --watch --interval 1",
                    {24, 120}, {"NO_COLOR=1", "SSH_ASKPASS=/bin/false", "DISPLAY=:7"});
  screen.wait_for("> printer-aaaa");
  std::filesystem::remove(at("agent"));
  const std::string shown =
      screen.wait_for("UTC; the hub cannot be reached: ada@hub: Permission denied (password).");
  CHECK(shown.find("Password:") == std::string::npos);
  CHECK(content_of(at("asked")) == "never\n");
  write_file(at("agent"), "");
  screen.wait_until_gone("cannot be reached");
}

TEST_CASE("what happens to a task while it is watched is shown without a key") {
  WatchedFleet fleet;
  TmuxScreen screen(fleet.watch(), usual, {"NO_COLOR=1"});
  screen.wait_for("lexer-aaaa    ready");
  fleet.judge();
  screen.wait_until_gone("lexer-aaaa    ready");
  screen.wait_for("1 landed");
}

TEST_CASE("a hub that is gone is told with the time of what is shown, and looked for until it is back") {
  WatchedFleet fleet;
  const auto away = fleet.scratch().path() / ".git-away";
  TmuxScreen screen(fleet.watch(), usual, {"NO_COLOR=1"});
  screen.wait_for("> printer-aaaa");
  std::filesystem::rename(fleet.scratch().path() / ".git", away);
  screen.wait_for("UTC; the hub cannot be reached");
  std::filesystem::rename(away, fleet.scratch().path() / ".git");
  screen.wait_until_gone("cannot be reached");
}

TEST_CASE("a signal that ends the live screen leaves the terminal as it was") {
  for (const int signal : {SIGTERM, SIGHUP, SIGINT}) {
    WatchedFleet fleet;
    const TemporaryFolder folder;
    const auto at = [&](const std::string& name) { return (folder.path() / name).string(); };
    TmuxScreen screen("stty -a >" + at("before") + "; sh -c 'echo $$ >" + at("pid") + "; exec " +
                          replace_all(fleet.watch(), "'", "") + "'; echo exit $?; stty -a >" + at("after") +
                          "; echo over; read line",
                      usual);
    screen.wait_for("printer-aaaa");
    CHECK(screen.told("#{alternate_on} #{cursor_flag} #{wrap_flag}") == "1 0 0");
    kill(std::stoi(content_of(at("pid"))), signal);
    CHECK(screen.wait_for("over").find("exit 130") != std::string::npos);
    CHECK(screen.told("#{alternate_on} #{cursor_flag} #{wrap_flag}") == "0 1 1");
    CHECK(content_of(at("after")) == content_of(at("before")));
  }
}

TEST_CASE("a live screen is stopped and continued as any other program") {
  WatchedFleet fleet;
  TmuxScreen screen("exec env PS1='prompt: ' sh -i", usual);
  screen.wait_for("prompt:");
  screen.type({fleet.watch(), "Enter"});
  screen.wait_for("> printer-aaaa");
  screen.type({"C-z"});
  screen.wait_for("Stopped");
  CHECK(screen.told("#{alternate_on} #{cursor_flag}") == "0 1");
  screen.type({"fg", "Enter"});
  screen.wait_for("> printer-aaaa");
  screen.type({"j"});
  screen.wait_for("> parser-aaaa");
  screen.type({"q"});
  screen.wait_until_gone("parser-aaaa    ");
  CHECK(screen.told("#{alternate_on}") == "0");
}

TEST_CASE("where there is no terminal a live screen says what to use instead") {
  WatchedFleet fleet;
  CHECK(fleet.told({"status", "--watch"}, ExitCode::usage) ==
        "error: --watch needs a terminal that can move its cursor\n"
        "hint: print it once: git reeve status\n"
        "hint: for scripts: git reeve status --json\n");
  CHECK(fleet.told({"status", "--interval", "3"}, ExitCode::usage) == "error: --interval is for --watch\n");
  CHECK(fleet.told({"status", "--watch", "--json"}, ExitCode::usage) ==
        "error: --watch and --json exclude each other\n");
  TmuxScreen dumb("TERM=dumb " + fleet.watch(), usual);
  dumb.wait_for("hint: print it once");
}

TEST_CASE("a run is played on a terminal, paused, stepped through and left") {
  CommandFleet fleet;
  fleet.publish("parser-aaaa", "Port the parser, which is the largest of all parts");
  fleet.publish("lexer-aaaa", "Port the \x1b[31mlexer");
  fleet.clock().tick(Milliseconds{60'000});
  fleet.submit("lexer-aaaa");
  fleet.clock().tick(Milliseconds{60'000});
  fleet.claim("parser-aaaa");
  fleet.judge();
  TmuxScreen screen(program_on(fleet, "replay --speed 1000") + and_its_end, usual, {"NO_COLOR=1"});
  screen.wait_for("paused");
  check_screen("replay-80", screen.text());
  screen.type({"Left", "Left"});
  screen.wait_for("1 open, 1 ready");
  screen.type({"Home"});
  screen.wait_for("5 of 9 events");
  screen.type({"/", "l", "e", "x", "Enter", "End"});
  screen.wait_for("9 of 9 events");
  screen.wait_until_gone("parser-aaaa  planned");
  screen.type({"q"});
  screen.wait_for("ended with 0");
}

}  // namespace watch_test
