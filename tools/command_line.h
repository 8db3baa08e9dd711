// Reads the command line by the command table.
//
// Long options as `--name VALUE` or `--name=VALUE`, short ones as `-j 4`, `-j4` or clustered (`-qv`); `--`
// ends the options; an option's value may start with a dash. Global options may stand before or after the
// command's name. Names are never abbreviated: a script must not break when an option is added.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "tools/arguments.h"
#include "tools/command.h"

namespace reeve::cli {

struct Invocation {
  enum class Wish { run, help, version };

  Wish wish = Wish::run;
  std::vector<std::string> folders;  // of -C, in order
  Verbosity verbosity = Verbosity::normal;
  Colour colour = Colour::on;  // off after --no-color
  std::string family;          // "goal" when the first word names a family, with or without a second
  std::optional<Arguments> arguments;
  const Command* command = nullptr;  // null if no command, or only a family, was named
};

// The words after the program's name. Throws Error(usage), with a hint, for everything that cannot be meant.
Invocation parse_command_line(const std::vector<std::string>& words, const CommandTable& table);

// The options every command takes; -h and --version among them.
const std::vector<Option>& global_options();

// "'stauts' is not a git reeve command", with the nearest as hint.
Error unknown_command(const CommandTable& table, const std::string& name);

// `start` after all of -C, each relative to the one before, as in git; an empty one changes nothing.
// Throws Error(usage) if the result is no folder.
std::filesystem::path resolve_folder(const std::filesystem::path& start,
                                     const std::vector<std::string>& folders);

}  // namespace reeve::cli
