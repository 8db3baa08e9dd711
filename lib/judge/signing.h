// The judge's signature on its verdicts.
#pragma once

#include <optional>
#include <string>

#include "git/repository.h"
#include "hub/verdict.h"

namespace reeve {

// `reeve.signingKey` of git's configuration, else `user.signingKey` where gpg.format is ssh. Absent: verdicts
// are not signed; an empty reeve.signingKey says so to who signs commits with a key that asks for a touch.
std::optional<std::string> signing_key(const git::Repository& repository);

// The verdict, signed if there is a key. Throws Error(configuration) if the key cannot be used: a landing
// that was meant to be signed must not go out without.
SignedVerdict signed_verdict(const git::Repository& repository, const std::string& text);

}  // namespace reeve
