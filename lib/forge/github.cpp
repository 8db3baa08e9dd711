#include "forge/github.h"

#include <regex>

#include "base/error.h"
#include "base/text.h"

namespace reeve::forge {

namespace {

// What GitHub takes; it refuses anything longer.
constexpr std::size_t longest_github_description = 140;
constexpr std::size_t longest_summary = 65'000;

std::string_view status_of(CheckState state) {
  switch (state) {
    case CheckState::pending:
      return "queued";
    case CheckState::running:
      return "in_progress";
    case CheckState::passed:
    case CheckState::failed:
    case CheckState::could_not_run:
      return "completed";
  }
  return "";
}

// Empty while the check has none. All but "success" keep a change from landing.
std::string conclusion_of(CheckState state) {
  switch (state) {
    case CheckState::pending:
    case CheckState::running:
      return "";
    case CheckState::passed:
      return "success";
    case CheckState::failed:
      return "failure";
    case CheckState::could_not_run:
      return "action_required";
  }
  return "";
}

std::string_view commit_status_of(CheckState state) {
  switch (state) {
    case CheckState::pending:
    case CheckState::running:
      return "pending";
    case CheckState::passed:
      return "success";
    case CheckState::failed:
      return "failure";
    case CheckState::could_not_run:
      return "error";
  }
  return "";
}

JsonObject body_of_run(const CheckReport& check) {
  const std::string title = check.title.empty() ? check.name : check.title;
  JsonObject output;
  output.add("title", title);
  output.add("summary", check.text.empty() ? title : shorten(check.text, longest_summary));
  JsonObject body;
  body.add("name", check.name).add("head_sha", check.commit).add("status", status_of(check.state));
  body.add_if("conclusion", conclusion_of(check.state)).add_if("details_url", check.address);
  return body.add("output", output);
}

RestSettings rest_settings(const GitHubSettings& settings) {
  return {.name = "GitHub",
          .url = settings.api_url,
          .authorization = {"Authorization", "Bearer " + settings.token},
          .token = settings.token,
          .headers = {{"Accept", "application/vnd.github+json"}, {"X-GitHub-Api-Version", "2022-11-28"}},
          .stop = settings.stop};
}

std::string checked_repository(const std::string& repository) {
  static const std::regex form("[A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+");
  if (std::regex_match(repository, form)) return repository;
  throw Error(ErrorKind::configuration,
              "'" + printable(repository) + "' is no name of a repository at GitHub", "give owner/name");
}

OpenedRequest pull_request_in(const JsonValue& json, RequestEnd end) {
  return {end, json_integer(json, "number").value_or(0), json_string(json, "html_url").value_or("")};
}

}  // namespace

GitHub::GitHub(HttpClient& http, Clock& clock, const GitHubSettings& settings)
    : repository_("/repos/" + checked_repository(settings.repository)),
      runs_(settings.server_url + "/" + settings.repository + "/actions/runs/"),
      checks_(settings.checks),
      api_(http, clock, rest_settings(settings)) {}

std::string GitHub::report(const CheckReport& check) {
  if (checks_ == GitHubChecks::check_runs) return report_run(check);
  report_status(check);
  return "";
}

std::string GitHub::report_run(const CheckReport& check) {
  const std::string runs = repository_ + "/check-runs";
  const JsonDocument answer =
      check.id.empty() ? api_.call(HttpMethod::post, runs, body_of_run(check))
                       : api_.call(HttpMethod::patch, runs + "/" + url_encoded(check.id), body_of_run(check));
  const auto id = json_integer(answer, "id");
  return id ? std::to_string(*id) : check.id;
}

void GitHub::report_status(const CheckReport& check) {
  JsonObject body;
  body.add("state", commit_status_of(check.state)).add("context", check.name);
  body.add_if("description", shorten(check.title, longest_github_description))
      .add_if("target_url", check.address);
  api_.call(HttpMethod::post, repository_ + "/statuses/" + url_encoded(check.commit), body);
}

void GitHub::dispatch(const Dispatch& dispatch) {
  JsonObject body;
  if (dispatch.workflow.empty()) {
    body.add("event_type", dispatch.event).add("client_payload", object_of(dispatch.inputs));
    api_.call(HttpMethod::post, repository_ + "/dispatches", body);
    return;
  }
  body.add("ref", dispatch.branch).add("inputs", object_of(dispatch.inputs));
  const std::string workflow = repository_ + "/actions/workflows/" + url_encoded(dispatch.workflow);
  api_.call(HttpMethod::post, workflow + "/dispatches", body);
}

std::optional<OpenedRequest> GitHub::find(const ChangeRequest& request) {
  // "owner:branch"; without the owner GitHub ignores the filter and gives every pull request.
  const std::string owner = split(repository_, '/')[2];
  const JsonDocument list = api_.call(
      HttpMethod::get, repository_ + "/pulls?state=open&head=" + url_encoded(owner + ":" + request.source) +
                           "&base=" + url_encoded(request.target));
  if (!list.IsArray() || list.Empty()) return std::nullopt;
  return pull_request_in(list[0], RequestEnd::found);
}

OpenedRequest GitHub::open_or_find(const ChangeRequest& request) {
  if (const auto found = find(request)) return *found;
  JsonObject body;
  body.add("title", request.title).add("head", request.source).add("base", request.target);
  body.add_if("body", request.body);
  const std::string pulls = repository_ + "/pulls";
  const RestAnswer answer = api_.ask(HttpMethod::post, pulls, body);
  if (answer.is_good()) return pull_request_in(answer.json, RequestEnd::opened);
  // 422 also where somebody else has opened it just now.
  const auto found = answer.status == 422 ? find(request) : std::nullopt;
  if (!found) api_.refuse(HttpMethod::post, pulls, answer);
  return *found;
}

RunState GitHub::state_of_run(const std::string& address) {
  static const std::regex form("[0-9]{1,19}(/attempts/[0-9]{1,9})?");
  if (!address.starts_with(runs_)) return RunState::unknown;
  const std::string run = address.substr(runs_.size());
  if (!std::regex_match(run, form)) return RunState::unknown;
  const std::string path = repository_ + "/actions/runs/" + run;
  const RestAnswer answer = api_.ask(HttpMethod::get, path);
  if (answer.status == 404) return RunState::unknown;
  if (!answer.is_good()) api_.refuse(HttpMethod::get, path, answer);
  const std::string status = json_string(answer.json, "status").value_or("");
  if (status == "completed") return RunState::ended;
  if (status == "in_progress") return RunState::running;
  const bool waits =
      status == "queued" || status == "waiting" || status == "requested" || status == "pending";
  return waits ? RunState::queued : RunState::unknown;
}

}  // namespace reeve::forge
