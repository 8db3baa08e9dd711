// Which hub a repository uses: what `git config reeve.hub` says (for this clone alone), else [hub] remote in
// the configuration of the commit that is checked out, else the repository itself. A bare repository has
// nothing checked out.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "config/config.h"
#include "hub/hub.h"

namespace reeve::cli {

// Of the configuration, in a commit and in a work tree.
constexpr std::string_view config_path = ".reeve/config.toml";

// For a hub that does not answer: of a person who waits, and only wants to look.
constexpr Milliseconds a_persons_patience{10'000};

// The remote's name or URL; empty for the repository itself. Throws Error(configuration) if the file does not
// say it because it is no TOML: to take another hub then would show an empty fleet.
std::string chosen_remote(const git::Repository& repository);

// What to say where a repository that is its own hub has no goal, but branches of goals came with a fetch:
// that the fleet is at that remote. Empty where there is nothing to say.
std::string hint_at_other_hub(const git::Repository& repository);

// Throws Error(configuration) for a name that is none of the repository's remotes and no URL.
void check_remote(const git::Repository& repository, const std::string& remote);

// The hub at which landings are pushed to their target, where that is another one; null if `hub` receives
// them itself.
std::unique_ptr<Hub> open_host(Hub& hub, const HubConfig& config);

// `patience`: how long a remote that does not answer is asked again.
std::unique_ptr<Hub> open_hub(git::Repository repository, Milliseconds patience);

}  // namespace reeve::cli
