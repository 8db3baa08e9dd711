#include "hooks/server_override.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "git/ssh_signature.h"
#include "hub/local_hub.h"

namespace reeve::hooks {

namespace {

constexpr std::string_view option_name = "reeve-override";
constexpr std::string_view signature_begin = "-----BEGIN SSH SIGNATURE-----";

Objection override_objection(const std::string& what, const std::string& next) {
  return {Rule::override_, what, next};
}

// Absent: no option. Empty: one without a reason.
std::optional<std::string> reason_in(const Push& push) {
  for (const std::string& option : push.options) {
    if (option == option_name) return "";
    if (option.starts_with(std::string(option_name) + "="))
      return std::string(trim(option.substr(option_name.size() + 1)));
  }
  return std::nullopt;
}

// git has compared the updates and options with those in the certificate before it runs the hook.
std::optional<std::string> signer_of_push(const git::Repository& repository, const Push& push,
                                          const std::string& allowed_signers) {
  const auto id = git::Oid::parse(push.certificate);
  if (!id || id->is_zero()) return std::nullopt;
  const std::string certificate = repository.read_blob(*id);
  const auto at = certificate.find(signature_begin);
  if (at == std::string::npos) return std::nullopt;
  return git::signer_of(certificate.substr(0, at), certificate.substr(at), allowed_signers,
                        git::git_namespace);
}

std::string hex_or_nothing(const std::optional<git::Oid>& id) {
  return id ? id->hex() : "";
}

std::string log_line(const Push& push, const Override& override_, const std::vector<Breach>& lifted,
                     TimePoint now) {
  std::vector<JsonObject> updates, breaches;
  for (const git::RefUpdate& update : push.updates) {
    updates.emplace_back();
    updates.back().add("ref", update.ref).add_if("old", hex_or_nothing(update.expected));
    updates.back().add_if("new", hex_or_nothing(update.desired));
  }
  for (const Breach& breach : lifted) {
    breaches.emplace_back();
    breaches.back().add_if("ref", breach.ref).add("rule", name_of(breach.objection.rule));
    breaches.back().add("what", breach.objection.what);
  }
  JsonObject line;
  line.add("at", format_time(now)).add("by", override_.signer).add("reason", override_.reason);
  return line.add("updates", updates).add("lifted", breaches).text() + "\n";
}

}  // namespace

std::optional<std::variant<Override, Objection>> asked_override(const git::Repository& repository,
                                                                const Push& push,
                                                                const ServerPolicy& policy) {
  const auto reason = reason_in(push);
  if (!reason) return std::nullopt;
  if (reason->empty())
    return override_objection("an override needs a reason", "git push -o reeve-override=REASON");
  if (!policy.allowed_signers)
    return override_objection("nobody may override: " + policy.ref + " has no .reeve/allowed_signers",
                              "commit one there first");
  if (push.certificate.empty())
    return override_objection(
        "an override must be signed",
        "git push --signed; the server needs receive.certNonceSeed and receive.advertisePushOptions");
  if (push.nonce_status != "OK")
    return override_objection("the signature was not made for this push (nonce " + push.nonce_status + ")",
                              "push again; the server needs receive.certNonceSeed");
  const auto signer = signer_of_push(repository, push, *policy.allowed_signers);
  if (!signer)
    return override_objection("the push is signed by nobody whom .reeve/allowed_signers lets sign for git",
                              "sign with a key that has namespaces=\"git\" there, or none");
  return Override{*reason, *signer};
}

void record_override(const git::Repository& repository, const Push& push, const Override& override_,
                     const std::vector<Breach>& lifted, TimePoint now) {
  const auto folder = state_folder(repository);
  make_folders(folder);
  const auto path = folder / "overrides.log";
  const std::string line = log_line(push, override_, lifted, now);
  const int file = open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  const bool written = file >= 0 &&
                       write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) &&
                       fsync(file) == 0;
  if (file >= 0) close(file);
  if (!written) throw Error(ErrorKind::io, "cannot write " + path.string(), "is the disk full?");
}

}  // namespace reeve::hooks
