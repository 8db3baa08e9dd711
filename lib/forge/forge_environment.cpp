#include "forge/forge_environment.h"

#include <charconv>

#include "forge/github.h"
#include "forge/gitlab.h"

namespace reeve::forge {

namespace {

class Variables {
 public:
  explicit Variables(const Environment& environment) : environment_(environment) {}

  // Empty if it is not set.
  std::string operator[](const std::string& name) const {
    const auto found = environment_.find(name);
    return found == environment_.end() ? "" : found->second;
  }

  bool say_github() const { return (*this)["GITHUB_ACTIONS"] == "true"; }
  bool say_gitlab() const { return (*this)["GITLAB_CI"] == "true"; }

 private:
  const Environment& environment_;
};

std::optional<int> positive_number(const std::string& text) {
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_one = failure == std::errc() && end == text.data() + text.size() && number > 0;
  return is_one ? std::optional(number) : std::nullopt;
}

GitHubSettings github_settings(const Variables& variables, std::stop_token stop) {
  return {.api_url = variables["GITHUB_API_URL"],
          .server_url = variables["GITHUB_SERVER_URL"],
          .repository = variables["GITHUB_REPOSITORY"],
          .token = variables["GITHUB_TOKEN"],
          .stop = std::move(stop)};
}

GitLabSettings gitlab_settings(const Variables& variables, std::stop_token stop) {
  const std::string access = variables["REEVE_GITLAB_TOKEN"];
  return {.api_url = variables["CI_API_V4_URL"],
          .project_url = variables["CI_PROJECT_URL"],
          .project = variables["CI_PROJECT_ID"],
          .token = access.empty() ? variables["CI_JOB_TOKEN"] : access,
          .token_kind = access.empty() ? GitLabToken::job : GitLabToken::access,
          .stop = std::move(stop)};
}

}  // namespace

std::unique_ptr<Forge> forge_of_job(const Environment& environment, HttpClient& http, Clock& clock,
                                    std::stop_token stop) {
  const Variables variables(environment);
  if (variables.say_github() && !variables["GITHUB_TOKEN"].empty())
    return std::make_unique<GitHub>(http, clock, github_settings(variables, std::move(stop)));
  if (variables.say_gitlab()) {
    const GitLabSettings settings = gitlab_settings(variables, std::move(stop));
    if (!settings.token.empty()) return std::make_unique<GitLab>(http, clock, settings);
  }
  return nullptr;
}

std::optional<Milliseconds> time_limit_of_job(const Environment& environment) {
  const Variables variables(environment);
  if (!variables.say_github() && !variables.say_gitlab()) return std::nullopt;
  if (const auto minutes = positive_number(variables["REEVE_JOB_MINUTES"]))
    return std::chrono::minutes(*minutes);
  if (const auto seconds = positive_number(variables["CI_JOB_TIMEOUT"]))
    return std::chrono::seconds(*seconds);
  return std::nullopt;
}

std::string address_of_job(const Environment& environment) {
  const Variables variables(environment);
  if (variables.say_gitlab()) return variables["CI_JOB_URL"];
  if (!variables.say_github() || variables["GITHUB_RUN_ID"].empty()) return "";
  const std::string run = variables["GITHUB_SERVER_URL"] + "/" + variables["GITHUB_REPOSITORY"] +
                          "/actions/runs/" + variables["GITHUB_RUN_ID"];
  const std::string attempt = variables["GITHUB_RUN_ATTEMPT"];
  return attempt.empty() ? run : run + "/attempts/" + attempt;
}

}  // namespace reeve::forge
