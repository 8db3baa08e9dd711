// Watching a coding CLI while it runs: its output goes to the log and to the reader, and it is stopped when
// it has used more than it may.
#pragma once

#include <functional>
#include <optional>
#include <stop_token>

#include "agent/cli/reader.h"
#include "agent/run_log.h"

namespace reeve::cli_agent {

// What is over, before a round starts; absent if there is something left.
std::optional<Trouble> nothing_left(const Round& round);

class CliRun {
 public:
  CliRun(const Round& round, const CliPreset& preset);

  // Runs what `spec` starts, with a stop token and an observer of the output of its own.
  RoundReport run(ProcessSpec spec);

 private:
  void take(OutputStream stream, std::string_view piece);
  std::optional<Trouble> reason_to_stop() const;
  Usage of_this_round(Usage told) const;

  const Round& round_;
  const CliPreset& preset_;
  CliReader reader_;
  RunLog log_;
  std::optional<Trouble> stopped_;  // why we stopped it, for its own sake
  std::stop_source stop_;           // ours, or the request's
  std::stop_callback<std::function<void()>> forward_;
};

}  // namespace reeve::cli_agent
