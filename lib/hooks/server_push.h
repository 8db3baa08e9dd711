// A push as git tells its pre-receive hook of it (githooks(5)).
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/process.h"
#include "git/ref_transaction.h"

namespace reeve::hooks {

struct Push {
  std::vector<git::RefUpdate> updates;  // as the pusher believes them: git compares the old values later
  std::filesystem::path quarantine;     // folder of the objects that came along; empty: none came
  std::vector<std::string> options;     // git push -o
  std::string certificate;              // object id of the signed push; empty: it is not signed
  std::string nonce_status;             // "OK": the certificate was made for this very push
};

// `standard_input`: lines "old new ref"; a ref may have any bytes but a line feed. Throws Error(invalid) for
// a line that is none. The rest is in the environment that git gives to the hook.
Push read_push(std::string_view standard_input, const Environment& environment);

}  // namespace reeve::hooks
