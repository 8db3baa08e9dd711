// git as a person runs it, with git-reeve in PATH, so that installed hooks find it.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/process.h"

namespace reeve::test {

inline Environment environment_with_reeve() {
  Environment environment = minimal_environment();
  environment["PATH"] = std::string(GIT_REEVE_FOLDER) + ":" + environment["PATH"];
  environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
  environment["GIT_CONFIG_NOSYSTEM"] = "1";
  for (const char* role : {"AUTHOR", "COMMITTER"}) {
    environment["GIT_" + std::string(role) + "_NAME"] = "Ada";
    environment["GIT_" + std::string(role) + "_EMAIL"] = "ada@example.org";
  }
  return environment;
}

inline ProcessResult real_git(const std::filesystem::path& folder, const std::vector<std::string>& arguments,
                              const Environment& environment = environment_with_reeve()) {
  ProcessSpec spec;
  spec.argv = {"git"};
  spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
  spec.cwd = folder;
  spec.environment = environment;
  return run_process(spec);
}

// Standard output; throws what git said unless it exits 0.
inline std::string real_git_output(const std::filesystem::path& folder,
                                   const std::vector<std::string>& arguments) {
  const ProcessResult result = real_git(folder, arguments);
  if (!result.succeeded()) throw std::runtime_error(describe_end(result) + ": " + result.err);
  return result.out;
}

}  // namespace reeve::test
