// GitLab over its REST interface, version 4, gitlab.com and self-managed.
#pragma once

#include "base/http.h"
#include "forge/forge.h"
#include "forge/rest.h"

namespace reeve::forge {

// A job's own token (CI_JOB_TOKEN) may start pipelines and little else; an access token has the rights of its
// scopes.
enum class GitLabToken { job, access };

struct GitLabSettings {
  std::string api_url = "https://gitlab.com/api/v4";
  std::string project_url =
      "";                    // of its page, "https://gitlab.com/group/project", as addresses of jobs begin
  std::string project = "";  // its number, or its path "group/project"
  std::string token = "";
  GitLabToken token_kind = GitLabToken::access;
  std::stop_token stop = {};
};

class GitLab : public Forge {
 public:
  // Throws Error(configuration) without a project, and as RestApi.
  GitLab(HttpClient& http, Clock& clock, const GitLabSettings& settings);

  // A commit status. That it has this state already is fine.
  std::string report(const CheckReport& check) override;
  // A pipeline on the branch, whatever `workflow` and `event` are.
  void dispatch(const Dispatch& dispatch) override;
  OpenedRequest open_or_find(const ChangeRequest& request) override;
  // "https://gitlab.com/group/project/-/jobs/1", as CI_JOB_URL says it.
  RunState state_of_run(const std::string& address) override;

 private:
  std::optional<OpenedRequest> find(const ChangeRequest& request);

  std::string project_;
  std::string jobs_;   // what the addresses of this project's jobs begin with
  std::string token_;  // a job's token stands in the body of a request for a pipeline
  GitLabToken token_kind_;
  RestApi api_;
};

}  // namespace reeve::forge
