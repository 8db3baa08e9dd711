#include "git/ssh_signature.h"

#include "base/error.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/ssh_key.h"

namespace ssh_signature_test {

using namespace reeve;
using namespace reeve::test;

TEST_CASE("a signature names its principal, for its text, its namespace and its signers alone") {
  const SshKey ada("ada"), eve("eve");
  const std::string signature = git::sign("text", ada.file(), "reeve");
  const std::string signers = ada.as_signer("reeve") + eve.as_signer("reeve");
  CHECK(git::signer_of("text", signature, signers, "reeve") == "ada");
  CHECK_FALSE(git::signer_of("text\n", signature, signers, "reeve"));
  CHECK_FALSE(git::signer_of("text", signature, signers, "git"));
  CHECK_FALSE(git::signer_of("text", signature, eve.as_signer("reeve"), "reeve"));
  CHECK_FALSE(git::signer_of("text", signature, ada.as_signer("git"), "reeve"));
  CHECK_FALSE(git::signer_of("text", "no signature", signers, "reeve"));
  CHECK_FALSE(git::signer_of("text", signature, "", "reeve"));
}

TEST_CASE("a signature fits on one line and comes back") {
  const SshKey ada("ada");
  const std::string signature = git::sign("text", ada.file(), "reeve");
  const std::string line = git::one_line_of_signature(signature);
  CHECK(line.find('\n') == std::string::npos);
  CHECK(git::armoured_signature(line) == signature);
}

TEST_CASE("one of several principals of a key is named") {
  const SshKey ada("ada,judge@build7");
  CHECK(git::signer_of("text", git::sign("text", ada.file(), "reeve"), ada.as_signer("reeve"), "reeve") ==
        "ada");
}

TEST_CASE("a key that cannot sign is told with its name") {
  const SshKey ada("ada");
  try {
    git::sign("text", "/nowhere/at/all", "reeve");
    FAIL("it signed");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    CHECK(std::string(error.what()).starts_with("ssh-keygen cannot sign with /nowhere/at/all: "));
  }
  CHECK_THROWS_AS(git::sign("text", "key::" + ada.public_key(), "reeve"), Error);  // no agent holds it
}

}  // namespace ssh_signature_test
