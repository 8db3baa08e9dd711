// The parts of process.h that start nothing: environments, words, and lines for messages.
#include <unistd.h>

#include "base/process.h"
#include "base/text.h"

namespace reeve {
namespace {

std::string quote(const std::string& word) {
  return "'" + replace_all(word, "'", "'\\''") + "'";
}

std::string megabytes(std::uint64_t bytes) {
  return std::to_string(bytes >> 20) + " MB";
}

}  // namespace

Environment minimal_environment() {
  return {{"PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
          {"LANG", "C.UTF-8"},
          {"TERM", "dumb"}};
}

Environment inherited_environment() {
  Environment environment;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view assignment = *entry;
    const std::size_t equals = assignment.find('=');
    if (equals == 0 || equals == std::string_view::npos) continue;
    environment.emplace(assignment.substr(0, equals), assignment.substr(equals + 1));
  }
  return environment;
}

std::vector<std::string> assignments_of(const Environment& environment) {
  std::vector<std::string> assignments;
  for (const auto& [name, value] : environment) assignments.push_back(name + "=" + value);
  return assignments;
}

std::vector<char*> pointers_to(const std::vector<std::string>& words) {
  std::vector<char*> pointers;
  for (const std::string& word : words) pointers.push_back(const_cast<char*>(word.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::string shell_words(const std::vector<std::string>& argv) {
  std::vector<std::string> words;
  for (const std::string& word : argv) words.push_back(quote(word));
  return join(words, " ");
}

std::string describe_end(const ProcessResult& result) {
  switch (result.end) {
    case ProcessEnd::exited:
      return "exit code " + std::to_string(result.exit_code);
    case ProcessEnd::signalled:
      return "killed by signal " + std::to_string(result.signal);
    case ProcessEnd::wall_limit:
      return "stopped at its time limit of " + format_duration(result.limit);
    case ProcessEnd::idle_limit:
      return "stopped after " + format_duration(result.limit) + " without output";
    case ProcessEnd::output_limit:
      return "stopped after " + std::to_string(result.out_bytes + result.err_bytes) + " bytes of output";
    case ProcessEnd::process_limit:
      return "stopped with " + std::to_string(result.measured) + " processes at once";
    case ProcessEnd::memory_limit:
      return "stopped with " + megabytes(result.measured) + " of memory in use";
    case ProcessEnd::disk_limit:
      return "stopped with " + megabytes(result.measured) + " in its folders";
    case ProcessEnd::disk_full:
      return "stopped as the disk had only " + megabytes(result.measured) + " left";
    case ProcessEnd::stopped:
      return "stopped on request after " + format_duration(result.duration);
    case ProcessEnd::lost:
      return "lost: its keeper was killed";
  }
  return "";
}

}  // namespace reeve
