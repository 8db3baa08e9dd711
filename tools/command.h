// One entry of the command table. Parsing, help, the manual and did-you-mean all read it, and nothing else
// says what a command is called or takes.
#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/style.h"
#include "tools/exit_codes.h"

namespace reeve::cli {

class Arguments;
class Terminal;
struct Command;

using CommandTable = std::vector<const Command*>;

enum class Verbosity { quiet, normal, verbose };

// The headings of the help, in this order; `hidden` commands work and are not listed.
enum class Group { start, plan, run, look, repair, hidden };

// Whether the last value wins, as in git, or every value counts.
enum class Repeat { last_wins, collects };

enum class Json { no, yes };

struct Option {
  std::string name;        // without the dashes: "jobs"
  char letter = '\0';      // 'j' for -j; none if '\0'
  std::string value = "";  // what the help calls its value ("N"); empty: the option takes none
  std::string help = "";   // lower case, without full stop
  Repeat repeat = Repeat::last_wins;
};

// The arguments that are no options. `names` is for messages and must be what the synopsis says: "TITLE".
struct Operands {
  static constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();
  std::size_t minimum = 0;
  std::size_t maximum = 0;
  std::string names = "";
};

struct Context {
  std::filesystem::path folder;  // where the person is, after -C; absolute
  Terminal& out;                 // results
  Terminal& err;                 // progress and errors
  Verbosity verbosity = Verbosity::normal;
  const CommandTable& commands;
  Clock& clock;  // what time it is, for everything a command records and tells
};

struct Command {
  std::string name;     // one word, or two: "goal new"
  std::string summary;  // lower case, without full stop
  Group group = Group::hidden;
  // What follows the name, one entry a form: "TITLE [--body FILE] [--accept TEXT]…". Names every option.
  std::vector<std::string> synopsis = {""};
  // Paragraphs; one that starts with a space is an example and keeps its lines.
  std::vector<std::string> description = {};
  std::vector<Option> options = {};
  Operands operands = {};
  Json json = Json::no;  // whether it knows --json
  // May throw Error, which becomes text on stderr and an exit code.
  ExitCode (*run)(const Arguments&, Context&) = nullptr;
};

// Null if there is no option of this name.
const Option* find_option(const std::vector<Option>& options, std::string_view name);

// "goal" of "goal new"; the name itself if it is one word.
std::string first_word(const Command& command);
// Null if the table has no such name.
const Command* find_command(const CommandTable& table, const std::string& name);
// The entries "FAMILY …" of two words; empty if there are none.
CommandTable commands_of_family(const CommandTable& table, const std::string& family);

}  // namespace reeve::cli
