// Running a coding CLI that is a recording (tests/agent/cli/fake_cli) through run_agent().
#pragma once

#include <filesystem>
#include <string>

#include "agent/agent.h"
#include "base/file.h"

namespace reeve {

class RecordedCli {
 public:
  // An agent of this preset that replays tests/agent/cli/fixtures/<recording>.run.
  RecordedCli(const std::string& preset, const std::string& recording);

  // A line of a recording such as "idle 300" sets a limit: idle (milliseconds), turns; "stop" stops the
  // worker while it runs.
  AgentReport run();

  // argv, prompt or env of its run number `run`.
  std::string seen(const std::string& what, int run) const;
  const std::filesystem::path& place() const { return place_.path(); }

  AgentRequest request;

 private:
  TemporaryFolder place_;
  std::stop_source stop_;
};

std::filesystem::path fixtures_folder();

// The whole report as text, a line for each member that says something. Times to come within a day are
// "in 30 s", rounded to ten; how long it took is left out.
std::string told(const AgentReport& report);

}  // namespace reeve
