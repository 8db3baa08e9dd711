#include "tools/arguments.h"

#include <charconv>
#include <stdexcept>

#include "base/error.h"

namespace reeve::cli {

const std::vector<std::string>& Arguments::all(std::string_view option) const {
  static const std::vector<std::string> none;
  if (find_option(command_->options, option) == nullptr) {
    throw std::logic_error("command '" + command_->name + "' has no option --" + std::string(option));
  }
  const auto found = given_.find(option);
  return found == given_.end() ? none : found->second;
}

bool Arguments::has(std::string_view option) const {
  return !all(option).empty();
}

std::optional<std::string> Arguments::value(std::string_view option) const {
  const auto& values = all(option);
  return values.empty() ? std::nullopt : std::optional(values.back());
}

std::vector<std::string> Arguments::values(std::string_view option) const {
  return all(option);
}

std::optional<std::int64_t> Arguments::number(std::string_view option, std::int64_t minimum,
                                              std::int64_t maximum) const {
  const auto text = value(option);
  if (!text) return std::nullopt;
  std::int64_t number = 0;
  const char* const end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data(), end, number);
  if (error == std::errc() && stop == end && number >= minimum && number <= maximum) return number;
  throw Error(ErrorKind::usage, "option --" + std::string(option) + " got '" + *text + "'",
              "give a whole number from " + std::to_string(minimum) + " to " + std::to_string(maximum));
}

}  // namespace reeve::cli
