// The failure matrix: what each CLI prints when something goes wrong, and what it is taken for.
#include <algorithm>
#include <map>
#include <set>

#include "agent/cli/preset.h"
#include "agent/cli/recording.h"
#include "base/text.h"
#include "support/catch.h"

namespace matrix_test {

using namespace reeve;
namespace fs = std::filesystem;

namespace {

// What was measured of each CLI; a recording is beside it, and may be joined by others.
const std::map<std::string, std::string> measured{
    {"claude",
     "ok unauthorized rate_limit quota context_full refusal max_output max_turns max_budget denied question "
     "no_key silence sigterm sigint"},
    {"codex",
     "ok unauthorized rate_limit quota context_full refusal max_output denied question no_key sigterm "
     "sigint"},
    {"opencode", "ok unauthorized rate_limit context_full refusal max_output denied question sigterm sigint"},
    {"pi", "ok unauthorized rate_limit context_full refusal max_output no_key sigterm"},
    {"gemini", "ok unauthorized rate_limit context_full max_turns no_key"},
    {"qwen", "ok unauthorized rate_limit context_full refusal max_output max_turns denied"},
    {"copilot", "ok unauthorized rate_limit context_full refusal max_output denied"}};

// The names of the files of a folder that end so, without the ending.
std::set<std::string> stems(const fs::path& folder, const std::string& ending) {
  std::set<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ending) names.insert(entry.path().stem().string());
  }
  return names;
}

// Every recording of the CLI is told as the file beside it says.
void check_recordings(const std::string& cli) {
  const fs::path folder = fixtures_folder() / cli;
  for (const std::string& name : stems(folder, ".run")) {
    INFO(cli << "/" << name);
    RecordedCli recorded(cli, (fs::path(cli) / name).string());
    CHECK(told(recorded.run()) == read_file(folder / (name + ".expected")));
  }
}

}  // namespace

TEST_CASE("every measured failure of every CLI has a recording, and every recording says what it means") {
  for (const cli_agent::CliPreset& preset : cli_agent::cli_presets()) {
    INFO(preset.name);
    const fs::path folder = fixtures_folder() / preset.name;
    const auto recordings = stems(folder, ".run");
    CHECK(recordings == stems(folder, ".expected"));
    for (const std::string& row : split(measured.at(preset.name), ' ')) {
      INFO(row);
      CHECK(recordings.contains(row));
    }
  }
}

TEST_CASE("what claude prints is taken for what it is") {
  check_recordings("claude");
}

TEST_CASE("what codex prints is taken for what it is") {
  check_recordings("codex");
}

TEST_CASE("what opencode prints is taken for what it is") {
  check_recordings("opencode");
}

TEST_CASE("what pi prints is taken for what it is") {
  check_recordings("pi");
}

TEST_CASE("what gemini prints is taken for what it is") {
  check_recordings("gemini");
}

TEST_CASE("what qwen prints is taken for what it is") {
  check_recordings("qwen");
}

TEST_CASE("what copilot prints is taken for what it is") {
  check_recordings("copilot");
}

}  // namespace matrix_test
