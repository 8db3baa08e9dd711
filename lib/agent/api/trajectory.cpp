#include "agent/api/trajectory.h"

#include <utility>

#include "agent/api/api_key.h"
#include "base/file.h"

namespace reeve {

namespace {

// 250 turns of the longest output that a model gets are 3 MB.
constexpr std::size_t most_bytes = std::size_t{16} << 20;

}  // namespace

Trajectory::Trajectory(std::filesystem::path file, std::string key, std::vector<Secret> secrets)
    : file_(std::move(file)), key_(std::move(key)), secrets_(std::move(secrets)) {}

void Trajectory::add(const JsonObject& line) {
  if (file_.empty() || bytes_ > most_bytes) return;
  std::string text = redacted(without_key(line.text(), key_), secrets_) + "\n";
  bytes_ += text.size();
  if (bytes_ > most_bytes) text = "{\"note\":\"the rest was left out\"}\n";
  append_file(file_, text);
}

}  // namespace reeve
