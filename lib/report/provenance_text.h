// How a commit or the lines of a file came to be, for people and for scripts. Pure.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "git/blame.h"
#include "hub/provenance.h"

namespace reeve {

// Who made it, for which task, on the way to what; a field a line. A commit that no task made has its author
// and its subject alone.
std::string provenance_text(const Provenance& provenance);
// {"commit","time","author","subject","task","also","goal","parent","kind","agent","model","prompt","attempts":[…],
// "cost","receipts":[…],"verdict":{…},"noted"}; what is not known is left out.
JsonObject provenance_json(const Provenance& provenance);

// Lines of one file that came to be together.
struct Share {
  Provenance provenance;
  std::size_t lines = 0;
};

// A row each, most lines first: LINES COMMIT TASK BY WHAT. `uncommitted` lines are the last row.
std::string shares_table(std::vector<Share> shares, std::size_t uncommitted, std::size_t width);

// A row a landing: LANDED COMMIT TASK AGENT TRIES COST WHAT; below 80 columns without TRIES and COST.
std::string landings_table(const std::vector<Provenance>& landings, std::size_t width);

}  // namespace reeve
