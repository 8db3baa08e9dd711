// $REEVE_OUT/result.json, which an agent may write. Hostile input: size, shape and words are checked.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "task/event.h"

namespace reeve {

struct AgentResult {
  Outcome outcome = Outcome::done;
  Handoff handoff;
  std::string question;            // for needs_input
  std::optional<TimePoint> until;  // for rate_limited and quota
  Usage usage;                     // what it says it used; without `seconds`
};

struct ResultFile {
  std::optional<AgentResult> result;    // absent: there is no file, or it is not as it must be
  std::vector<std::string> violations;  // what is wrong with it; empty if it is fine or not there
};

constexpr std::size_t longest_result_file = 1 << 20;

// Reads a worker's result file (templates/schemas/worker-result.json). Never throws for what it holds.
ResultFile read_worker_result(const std::filesystem::path& file);

// For AgentRequest::objections, of a result that is read elsewhere: what `read` throws as Error(invalid), a
// line each; empty if it throws nothing. Any other Error goes through.
std::vector<std::string> objections_of(const std::function<void()>& read);

// The schema itself: templates/schemas/worker-result.json.
std::string_view worker_result_schema();

}  // namespace reeve
