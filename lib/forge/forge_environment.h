// Which forge's job this process runs in, by the variables that the forge sets.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/http.h"
#include "base/process.h"
#include "forge/forge.h"

namespace reeve::forge {

// The forge of this job; null outside of one, and where no token was given. GitHub: the token of
// GITHUB_TOKEN. GitLab: that of REEVE_GITLAB_TOKEN, an access token; else the job's own. Throws as GitHub and
// GitLab do. `http` and `clock` must live as long as the forge.
std::unique_ptr<Forge> forge_of_job(const Environment& environment, HttpClient& http, Clock& clock,
                                    std::stop_token stop = {});

// How long this job may run in all: REEVE_JOB_MINUTES, or what GitLab says of its job. Absent outside of a
// job, and where nothing says it.
std::optional<Milliseconds> time_limit_of_job(const Environment& environment);

// The address of this job, as Forge::state_of_run() reads it; empty outside of one.
std::string address_of_job(const Environment& environment);

}  // namespace reeve::forge
