// Help, made from the command table alone.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tools/command.h"

namespace reeve::cli {

class Terminal;

// How wide help is written there: 80 columns where there is no width, and at most 100, as longer lines of
// prose are hard to read.
std::size_t help_width(const Terminal& terminal);

// All commands that are not hidden, grouped; a family ("goal") is one line with its subcommands.
std::string program_help(const CommandTable& table, std::size_t width);
// The subcommands of "goal", one a line.
std::string family_help(const CommandTable& table, const std::string& family, std::size_t width);
// Synopsis, description and options of one command.
std::string command_help(const Command& command, std::size_t width);

// The global options, without --json where the command has none.
std::vector<Option> global_options_of(const Command& command);
// "-j, --jobs N".
std::string option_label(const Option& option);
// "start", "plan", … as the help heads them.
std::string group_heading(Group group);

// "[-C DIR] … COMMAND [ARGUMENT]…", from the table of global options.
std::string program_synopsis();

// A summary as a sentence: "Open a goal."
std::string sentence(std::string summary);

// One line of a command list: a family or a command, and what is said of it.
struct Listing {
  std::string name;
  std::string summary;
};
// In the table's order; a family where its first member stands.
std::vector<Listing> listings_of(const CommandTable& table, Group group);

}  // namespace reeve::cli
