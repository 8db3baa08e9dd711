// An SSH key pair of a principal, made for one test.
#pragma once

#include <string>

#include "base/file.h"

namespace reeve::test {

class SshKey {
 public:
  explicit SshKey(std::string principal);

  // The private key's file; the public one is beside it, with ".pub".
  std::string file() const { return (folder_.path() / "key").string(); }
  const std::string& principal() const { return principal_; }
  std::string public_key() const;
  // A line of allowed_signers for these namespaces ("reeve", "git" or "reeve,git").
  std::string as_signer(const std::string& namespaces) const;

 private:
  TemporaryFolder folder_;
  std::string principal_;
};

}  // namespace reeve::test
