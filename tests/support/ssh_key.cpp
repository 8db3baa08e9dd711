#include "support/ssh_key.h"

#include <stdexcept>

#include "base/process.h"
#include "base/text.h"

namespace reeve::test {

SshKey::SshKey(std::string principal) : principal_(std::move(principal)) {
  ProcessSpec spec;
  spec.argv = {"ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", principal_, "-f", file()};
  spec.environment = minimal_environment();
  const ProcessResult result = run_process(spec);
  if (!result.succeeded()) throw std::runtime_error("ssh-keygen: " + result.err);
}

std::string SshKey::public_key() const {
  return std::string(trim(read_file(file() + ".pub")));
}

std::string SshKey::as_signer(const std::string& namespaces) const {
  return principal_ + " namespaces=\"" + namespaces + "\" " + public_key() + "\n";
}

}  // namespace reeve::test
