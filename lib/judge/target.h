// The branch that landings move. Where the hub is one place and the code is hosted at another ([hub]
// landing), the host's branch decides and the hub's follows it: people push to the host, and what a crash
// between the two leaves is a landing that half_landed.h finishes.
#pragma once

#include <optional>
#include <string>

#include "hub/hub.h"

namespace reeve {

class Target {
 public:
  // `host` is null where the hub itself receives landings. Both must outlive this.
  Target(Hub& hub, Hub* host, std::string ref) : hub_(hub), host_(host), ref_(std::move(ref)) {}

  // Where it is now; absent if there is no such branch. Brings the one that is behind along. Throws
  // Error(invalid) if neither the host's branch nor the hub's is behind the other, Error(configuration) if
  // the hub's is checked out in a work tree and would follow a host.
  std::optional<git::Oid> read();
  // Moves the host's branch; nothing is to be done where there is none. False if it is not at `from`, the
  // commit that was read last. Throws Error(invalid) with the host's words if it refuses.
  bool move(const git::Oid& from, const git::Oid& to);

 private:
  void require_not_checked_out() const;
  bool bring_along(const std::optional<git::Oid>& on_hub);

  Hub& hub_;
  Hub* host_;
  std::string ref_;
  std::optional<git::Oid> on_host_;
};

}  // namespace reeve
