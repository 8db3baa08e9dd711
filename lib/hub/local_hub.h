// The hub that is a repository on this machine.
//
// git's own locks are files (refs/x.lock) that a killed process leaves behind for ever, and a transaction
// over several refs writes them one after the other. Agents and workers are killed all the time here, so each
// transaction is done under an flock on <git dir>/reeve/refs.lock, which the kernel gives back however its
// holder dies, and is written down in <git dir>/reeve/transaction first. Whoever gets the flock next and
// finds that file finishes what was begun, or removes the lock files of what was not: so a local transaction
// is atomic also when its process is killed. It takes about a millisecond, and plain git's locks are still
// taken inside it, so git commands that change refs at the same time are safe as well. Rejected: age limits
// for refs/x.lock (a paused process would lose its lock), and update-ref --stdin (a process start, and the
// same lock files).
#pragma once

#include "base/clock.h"
#include "hub/hub.h"

namespace reeve {

class LocalHub : public Hub {
 public:
  // How long apply() waits for locks of others before it throws Error(hub_unreachable).
  static constexpr Milliseconds default_patience{30'000};

  explicit LocalHub(git::Repository repository, Milliseconds patience = default_patience);

  std::vector<git::Ref> list(const std::string& prefix) override;
  std::optional<git::Oid> read(const std::string& ref) override;
  ApplyResult apply(const Transaction& transaction) override;
  git::Repository& objects() override { return repository_; }
  bool refs_are_here() const override { return true; }

 private:
  git::Repository repository_;
  Milliseconds patience_;
};

// <git dir>/reeve: everything that Reeve keeps on this machine beside refs and objects. All of it can be made
// anew.
std::filesystem::path state_folder(const git::Repository& repository);

}  // namespace reeve
