// The record of a round, written as it goes on: a kill loses at most the step that it fell into.
#pragma once

#include <filesystem>

#include "agent/redact.h"
#include "base/json.h"

namespace reeve {

class Trajectory {
 public:
  // Adds to `file`, one JSON object a line; an empty path: nothing is written. `key` and `secrets` are
  // replaced wherever they stand.
  Trajectory(std::filesystem::path file, std::string key, std::vector<Secret> secrets = {});

  // Throws Error(io). After 16 MB a last line says that the rest was left out.
  void add(const JsonObject& line);

 private:
  std::filesystem::path file_;
  std::string key_;
  std::vector<Secret> secrets_;
  std::size_t bytes_ = 0;
};

}  // namespace reeve
