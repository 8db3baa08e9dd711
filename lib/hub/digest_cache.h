// The file that keeps digests from one look to the next (hub/fleet_digest.h). Its bytes:
//
//     "reeve digests\n", the checksum of the rest (8 bytes), digest_format, then what was kept
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hub/landed_totals.h"
#include "task/fold.h"

namespace reeve {

// Tasks of the goal's note in the ledger, by the note's blob.
struct FiledDigests {
  std::optional<git::Oid> note;
  std::vector<TaskState> tasks;
};

// Of a goal's current cycle, see GoalDigest::collided.
struct CycleDigests {
  git::Oid start;                 // the target's tip when the cycle began
  git::Oid tip;                   // up to which the target was read
  git::Oid ledger;                // its tip then; zero: there was none
  std::vector<git::Oid> missing;  // commits whose note was not there: it may be fetched later
  std::vector<TaskState> tasks;
};

// A live task, as bytes of write_digest(): most of them are only written again.
struct KeptTask {
  std::string_view id;
  git::Oid log;
  std::string_view digest;
};

struct KeptDigests {
  std::shared_ptr<const std::string> file = {};  // that `live` looks into, where it was read
  std::vector<KeptTask> live;                    // by id
  std::map<std::string, LandedReading> landed;   // by the goal's id, as the others
  std::map<std::string, FiledDigests> filed;
  std::map<std::string, CycleDigests> cycles;
};

// Empty where there is no file, or one that cannot be taken.
KeptDigests read_kept_digests(const git::Repository& repository);

// Replaces the file at once; does nothing where it cannot be written. It is not forced onto the disk: what a
// power failure leaves of it is told by the checksum.
void keep_digests(const git::Repository& repository, const KeptDigests& digests);

}  // namespace reeve
