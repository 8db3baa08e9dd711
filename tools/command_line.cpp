#include "tools/command_line.h"

#include <algorithm>
#include <string_view>

#include "base/suggest.h"

namespace reeve::cli {
namespace {

const Option* find_letter(const std::vector<Option>& options, char letter) {
  const auto found = std::find_if(options.begin(), options.end(),
                                  [&](const Option& option) { return option.letter == letter; });
  return found == options.end() ? nullptr : &*found;
}

std::string in_quotes(std::string_view text) {
  return "'" + std::string(text) + "'";
}

std::string help_hint(const Command* command) {
  return "see 'git reeve " + (command != nullptr ? command->name + " -h'" : std::string("-h'"));
}

class Parser {
 public:
  Parser(const std::vector<std::string>& words, const CommandTable& table) : words_(words), table_(table) {}

  Invocation parse() {
    while (next_ < words_.size()) read(words_[next_++]);
    if (invocation_.command != nullptr && invocation_.wish == Invocation::Wish::run) finish_command();
    return std::move(invocation_);
  }

 private:
  void read(const std::string& word) {
    if (options_ended_ || word == "-" || !word.starts_with('-')) {
      read_plain(word);
    } else if (word == "--") {
      options_ended_ = true;
    } else if (word.starts_with("--")) {
      read_long(std::string_view(word).substr(2));
    } else {
      read_letters(std::string_view(word).substr(1));
    }
  }

  void read_plain(const std::string& word) {
    if (invocation_.arguments) {
      add_operand(word);
    } else {
      read_name(invocation_.family.empty() ? word : invocation_.family + " " + word);
    }
  }

  void read_name(const std::string& name) {
    invocation_.command = find_command(table_, name);
    if (invocation_.command != nullptr) {
      invocation_.arguments.emplace(*invocation_.command);
    } else if (!commands_of_family(table_, name).empty()) {
      invocation_.family = name;
    } else {
      throw unknown_command(table_, name);
    }
  }

  void add_operand(const std::string& word) {
    const Command& command = *invocation_.command;
    if (invocation_.arguments->operands().size() >= command.operands.maximum) {
      throw Error(ErrorKind::usage, "unexpected argument " + in_quotes(word),
                  "quote an argument that has spaces; " + help_hint(&command));
    }
    invocation_.arguments->add_operand(word);
  }

  void read_long(std::string_view text) {
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const Option& option = long_option(name);
    if (equals == std::string_view::npos) {
      accept(option, option.value.empty() ? "" : following_word(option));
    } else if (!option.value.empty()) {
      accept(option, std::string(text.substr(equals + 1)));
    } else {
      throw Error(ErrorKind::usage, "option --" + option.name + " takes no value",
                  help_hint(invocation_.command));
    }
  }

  // Either flags, each a letter, or one letter and its value.
  void read_letters(std::string_view letters) {
    while (!letters.empty()) {
      const Option& option = letter_option(letters.front());
      letters.remove_prefix(1);
      if (option.value.empty()) {
        accept(option, "");
      } else {
        accept(option, letters.empty() ? following_word(option) : std::string(letters));
        return;
      }
    }
  }

  const Option& long_option(std::string_view name) const {
    if (const Option* option = find_option(command_options(), name)) return *option;
    if (const Option* option = find_option(global_options(), name)) return *option;
    std::vector<std::string> names;
    for (const Option& option : command_options()) names.push_back(option.name);
    for (const Option& option : global_options()) names.push_back(option.name);
    const auto near = nearest(name, names);
    throw unknown_option("--" + std::string(name),
                         near ? "did you mean --" + *near + "?" : help_hint(invocation_.command));
  }

  const Option& letter_option(char letter) const {
    if (const Option* option = find_letter(command_options(), letter)) return *option;
    if (const Option* option = find_letter(global_options(), letter)) return *option;
    throw unknown_option(std::string("-") + letter, help_hint(invocation_.command));
  }

  Error unknown_option(const std::string& option, const std::string& hint) const {
    const std::string where =
        invocation_.command != nullptr ? " of 'git reeve " + invocation_.command->name + "'" : "";
    return {ErrorKind::usage, "unknown option " + in_quotes(option) + where, hint};
  }

  const std::vector<Option>& command_options() const {
    static const std::vector<Option> none;
    return invocation_.command != nullptr ? invocation_.command->options : none;
  }

  std::string following_word(const Option& option) {
    if (next_ < words_.size()) return words_[next_++];
    throw Error(ErrorKind::usage, "option --" + option.name + " needs a value (" + option.value + ")",
                help_hint(invocation_.command));
  }

  void accept(const Option& option, std::string value) {
    if (is_global(option)) {
      accept_global(option.name, std::move(value));
    } else {
      invocation_.arguments->add_option(option, std::move(value));
    }
  }

  static bool is_global(const Option& option) {
    return find_option(global_options(), option.name) == &option;
  }

  void accept_global(const std::string& name, std::string value) {
    if (name == "directory") invocation_.folders.push_back(std::move(value));
    if (name == "quiet") invocation_.verbosity = Verbosity::quiet;
    if (name == "verbose") invocation_.verbosity = Verbosity::verbose;
    if (name == "json") json_ = true;
    if (name == "no-color") invocation_.colour = Colour::off;
    if (name == "help") invocation_.wish = Invocation::Wish::help;
    if (name == "version" && invocation_.wish == Invocation::Wish::run)
      invocation_.wish = Invocation::Wish::version;
  }

  void finish_command() {
    const Command& command = *invocation_.command;
    if (invocation_.arguments->operands().size() < command.operands.minimum) {
      throw Error(ErrorKind::usage, "'git reeve " + command.name + "' needs " + command.operands.names,
                  help_hint(&command));
    }
    if (!json_) return;
    if (command.json == Json::no) {
      throw Error(ErrorKind::usage, "'git reeve " + command.name + "' has no --json", help_hint(&command));
    }
    invocation_.arguments->ask_for_json();
  }

  const std::vector<std::string>& words_;
  const CommandTable& table_;
  std::size_t next_ = 0;
  bool options_ended_ = false;
  bool json_ = false;
  Invocation invocation_;
};

}  // namespace

Invocation parse_command_line(const std::vector<std::string>& words, const CommandTable& table) {
  return Parser(words, table).parse();
}

const std::vector<Option>& global_options() {
  static const std::vector<Option> options = {
      {"directory", 'C', "DIR", "run as if started in DIR", Repeat::collects},
      {"quiet", 'q', "", "print results and errors only"},
      {"verbose", 'v', "", "say more about what is done"},
      {"json", '\0', "", "print JSON, where a command prints state"},
      {"no-color", '\0', "", "print without colour (as with NO_COLOR)"},
      {"help", 'h', "", "show this help"},
      {"version", '\0', "", "print the version"},
  };
  return options;
}

Error unknown_command(const CommandTable& table, const std::string& name) {
  std::vector<std::string> names;
  for (const Command* command : table) {
    if (command->group == Group::hidden) continue;
    names.push_back(command->name);
    names.push_back(first_word(*command));
  }
  const auto near = nearest(name, names);
  return {ErrorKind::usage, in_quotes(name) + " is not a git reeve command",
          near ? "did you mean 'git reeve " + *near + "'?" : help_hint(nullptr)};
}

std::filesystem::path resolve_folder(const std::filesystem::path& start,
                                     const std::vector<std::string>& folders) {
  std::filesystem::path folder = start;
  for (const std::string& step : folders) {
    if (step.empty()) continue;
    std::error_code failure;
    folder = std::filesystem::canonical(folder / step, failure);
    if (failure || !std::filesystem::is_directory(folder)) {
      throw Error(ErrorKind::usage, "-C " + in_quotes(step) + ": there is no such folder",
                  "give a folder that exists");
    }
  }
  return folder;
}

}  // namespace reeve::cli
