// One remote as the git program reaches it: with the person's own credentials, SSH configuration and proxies.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "git/ref_transaction.h"
#include "git/repository.h"
#include "hub/push_report.h"

namespace reeve {

enum class FetchEnd { done, no_such_ref };

// How a push ended, as far as can be known.
struct PushAttempt {
  bool answered = false;        // the server's report came whole; otherwise anything may have happened
  std::vector<PushedRef> refs;  // what the report says
  std::string said;             // git's words on standard error, the server's among them
};

class Remote {
 public:
  // `name`: a remote of the repository, or a URL. The repository must outlive this.
  Remote(const git::Repository& repository, std::string name);

  const std::string& name() const { return name_; }

  // Fetches these refspecs; objects come with them. A remote that does not answer is tried again until
  // `patience` is over; then Error(hub_unreachable), at once for one that answers that it is no repository or
  // that we may not read it.
  FetchEnd fetch(const std::vector<std::string>& refspecs, Milliseconds patience) const;

  // Pushes all updates atomically, once, each under a lease on exactly its expected value. Updates that
  // compare nothing with nothing cannot be pushed and must not be among them.
  PushAttempt push(const std::vector<git::RefUpdate>& updates) const;

 private:
  const git::Repository& repository_;
  std::string name_;
};

// A URL or git's words about one, without the password in it: "https://ada:secret@host" has
// "https://ada@host".
std::string without_password(const std::string& text);

// Throws Error(hub_unreachable) with git's own words if they say that trying again is of no use: no such
// repository, no right, no such host.
void throw_if_hopeless(const std::string& remote, const std::string& said);

[[noreturn]] void throw_unreachable(const std::string& remote, const std::string& said);

}  // namespace reeve
