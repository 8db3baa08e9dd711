// Signatures with SSH keys, as git makes them for commits and pushes (gpg.format=ssh), by ssh-keygen.
#pragma once

#include <optional>
#include <string>

namespace reeve::git {

// What a signature is for: one that was made for another use is none here. Git's own is "git".
inline constexpr const char* reeve_namespace = "reeve";
inline constexpr const char* git_namespace = "git";

// The armoured signature of `payload`. `key`: a file with a private key, or with a public key whose private
// one the agent holds, or a public key itself ("ssh-ed25519 AAAA…", "key::ssh-ed25519 AAAA…"), as in
// user.signingKey. Error(configuration) with ssh-keygen's own words if it cannot sign; a passphrase is never
// asked for, as nobody may be there.
std::string sign(const std::string& payload, const std::string& key, const std::string& name_space);

// Who signed `payload`: the first principal of the text `allowed_signers` (ALLOWED SIGNERS in ssh-keygen(1))
// whose key made this signature, for this namespace and now. Absent if it is anybody else's, of another text,
// or no signature at all. Error(process) if ssh-keygen cannot be started.
std::optional<std::string> signer_of(const std::string& payload, const std::string& armoured_signature,
                                     const std::string& allowed_signers, const std::string& name_space);

// The signature on one line, without the lines around it; and back.
std::string one_line_of_signature(const std::string& armoured);
std::string armoured_signature(const std::string& one_line);

}  // namespace reeve::git
