// What landed on a goal's target, as sums: of a hundred thousand landed tasks nobody wants a list at a
// glance, but counts, costs and how often something lands. Read from commits alone, and forward from where an
// earlier reading ended.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/binary.h"
#include "hub/goal_store.h"
#include "hub/landing_reader.h"
#include "task/spend.h"

namespace reeve {

// A commit on a goal's target that a task became.
struct LandedTask {
  std::string task;
  std::string title;
  git::Oid commit;
  TimePoint at{};
  std::string agent;
  std::size_t attempt = 1;     // the one that landed; those before it failed
  std::optional<double> cost;  // of all its attempts; absent: not known
};

// Tasks that landed and were taken back afterwards are in none of it.
struct LandedTotals {
  std::size_t count = 0;
  std::size_t failed_attempts = 0;  // before the ones that landed
  std::size_t planned = 0;          // by a planner: those that have a parent
  SpendTable spend;                 // of all their attempts
  std::size_t known_cost = 0;       // tasks whose cost is known
  double cost = 0;                  // their sum
  double cost_squares = 0;          // and that of the squares, for how far costs differ
  std::optional<LandedTask> last;   // the newest
  std::vector<TimePoint> recent;    // when they landed, oldest first: at least those of the day before the
                                    // newest
  std::string ids;                  // each followed by a line feed, in no order; without those that the
                                    // ledger's sums already held (hub/ledger_totals.h)
};

// Adds a landing that is newer than all in `totals`.
void add_landing(LandedTotals& totals, const LandedTask& task, const std::string& parent,
                 const SpendTable& spend);

// The commits of a target that a goal looks at: after `base`, up to `tip`.
struct TargetStretch {
  std::string goal;
  git::Oid base;
  git::Oid tip;
};

struct LandedReading {
  git::Oid base;
  git::Oid tip;
  LandedTotals totals;
  bool is_whole = false;  // all of it was read now, and nothing taken from an earlier reading; not written
};

// Goes on from the latest of the `earlier` readings of this goal that is on the way to the tip, if nothing of
// it was taken back since; with none of them everything is read. But for `ids` the result is the same.
LandedReading read_landed(const git::Repository& repository, LandingReader& reader,
                          const TargetStretch& stretch, std::vector<LandedReading> earlier);

// The commits of it that landed tasks of the goal, without those that were taken back within it; only those
// since `before`, an older tip, where that is given. Absent if `before` does not lie on the way, or something
// that landed before it was taken back since.
std::optional<std::vector<git::Oid>> landed_commits(const git::Repository& repository, LandingReader& reader,
                                                    const TargetStretch& stretch,
                                                    const std::optional<git::Oid>& before);

void write_landed(BinaryWriter& out, const LandedReading& reading);
LandedReading read_landed(BinaryReader& in);

}  // namespace reeve
