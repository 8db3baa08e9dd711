// The hub is the repository whose refs are the truth. It is read by names and prefixes and changed by one
// function: a list of compare-and-swaps that all happen or none of them does.
//
// A Hub is used by one thread at a time. Several Hubs on the same repository, in any number of threads and
// processes, are safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/ref_transaction.h"
#include "git/repository.h"
#include "hub/ref_snapshot.h"

namespace reeve {

struct Transaction {
  std::vector<git::RefUpdate> updates;  // each ref once; order does not matter
  std::string reason;                   // one line, for reflogs and messages
};

enum class Applied { yes, lost_race };

struct ApplyResult {
  Applied applied = Applied::yes;
  std::vector<std::string> contested;  // the refs that were not as expected

  bool succeeded() const { return applied == Applied::yes; }
};

class Hub {
 public:
  virtual ~Hub() = default;

  // All refs whose full name begins with the prefix, sorted by name.
  virtual std::vector<git::Ref> list(const std::string& prefix) = 0;
  // Absent if there is no such ref, and for a name that is not under refs/.
  virtual std::optional<git::Oid> read(const std::string& ref) = 0;
  // All refs that begin with any of the prefixes. Of a remote they are those of one moment, for the price of
  // one round trip; of others they are listed prefix by prefix, in this order.
  virtual RefSnapshot look(const std::vector<std::string>& prefixes);
  // Those of these refs that exist. One round trip to a remote, which may also send what begins with these
  // names: for names that end in an id.
  virtual RefSnapshot read_each(const std::vector<std::string>& names);
  // Does all updates or none. A lost race is a value; the caller reads again and decides. Busy locks are
  // waited for. Throws Error(invalid) for a name that git refuses or a ref named twice,
  // Error(hub_unreachable) when the hub does not answer in time. The objects that new ids name must be in
  // objects() before.
  virtual ApplyResult apply(const Transaction& transaction) = 0;
  // Where objects are read and written. Owned by the hub.
  virtual git::Repository& objects() = 0;
  // Whether the hub's refs are those of objects(): then people may have a branch of the hub checked out
  // there.
  virtual bool refs_are_here() const = 0;
};

// Throws Error(invalid) for a name that git refuses or that is not under refs/, and for a ref that is named
// twice. Every hub calls it first.
void check_names(const Transaction& transaction);

}  // namespace reeve
