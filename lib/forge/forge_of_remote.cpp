#include "forge/forge_of_remote.h"

#include <regex>
#include <vector>

#include "base/error.h"
#include "forge/github.h"
#include "forge/gitlab.h"

namespace reeve::forge {

namespace {

// The first of these variables that is set to something; empty if none is.
std::string first_of(const Environment& environment, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const auto found = environment.find(name);
    if (found != environment.end() && !found->second.empty()) return found->second;
  }
  return "";
}

std::string host_in(const Environment& environment, const std::string& variable) {
  const auto place = place_of(first_of(environment, {variable}) + "/x");
  return place ? place->host : "";
}

std::string token_from(const Environment& environment, const std::vector<std::string>& names,
                       const std::string& host) {
  std::string token = first_of(environment, names);
  if (!token.empty()) return token;
  throw Error(ErrorKind::configuration, "there is no token for " + host,
              "set " + names.front() + " in the environment to an access token");
}

GitHubSettings github_settings(const RemotePlace& place, const Environment& environment,
                               std::stop_token stop) {
  GitHubSettings settings;
  const std::string api = first_of(environment, {"GITHUB_API_URL"});
  if (!api.empty()) settings.api_url = api;
  settings.server_url = "https://" + place.host;
  settings.repository = place.path;
  settings.token = token_from(environment, {"GITHUB_TOKEN", "GH_TOKEN"}, place.host);
  settings.stop = std::move(stop);
  return settings;
}

GitLabSettings gitlab_settings(const RemotePlace& place, const Environment& environment,
                               std::stop_token stop) {
  GitLabSettings settings;
  const std::string api = first_of(environment, {"CI_API_V4_URL"});
  settings.api_url = api.empty() ? "https://" + place.host + "/api/v4" : api;
  settings.project_url = "https://" + place.host + "/" + place.path;
  settings.project = place.path;
  settings.token = token_from(environment, {"REEVE_GITLAB_TOKEN", "GITLAB_TOKEN"}, place.host);
  settings.stop = std::move(stop);
  return settings;
}

bool is_github(const RemotePlace& place, const Environment& environment) {
  return place.host == "github.com" || place.host == host_in(environment, "GITHUB_SERVER_URL");
}

bool is_gitlab(const RemotePlace& place, const Environment& environment) {
  return place.host.find("gitlab") != std::string::npos ||
         place.host == host_in(environment, "CI_SERVER_URL");
}

}  // namespace

std::optional<RemotePlace> place_of(const std::string& url) {
  static const std::regex with_scheme(
      "(?:https?|ssh|git)://(?:[^/@]*@)?([^/:]+)(?::\\d+)?/+(.+?)(?:\\.git)?/*");
  static const std::regex as_scp("(?:[^/@:]+@)?([^/@:]+):([^/].*?)(?:\\.git)?/*");
  std::smatch found;
  if (!std::regex_match(url, found, with_scheme) && !std::regex_match(url, found, as_scp))
    return std::nullopt;
  return RemotePlace{found[1], found[2]};
}

std::string commit_url(const std::string& remote, const Environment& environment) {
  const auto place = place_of(remote);
  if (!place) return "";
  const std::string project = "https://" + place->host + "/" + place->path;
  if (is_github(*place, environment)) return project + "/commit/";
  return is_gitlab(*place, environment) ? project + "/-/commit/" : "";
}

std::unique_ptr<Forge> forge_of_remote(const std::string& url, const Environment& environment,
                                       HttpClient& http, Clock& clock, std::stop_token stop) {
  const auto place = place_of(url);
  if (!place) return nullptr;
  if (is_github(*place, environment))
    return std::make_unique<GitHub>(http, clock, github_settings(*place, environment, std::move(stop)));
  if (is_gitlab(*place, environment))
    return std::make_unique<GitLab>(http, clock, gitlab_settings(*place, environment, std::move(stop)));
  return nullptr;
}

}  // namespace reeve::forge
