#include "judge/signing.h"

#include "git/ssh_signature.h"

namespace reeve {

std::optional<std::string> signing_key(const git::Repository& repository) {
  if (auto own = repository.config("reeve.signingkey")) return own->empty() ? std::nullopt : own;
  if (repository.config("gpg.format") != "ssh") return std::nullopt;
  return repository.config("user.signingkey");
}

SignedVerdict signed_verdict(const git::Repository& repository, const std::string& text) {
  const auto key = signing_key(repository);
  return {text, key ? git::sign(text, *key, git::reeve_namespace) : ""};
}

}  // namespace reeve
