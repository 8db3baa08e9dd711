// What was given to one command on the command line.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/command.h"

namespace reeve::cli {

// Every option name asked for must be in the command's table; another one is a mistake in the command and
// throws std::logic_error.
class Arguments {
 public:
  explicit Arguments(const Command& command) : command_(&command) {}

  bool has(std::string_view option) const;
  // The value given last; absent if the option was not given.
  std::optional<std::string> value(std::string_view option) const;
  // Every value, in the order given.
  std::vector<std::string> values(std::string_view option) const;
  // The value as a whole number. Throws Error(usage) if it is none, or outside these bounds.
  std::optional<std::int64_t> number(std::string_view option, std::int64_t minimum,
                                     std::int64_t maximum) const;
  const std::vector<std::string>& operands() const { return operands_; }
  bool json() const { return json_; }

  void add_option(const Option& option, std::string value) {
    given_[option.name].push_back(std::move(value));
  }
  void add_operand(std::string operand) { operands_.push_back(std::move(operand)); }
  void ask_for_json() { json_ = true; }

 private:
  const std::vector<std::string>& all(std::string_view option) const;

  const Command* command_;
  std::map<std::string, std::vector<std::string>, std::less<>> given_;
  std::vector<std::string> operands_;
  bool json_ = false;
};

}  // namespace reeve::cli
