#include "hooks/trailers.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include "base/error.h"
#include "base/file.h"
#include "hooks/checked_out_task.h"
#include "task/ref_names.h"

namespace reeve::hooks {
namespace {

ProcessResult git(const std::filesystem::path& folder, std::vector<std::string> argv,
                  const Environment& environment) {
  argv.insert(argv.begin(), "git");
  ProcessSpec spec;
  spec.argv = std::move(argv);
  spec.cwd = folder;
  spec.environment = environment;
  return run_process(spec);
}

std::optional<std::string> task_here(const std::filesystem::path& folder, const Environment& environment) {
  if (const auto id = environment.find("REEVE_ID"); id != environment.end()) {
    return refs::id_after(refs::task_prefix, std::string(refs::task_prefix) + id->second);
  }
  return checked_out_task(folder, environment);
}

// The first line that git would keep; empty if it would keep none.
std::string subject(const std::string& message) {
  std::istringstream lines(message);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# ------------------------ >8")) return "";
    if (line.find_first_not_of(" \t\r") != std::string::npos && !line.starts_with('#')) return line;
  }
  return "";
}

bool wants_trailers(const std::string& source, const std::string& first) {
  return source != "merge" && source != "squash" && !first.empty() && !first.starts_with("fixup! ") &&
         !first.starts_with("squash! ") && !first.starts_with("amend! ");
}

}  // namespace

void add_trailers(const std::filesystem::path& folder, const std::string& message_file,
                  const std::string& source, const Environment& environment) {
  const std::optional<std::string> id = task_here(folder, environment);
  if (!id || !wants_trailers(source, subject(read_file(folder / message_file)))) return;
  std::vector<std::string> argv{"interpret-trailers", "--in-place", "--if-exists",
                                "doNothing",          "--trailer",  "Reeve-Task: " + *id};
  const auto attempt = environment.find("REEVE_ATTEMPT");
  if (attempt != environment.end() && !attempt->second.empty() &&
      std::ranges::all_of(attempt->second, [](char c) { return c >= '0' && c <= '9'; })) {
    argv.insert(argv.end(), {"--trailer", "Reeve-Attempt: " + attempt->second});
  }
  argv.push_back(message_file);
  const ProcessResult result = git(folder, argv, environment);
  if (!result.succeeded()) {
    throw Error(ErrorKind::git, "git interpret-trailers: " + describe_end(result), result.err);
  }
}

}  // namespace reeve::hooks
