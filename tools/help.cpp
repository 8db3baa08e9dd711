#include "tools/help.h"

#include <algorithm>
#include <cctype>
#include <set>

#include "base/text.h"
#include "tools/command_line.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/wrap.h"

namespace reeve::cli {
namespace {

constexpr std::size_t widest_prose = 100;
// A label longer than this gets a line of its own, so that one long option does not narrow all texts.
constexpr std::size_t widest_label = 28;

std::string padded(std::string text, std::size_t width) {
  const std::size_t columns = display_width(text);
  return columns < width ? text.append(width - columns, ' ') : text;
}

// Two columns, the right one wrapped.
std::string two_columns(const std::vector<Listing>& rows, std::size_t width) {
  std::size_t label_width = 0;
  for (const Listing& row : rows) {
    const std::size_t columns = display_width(row.name);
    if (columns <= widest_label) label_width = std::max(label_width, columns);
  }
  std::string text;
  for (const Listing& row : rows) {
    std::string first = "   " + padded(row.name, label_width) + "  ";
    if (display_width(row.name) > label_width) {
      text += "   " + row.name + "\n";
      first.assign(label_width + 5, ' ');
    }
    text += hanging(first, words_of(row.summary), width);
  }
  return text;
}

std::string options_text(const std::vector<Option>& options, std::size_t width) {
  std::vector<Listing> rows;
  for (const Option& option : options) {
    const std::string indent = option.letter == '\0' ? "    " : "";
    rows.push_back({indent + option_label(option), option.help});
  }
  return two_columns(rows, width);
}

std::string usage_text(const std::string& name, const std::vector<std::string>& forms, std::size_t width) {
  std::string text;
  for (const std::string& form : forms) {
    const std::string lead = (text.empty() ? "usage: git reeve" : "   or: git reeve") + name + " ";
    text += hanging(lead, synopsis_words(form), width);
  }
  return text;
}

std::string paragraph_text(const std::string& paragraph, std::size_t width) {
  return paragraph.starts_with(' ') ? paragraph + "\n" : hanging("", words_of(paragraph), width);
}

std::string description_text(const Command& command, std::size_t width) {
  std::string text = "\n" + paragraph_text(sentence(command.summary), width);
  for (const std::string& paragraph : command.description) text += "\n" + paragraph_text(paragraph, width);
  return text;
}

std::string subcommands_of(const CommandTable& table, const std::string& family) {
  std::vector<std::string> names;
  for (const Command* command : commands_of_family(table, family)) {
    if (command->group != Group::hidden) names.push_back(command->name.substr(family.size() + 1));
  }
  return join(names, ", ");
}

}  // namespace

std::size_t help_width(const Terminal& terminal) {
  return std::min(terminal.width().value_or(usual_width), widest_prose);
}

std::string program_help(const CommandTable& table, std::size_t width) {
  std::string text = usage_text("", {program_synopsis()}, width);
  text += "\n" + paragraph_text(program_description(), width);
  for (const Group group : {Group::start, Group::plan, Group::run, Group::look, Group::repair}) {
    const auto listings = listings_of(table, group);
    if (!listings.empty()) text += "\n" + group_heading(group) + "\n" + two_columns(listings, width);
  }
  text += "\noptions of every command\n" + options_text(global_options(), width);
  return text + "\n" + paragraph_text("'git reeve COMMAND -h' explains one command.", width);
}

std::string family_help(const CommandTable& table, const std::string& family, std::size_t width) {
  std::vector<Listing> listings;
  for (const Command* command : commands_of_family(table, family)) {
    if (command->group != Group::hidden) listings.push_back({command->name, command->summary});
  }
  return usage_text(" " + family, {"COMMAND [ARGUMENT]…"}, width) + "\n" + two_columns(listings, width) +
         "\n" + paragraph_text("'git reeve " + family + " COMMAND -h' explains one of them.", width);
}

std::string command_help(const Command& command, std::size_t width) {
  std::string text = usage_text(" " + command.name, command.synopsis, width);
  text += description_text(command, width);
  if (!command.options.empty()) text += "\noptions\n" + options_text(command.options, width);
  return text + "\noptions of every command\n" + options_text(global_options_of(command), width);
}

std::vector<Option> global_options_of(const Command& command) {
  std::vector<Option> options;
  for (const Option& option : global_options()) {
    if (option.name != "json" || command.json == Json::yes) options.push_back(option);
  }
  return options;
}

std::string option_label(const Option& option) {
  const std::string letter = option.letter == '\0' ? "" : std::string("-") + option.letter + ", ";
  return letter + "--" + option.name + (option.value.empty() ? "" : " " + option.value);
}

std::string program_synopsis() {
  std::string synopsis;
  for (const Option& option : global_options()) {
    const std::string name = option.letter == '\0' ? "--" + option.name : std::string("-") + option.letter;
    synopsis += "[" + name + (option.value.empty() ? "" : " " + option.value) + "] ";
  }
  return synopsis + "COMMAND [ARGUMENT]…";
}

std::string group_heading(Group group) {
  switch (group) {
    case Group::start:
      return "start";
    case Group::plan:
      return "plan";
    case Group::run:
      return "run";
    case Group::look:
      return "look";
    case Group::repair:
      return "repair";
    case Group::hidden:
      return "hidden";
  }
  return "";
}

std::vector<Listing> listings_of(const CommandTable& table, Group group) {
  std::vector<Listing> listings;
  std::set<std::string> families;
  for (const Command* command : table) {
    if (command->group != group) continue;
    const std::string family = first_word(*command);
    if (family == command->name) {
      listings.push_back({command->name, command->summary});
    } else if (families.insert(family).second) {
      listings.push_back({family, subcommands_of(table, family)});
    }
  }
  return listings;
}

std::string sentence(std::string summary) {
  if (!summary.empty()) {
    summary.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(summary.front())));
  }
  return summary + ".";
}

}  // namespace reeve::cli
