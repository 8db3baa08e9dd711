#include "hooks/server_push.h"

#include <charconv>

#include "base/error.h"
#include "base/text.h"

namespace reeve::hooks {

namespace {

constexpr std::size_t id_length = 40;
constexpr std::size_t name_begin = 2 * (id_length + 1);
constexpr unsigned most_options = 100;

std::string variable(const Environment& environment, const std::string& name) {
  const auto found = environment.find(name);
  return found == environment.end() ? "" : found->second;
}

std::optional<git::Oid> unless_zero(const git::Oid& id) {
  return id.is_zero() ? std::nullopt : std::optional(id);
}

git::RefUpdate update_from(const std::string& line) {
  const std::string_view text = line;
  const auto old_id = git::Oid::parse(text.substr(0, id_length));
  const auto new_id =
      text.size() > name_begin ? git::Oid::parse(text.substr(id_length + 1, id_length)) : old_id;
  if (!old_id || !new_id || text.size() <= name_begin)
    throw Error(ErrorKind::invalid, "git told the hook a line that is no update: " + printable(line),
                "pre-receive is run by git, with lines 'old new ref' on its standard input");
  return {line.substr(name_begin), unless_zero(*old_id), unless_zero(*new_id)};
}

std::vector<std::string> options_in(const Environment& environment) {
  const std::string text = variable(environment, "GIT_PUSH_OPTION_COUNT");
  unsigned count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  std::vector<std::string> options;
  for (unsigned i = 0; i < count && i < most_options; ++i)
    options.push_back(variable(environment, "GIT_PUSH_OPTION_" + std::to_string(i)));
  return options;
}

}  // namespace

Push read_push(std::string_view standard_input, const Environment& environment) {
  Push push;
  for (const std::string& line : split_lines(standard_input)) push.updates.push_back(update_from(line));
  push.quarantine = variable(environment, "GIT_QUARANTINE_PATH");
  push.options = options_in(environment);
  push.certificate = variable(environment, "GIT_PUSH_CERT");
  push.nonce_status = variable(environment, "GIT_PUSH_CERT_NONCE_STATUS");
  return push;
}

}  // namespace reeve::hooks
