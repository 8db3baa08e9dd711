// The forge that a git remote belongs to, for a person outside of any job.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/http.h"
#include "base/process.h"
#include "forge/forge.h"

namespace reeve::forge {

struct RemotePlace {
  std::string host;  // "github.com"
  std::string path;  // "ada/engine", without ".git"

  bool operator==(const RemotePlace&) const = default;
};

// Of "https://host/path.git", "ssh://git@host:22/path" and "git@host:path"; absent for a path on this machine
// and for anything else.
std::optional<RemotePlace> place_of(const std::string& url);

// What the id of a commit follows where the forge shows it to people,
// "https://github.com/ada/engine/commit/"; empty where the remote is on neither GitHub nor GitLab. Which of
// them is decided as below, and no token is needed.
std::string commit_url(const std::string& remote, const Environment& environment);

// GitHub where the host is github.com or that of GITHUB_SERVER_URL, with the token of GITHUB_TOKEN or
// GH_TOKEN; GitLab where "gitlab" is in the host's name or it is that of CI_SERVER_URL, with the token of
// REEVE_GITLAB_TOKEN or GITLAB_TOKEN. GITHUB_API_URL and CI_API_V4_URL name another interface. Null for
// another host. Throws Error(configuration) where there is no token. `http` and `clock` must live as long as
// the forge.
std::unique_ptr<Forge> forge_of_remote(const std::string& url, const Environment& environment,
                                       HttpClient& http, Clock& clock, std::stop_token stop = {});

}  // namespace reeve::forge
