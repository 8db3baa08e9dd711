// A goal in the middle of a long run, as large as asked for, without running it: written by `git fast-import`
// in seconds, with its refs packed, where a fleet would take days.
#pragma once

#include <filesystem>

namespace reeve::bench {

struct ImportedFleet {
  int live = 10'000;     // tasks on the hub: most wait, 100 run, 40 are held, every tenth had a failure
  int landed = 100'000;  // one every 30 seconds, the last one now; one ledger note each
  int cycle = 1'000;     // of them, those that landed in the goal's current cycle
};

// Makes a bare repository of it in a folder that does not exist yet. Its goal is goal-aaaa, its target main.
void import_fleet(const std::filesystem::path& folder, const ImportedFleet& fleet);

}  // namespace reeve::bench
