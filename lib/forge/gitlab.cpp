#include "forge/gitlab.h"

#include <algorithm>
#include <array>
#include <regex>

#include "base/error.h"
#include "base/text.h"

namespace reeve::forge {

namespace {

constexpr std::size_t longest_gitlab_description = 255;  // GitLab refuses anything longer

std::string_view name_of_state(CheckState state) {
  switch (state) {
    case CheckState::pending:
      return "pending";
    case CheckState::running:
      return "running";
    case CheckState::passed:
      return "success";
    case CheckState::failed:
    case CheckState::could_not_run:  // GitLab has no word for it; the description says it
      return "failed";
  }
  return "";
}

std::string description_of(const CheckReport& check) {
  const std::string prefix = check.state == CheckState::could_not_run ? "could not run: " : "";
  return shorten(prefix + check.title, longest_gitlab_description);
}

RestSettings rest_settings(const GitLabSettings& settings) {
  const char* header = settings.token_kind == GitLabToken::job ? "JOB-TOKEN" : "PRIVATE-TOKEN";
  return {.name = "GitLab",
          .url = settings.api_url,
          .authorization = {header, settings.token},
          .token = settings.token,
          .headers = {{"Accept", "application/json"}},
          .stop = settings.stop};
}

std::string checked_project(const std::string& project) {
  if (!project.empty()) return project;
  throw Error(ErrorKind::configuration, "no project at GitLab is named", "give its number, or group/project");
}

OpenedRequest merge_request_in(const JsonValue& json, RequestEnd end) {
  return {end, json_integer(json, "iid").value_or(0), json_string(json, "web_url").value_or("")};
}

std::vector<JsonObject> list_of(const std::map<std::string, std::string>& inputs) {
  std::vector<JsonObject> list;
  for (const auto& [name, value] : inputs) list.push_back(JsonObject().add("key", name).add("value", value));
  return list;
}

bool is_one_of(const std::string& word, std::initializer_list<std::string_view> words) {
  return std::ranges::find(words, word) != words.end();
}

}  // namespace

GitLab::GitLab(HttpClient& http, Clock& clock, const GitLabSettings& settings)
    : project_("/projects/" + url_encoded(checked_project(settings.project))),
      jobs_(settings.project_url + "/-/jobs/"),
      token_(settings.token),
      token_kind_(settings.token_kind),
      api_(http, clock, rest_settings(settings)) {}

std::string GitLab::report(const CheckReport& check) {
  JsonObject body;
  body.add("state", name_of_state(check.state)).add("name", check.name);
  body.add_if("description", description_of(check)).add_if("target_url", check.address);
  const std::string path = project_ + "/statuses/" + url_encoded(check.commit);
  const RestAnswer answer = api_.ask(HttpMethod::post, path, body);
  // GitLab refuses to give a status the state that it has: "Cannot transition status via :run from :running".
  const bool has_it_already =
      answer.status == 400 && answer.message.find("Cannot transition status") != std::string::npos &&
      answer.message.find("from :" + std::string(name_of_state(check.state))) != std::string::npos;
  if (!answer.is_good() && !has_it_already) api_.refuse(HttpMethod::post, path, answer);
  return "";
}

void GitLab::dispatch(const Dispatch& dispatch) {
  JsonObject body;
  body.add("ref", dispatch.branch);
  if (token_kind_ == GitLabToken::access) {
    body.add("variables", list_of(dispatch.inputs));
    api_.call(HttpMethod::post, project_ + "/pipeline", body);
    return;
  }
  body.add("token", token_).add("variables", object_of(dispatch.inputs));
  api_.call(HttpMethod::post, project_ + "/trigger/pipeline", body);
}

std::optional<OpenedRequest> GitLab::find(const ChangeRequest& request) {
  const JsonDocument list =
      api_.call(HttpMethod::get,
                project_ + "/merge_requests?state=opened&source_branch=" + url_encoded(request.source) +
                    "&target_branch=" + url_encoded(request.target));
  if (!list.IsArray() || list.Empty()) return std::nullopt;
  return merge_request_in(list[0], RequestEnd::found);
}

OpenedRequest GitLab::open_or_find(const ChangeRequest& request) {
  if (const auto found = find(request)) return *found;
  JsonObject body;
  body.add("title", request.title).add("source_branch", request.source);
  body.add("target_branch", request.target).add_if("description", request.body);
  const std::string requests = project_ + "/merge_requests";
  const RestAnswer answer = api_.ask(HttpMethod::post, requests, body);
  if (answer.is_good()) return merge_request_in(answer.json, RequestEnd::opened);
  // 409: somebody else has opened it just now.
  const auto found = answer.status == 409 ? find(request) : std::nullopt;
  if (!found) api_.refuse(HttpMethod::post, requests, answer);
  return *found;
}

RunState GitLab::state_of_run(const std::string& address) {
  static const std::regex form("[0-9]{1,19}");
  if (!address.starts_with(jobs_)) return RunState::unknown;
  const std::string job = address.substr(jobs_.size());
  if (!std::regex_match(job, form)) return RunState::unknown;
  const std::string path = project_ + "/jobs/" + job;
  const RestAnswer answer = api_.ask(HttpMethod::get, path);
  if (answer.status == 404) return RunState::unknown;
  if (!answer.is_good()) api_.refuse(HttpMethod::get, path, answer);
  const std::string status = json_string(answer.json, "status").value_or("");
  if (is_one_of(status, {"success", "failed", "canceled", "skipped"})) return RunState::ended;
  if (is_one_of(status, {"running", "canceling"})) return RunState::running;
  const bool waits =
      is_one_of(status, {"created", "pending", "preparing", "waiting_for_resource", "manual", "scheduled"});
  return waits ? RunState::queued : RunState::unknown;
}

}  // namespace reeve::forge
