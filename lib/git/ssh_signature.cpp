#include "git/ssh_signature.h"

#include "base/error.h"
#include "base/file.h"
#include "base/process.h"
#include "base/text.h"

namespace reeve::git {
namespace {

constexpr std::string_view begin_line = "-----BEGIN SSH SIGNATURE-----";
constexpr std::string_view end_line = "-----END SSH SIGNATURE-----";
constexpr std::size_t armour_width = 70;
constexpr Milliseconds patience{30'000};  // an agent may ask its person to touch a key

ProcessResult run_ssh_keygen(const std::vector<std::string>& arguments, const std::string& standard_input) {
  ProcessSpec spec;
  spec.argv = {"ssh-keygen"};
  spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
  spec.environment = inherited_environment();
  spec.environment["LC_ALL"] = "C";
  spec.standard_input = standard_input;
  spec.limits.wall = patience;
  return run_process(spec);
}

// "~/" is the home folder, as for git.
std::string expanded(const std::string& path) {
  if (!path.starts_with("~/")) return path;
  const Environment environment = inherited_environment();
  const auto home = environment.find("HOME");
  return home == environment.end() ? path : home->second + path.substr(1);
}

bool is_public_key(const std::string& key) {
  return key.starts_with("key::") || key.starts_with("ssh-");
}

}  // namespace

std::string sign(const std::string& payload, const std::string& key, const std::string& name_space) {
  const TemporaryFolder folder;
  std::vector<std::string> arguments{"-Y", "sign", "-n", name_space};
  if (is_public_key(key)) {
    const auto file = folder.path() / "key.pub";
    write_file(file, (key.starts_with("key::") ? key.substr(5) : key) + "\n");
    arguments.insert(arguments.end(), {"-U", "-f", file.string()});
  } else {
    arguments.insert(arguments.end(), {"-f", expanded(key)});
  }
  const ProcessResult result = run_ssh_keygen(arguments, payload);
  if (result.succeeded()) return result.out;
  throw Error(ErrorKind::configuration,
              "ssh-keygen cannot sign with " + printable(key) + ": " + std::string(trim(result.err)),
              "look at: git config reeve.signingKey; the key must need no passphrase, or be in ssh-agent");
}

std::optional<std::string> signer_of(const std::string& payload, const std::string& armoured_signature,
                                     const std::string& allowed_signers, const std::string& name_space) {
  const TemporaryFolder folder;
  const auto signature = (folder.path() / "signature").string();
  const auto allowed = (folder.path() / "allowed_signers").string();
  write_file(signature, armoured_signature);
  write_file(allowed, allowed_signers);
  const ProcessResult found = run_ssh_keygen({"-Y", "find-principals", "-s", signature, "-f", allowed}, "");
  if (!found.succeeded()) return std::nullopt;
  for (const std::string& principal : split_lines(found.out)) {
    const ProcessResult verified = run_ssh_keygen(
        {"-Y", "verify", "-f", allowed, "-I", principal, "-n", name_space, "-s", signature}, payload);
    if (verified.succeeded()) return principal;
  }
  return std::nullopt;
}

std::string one_line_of_signature(const std::string& armoured) {
  std::string line;
  for (const std::string& piece : split_lines(armoured))
    if (piece != begin_line && piece != end_line) line += piece;
  return line;
}

std::string armoured_signature(const std::string& one_line) {
  std::string text = std::string(begin_line) + "\n";
  for (std::size_t at = 0; at < one_line.size(); at += armour_width)
    text += one_line.substr(at, armour_width) + "\n";
  return text + std::string(end_line) + "\n";
}

}  // namespace reeve::git
