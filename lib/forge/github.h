// GitHub over its REST interface, version 2022-11-28, also GitHub Enterprise Server.
#pragma once

#include "base/http.h"
#include "forge/forge.h"
#include "forge/rest.h"

namespace reeve::forge {

// How checks are told. Only Apps, and so GitHub Actions, may make check runs; a rule can demand that one
// comes from a certain App. Anybody who may write to the repository can set a commit status of any name.
enum class GitHubChecks { check_runs, commit_statuses };

struct GitHubSettings {
  std::string api_url = "https://api.github.com";
  std::string server_url = "https://github.com";  // of the pages, as addresses of runs begin
  std::string repository = "";                    // "owner/name"
  std::string token = "";
  GitHubChecks checks = GitHubChecks::check_runs;
  std::stop_token stop = {};
};

class GitHub : public Forge {
 public:
  // Throws Error(configuration) for a repository that is no "owner/name", and as RestApi.
  GitHub(HttpClient& http, Clock& clock, const GitHubSettings& settings);

  std::string report(const CheckReport& check) override;
  // GitHub takes at most 25 inputs of a workflow, and 10 of an event.
  void dispatch(const Dispatch& dispatch) override;
  // From a branch of this repository, not of a fork.
  OpenedRequest open_or_find(const ChangeRequest& request) override;
  // "https://github.com/owner/name/actions/runs/1", with "/attempts/2" for one attempt of it.
  RunState state_of_run(const std::string& address) override;

 private:
  std::optional<OpenedRequest> find(const ChangeRequest& request);
  std::string report_run(const CheckReport& check);
  void report_status(const CheckReport& check);

  std::string repository_;
  std::string runs_;  // what the addresses of this repository's runs begin with
  GitHubChecks checks_;
  RestApi api_;
};

}  // namespace reeve::forge
