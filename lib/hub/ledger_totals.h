// Sums of what landed that the gate keeps in the ledger, beside the notes (FORMAT.md): whoever looks at a
// target for the first time reads what landed since, and not a hundred thousand commits. They follow from
// the target alone: sums that are missing, old or damaged cost time and nothing else.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "hub/landed_totals.h"

namespace reeve {

// The newest sums of a goal; without ids. Absent where the ledger has none that can be read.
std::optional<LandedReading> totals_in_ledger(const git::Repository& repository,
                                              const std::optional<git::Oid>& ledger, const std::string& goal);

// The file's text, and back; absent for a text that is none of this goal.
std::string totals_text(const std::string& goal, const LandedReading& reading);
std::optional<LandedReading> totals_from(std::string_view text, const std::string& goal);

// A reader takes 10 µs for each landing that is newer; a thousand of them are 10 ms. Sums of a day with
// 24,000 landings are some 70 kB: 70 bytes for each landing that they are written for, a tenth of its note.
constexpr std::size_t landings_between_totals = 1'000;

// Says when sums are due. Used by one thread.
class LedgerTotals {
 public:
  // What to write into the ledger with a landing on top of the stretch: a text by its goal. Empty while those
  // that are there are of use and near.
  std::map<std::string, std::string> due(const git::Repository& repository,
                                         const std::optional<git::Oid>& ledger, const TargetStretch& stretch);

 private:
  std::map<std::string, LandedReading> last_;  // by goal: so that a landing reads the one before it only
};

}  // namespace reeve
