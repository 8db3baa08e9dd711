#include "agent/cli/version.h"

#include <algorithm>
#include <mutex>

#include "base/error.h"
#include "base/text.h"

namespace reeve::cli_agent {

namespace {

constexpr Milliseconds longest_wait{10'000};
constexpr std::size_t longest_version = 60;

std::string ask(std::vector<std::string> argv, const Environment& environment) {
  ProcessSpec spec;
  argv.emplace_back("--version");
  spec.argv = std::move(argv);
  spec.environment = environment;
  spec.limits.wall = longest_wait;
  try {
    const ProcessResult result = run_process(spec);
    if (!result.succeeded()) return "";
    return version_in(result.out.empty() ? result.err : result.out);  // pi says it on standard error
  } catch (const Error&) {
    return "";  // that it cannot be started is told when it is started in earnest
  }
}

bool is_number(std::string_view word) {
  return !word.empty() && word.find('.') != word.npos && word.front() >= '0' && word.front() <= '9';
}

}  // namespace

std::string version_in(std::string_view text) {
  const std::string line = printable(split_lines(std::string(trim(text)) + "\n").front());
  for (const std::string& word : split(line, ' ')) {
    const std::string_view number = std::string_view(word).substr(word.starts_with('v') ? 1 : 0);
    if (is_number(number)) return std::string(number.substr(0, number.find_last_not_of(".,;") + 1));
  }
  return shorten(line, longest_version);
}

std::string version_of(const std::vector<std::string>& program, const Environment& environment) {
  static std::mutex mutex;
  static std::map<std::vector<std::string>, std::string> known;
  const std::scoped_lock lock(mutex);
  const auto found = known.find(program);
  if (found != known.end()) return found->second;
  return known.emplace(program, ask(program, environment)).first->second;
}

}  // namespace reeve::cli_agent
