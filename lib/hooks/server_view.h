// All that the gate knows of a push while it looks at one ref.
#pragma once

#include "base/clock.h"
#include "hooks/policy_log.h"
#include "hooks/server_ledger.h"
#include "hooks/server_limits.h"
#include "hooks/server_policy.h"
#include "hooks/server_reader.h"

namespace reeve::hooks {

// Borrows everything.
struct GateView {
  const PushReader& reader;
  const ServerPolicy& policy;
  const ServerLimits& limits;
  const LedgerChange& ledger;
  TimePoint now;  // the server's clock
};

// What an update that deletes nothing does to a log.
inline LogChange log_change(const GateView& view, const git::RefUpdate& update, const std::string& id) {
  LogChange change{id, std::nullopt, view.reader.log_after(update.ref).value().text, view.now,
                   view.policy.longest_lease};
  if (const auto before = view.reader.log_before(update.ref)) change.before = before->text;
  return change;
}

}  // namespace reeve::hooks
