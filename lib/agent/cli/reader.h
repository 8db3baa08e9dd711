// Reading what a coding CLI prints while it runs: lines of JSON on standard output, one event each, in a
// dialect of its own. How the run ended is told by its events first, then by error messages, then by the end
// of its process, and never by the agent's prose.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/cli/preset.h"
#include "agent/cli/trouble.h"
#include "agent/round.h"
#include "base/json.h"
#include "base/process.h"

namespace reeve::cli_agent {

// What a CLI has told so far; the readers of the dialects fill it in.
struct Told {
  TimePoint now{};  // when the event that is being read came in
  std::string session;
  std::string text;                // the agent's last words
  std::string model;               // that answered
  Usage usage;                     // so far
  bool finished = false;           // it said that it ended, and well
  std::optional<Trouble> trouble;  // it said what went wrong
  std::vector<std::string> denials;
  bool used_tools = false;
  bool last_tool_denied = false;
  std::optional<Trouble> retried;  // what it tries again after; absent once it got on
  int retries = 0;                 // in a row

  void fail(Trouble what) { trouble = std::move(what), finished = false; }
  void retry(Trouble what) { retried = std::move(what), ++retries; }
  void get_on() { retried.reset(), retries = 0; }
};

// One dialect. An event that it does not know says nothing.
class Dialect {
 public:
  virtual ~Dialect() = default;
  virtual void read(const JsonValue& event, Told& told) = 0;
  // A line of standard error, as it comes.
  virtual void read_error(std::string_view line, Told& told);
  // After the end. `usage_file`: what the CLI wrote into the file that it was given for its usage, or empty.
  virtual void finish(const ProcessResult& process, const std::string& usage_file, Told& told);
};

std::unique_ptr<Dialect> claude_dialect();
std::unique_ptr<Dialect> codex_dialect();
std::unique_ptr<Dialect> opencode_dialect();
std::unique_ptr<Dialect> pi_dialect();
std::unique_ptr<Dialect> gemini_dialect();
std::unique_ptr<Dialect> qwen_dialect();
std::unique_ptr<Dialect> copilot_dialect();
std::unique_ptr<Dialect> dialect_of(ReaderKind kind);

// A CLI that fails in the same way this often without getting on is stopped: two of seven were still trying
// again after a 429 when 75 s were over, and would burn the whole time limit.
constexpr int most_retries = 8;

// Longer lines are passed over, and told. One CLI repeats its whole answer in each line, so that lines of
// more than 1 MB are nothing special.
constexpr std::size_t longest_line = 32 << 20;

class CliReader {
 public:
  CliReader(ReaderKind kind, const Clock& clock) : dialect_(dialect_of(kind)), clock_(clock) {}

  // A piece of a stream, cut anywhere.
  void add(OutputStream stream, std::string_view piece);
  const Told& told() const { return told_; }
  bool is_hopeless() const { return told_.retries >= most_retries; }
  std::size_t skipped_lines() const { return skipped_; }  // that were too long

  // What all of it says. `stopped`: why we stopped it, if we did so for its sake.
  RoundReport report(const ProcessResult& process, const std::vector<int>& ok_codes,
                     const std::string& usage_file, const std::optional<Trouble>& stopped);

 private:
  struct Line {
    std::string text;
    bool is_too_long = false;
  };
  void add_to(Line& line, OutputStream stream, std::string_view piece);
  void end(Line& line, OutputStream stream);
  void read(OutputStream stream, const std::string& line);

  std::unique_ptr<Dialect> dialect_;
  const Clock& clock_;
  Told told_;
  Line out_;
  Line err_;
  std::size_t skipped_ = 0;
};

}  // namespace reeve::cli_agent
