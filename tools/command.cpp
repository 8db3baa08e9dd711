#include "tools/command.h"

#include <algorithm>
#include <iterator>

namespace reeve::cli {

const Option* find_option(const std::vector<Option>& options, std::string_view name) {
  const auto found =
      std::find_if(options.begin(), options.end(), [&](const Option& option) { return option.name == name; });
  return found == options.end() ? nullptr : &*found;
}

std::string first_word(const Command& command) {
  return command.name.substr(0, command.name.find(' '));
}

const Command* find_command(const CommandTable& table, const std::string& name) {
  const auto found =
      std::find_if(table.begin(), table.end(), [&](const Command* command) { return command->name == name; });
  return found == table.end() ? nullptr : *found;
}

CommandTable commands_of_family(const CommandTable& table, const std::string& family) {
  CommandTable members;
  std::copy_if(table.begin(), table.end(), std::back_inserter(members),
               [&](const Command* command) { return command->name.starts_with(family + " "); });
  return members;
}

}  // namespace reeve::cli
