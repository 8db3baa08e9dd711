// The coding CLIs as data: how each is started without a person, what it is given, and where it keeps its
// state. What was measured of them is in the comments of the table (preset.cpp).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace reeve::cli_agent {

enum class ReaderKind { claude, codex, opencode, pi, gemini, qwen, copilot };

// Words of a command line that stand and fall together: they are left out where one of their placeholders has
// no value.
using Words = std::vector<std::string>;

// A variable of the person's that the CLI gets if it is set.
struct PassedVariable {
  enum class Kind { key, plain };  // a key logs in, and its value must be seen nowhere

  std::string name{};
  Kind kind = Kind::key;
  std::string provider{};  // for models "<provider>/…" only; empty: for all
};

// A file in the CLI's private state.
struct StateFile {
  enum class When { always, without_key };

  std::string path{};  // below the private home
  // The person's own file that is copied: below the folder that `folder_variable` names, else below
  // `folder` of the person's home. It is never written back.
  std::string from{};
  std::string folder_variable{};
  std::string folder{};
  When when = When::without_key;
  std::string text{};  // instead of `from`: this text, with placeholders filled
};

struct CliPreset {
  std::string name{};
  ReaderKind reader = ReaderKind::claude;
  Words program{};             // what `command` of the agent's entry replaces
  std::vector<Words> words{};  // the rest; "{arguments}" is where `args` of the entry go
  std::vector<PassedVariable> passed{};
  std::map<std::string, std::string> set{};  // variables with placeholders in their values
  std::vector<std::string> state_folders{};  // below the private home, made when they are not there
  std::vector<StateFile> state_files{};
  std::string auth_with_key{};    // {auth}, when a key is set …
  std::string auth_with_login{};  // … and when there is none
  Words walled{};    // what "{wall}" of `words` becomes behind our wall, where a wall of its own cannot be …
  Words unwalled{};  // … and where there is none
  bool counts_session = false;  // the tokens that it tells are those of the whole session
  std::vector<int> ok_codes{0};
};

// The placeholders that `words`, `set` and `text` may have, without braces:
//   model       as in the entry
//   provider    what is before the first "/" of the model, if it has one
//   model_name  what is behind it
//   turns, cost what this run may use; empty: any
//   session     to go on with; empty: a new one
//   home        the private home
//   folder      the folder of the run: out, home, tmp and task.json
//   out         where the result file goes
//   usage_file  where the CLI writes what it used
//   auth        how it logs in
//   arguments   in `words` alone, and alone in its words
//   wall        the same: `walled` or `unwalled`
const std::vector<std::string>& known_placeholders();

// All of them, in the order of agent_presets().
const std::vector<CliPreset>& cli_presets();
// Null for a preset that is no coding CLI.
const CliPreset* cli_preset(std::string_view name);

using Values = std::map<std::string, std::string>;

// The text with every {name} of `values` filled in; absent values are those that are empty. Braces around
// anything else stay.
std::string fill(std::string_view text, const Values& values);

// Whether the program will run behind our wall (agent/sandbox.h).
enum class Wall { ours, none };

// The command line: the program's words or those of `program` if it is not empty, then the preset's.
std::vector<std::string> command_line_of(const CliPreset& preset, const std::vector<std::string>& program,
                                         const std::vector<std::string>& arguments, const Values& values,
                                         Wall wall);

}  // namespace reeve::cli_agent
