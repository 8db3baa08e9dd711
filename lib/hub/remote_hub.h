// The hub that is a remote of this repository: anything that the git program can fetch from and push to.
//
// A transaction is one `git push --atomic` with an explicit lease for every ref, so the server, or git before
// it has sent anything, refuses all of it if one ref is not as expected. What the answer does not say is
// found out by looking at the refs again:
//
//     the answer             the refs are now       the transaction
//     done                                          is applied
//     refused or none came   not as expected        has lost the race
//     none came              as desired             is applied: it was ours, as every log entry is unique
//     refused by a rule      as expected            throws Error(invalid), with the server's words
//     a lock, a full disk    as expected            is tried again, until patience ends
//     none came              as expected            is tried again, after a pause that grows, until patience
//     ends
//
// Updates that only compare, and those of a ref that has its new value already, are looked at before the push
// and not by the server: whoever needs a value to hold at the moment of the change must change it to one that
// nobody else can give it, as every entry of a task's log is.
#pragma once

#include "base/clock.h"
#include "hub/hub.h"
#include "hub/mirror.h"
#include "hub/remote.h"

namespace reeve {

class RemoteHub : public Hub {
 public:
  // How long a hub that does not answer is tried before Error(hub_unreachable).
  static constexpr Milliseconds default_patience{60'000};

  // `repository` holds the objects; `remote` is the name of one of its remotes, or a URL.
  RemoteHub(git::Repository repository, const std::string& remote, Milliseconds patience = default_patience);
  RemoteHub(const RemoteHub&) = delete;
  RemoteHub& operator=(const RemoteHub&) = delete;

  std::vector<git::Ref> list(const std::string& prefix) override;
  std::optional<git::Oid> read(const std::string& ref) override;
  RefSnapshot look(const std::vector<std::string>& prefixes) override;
  RefSnapshot read_each(const std::vector<std::string>& names) override;
  ApplyResult apply(const Transaction& transaction) override;
  git::Repository& objects() override { return repository_; }
  bool refs_are_here() const override { return false; }

 private:
  ApplyResult push(const std::vector<git::RefUpdate>& updates);
  std::vector<std::string> contested(const std::vector<git::RefUpdate>& updates) const;
  bool all_as_desired(const std::vector<git::RefUpdate>& updates) const;
  void throw_if_in_the_way(const std::vector<git::RefUpdate>& updates) const;

  git::Repository repository_;
  Remote remote_;
  Milliseconds patience_;
  Mirror mirror_;
};

}  // namespace reeve
