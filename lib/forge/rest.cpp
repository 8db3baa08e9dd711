#include "forge/rest.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "forge/rate_limit.h"

namespace reeve::forge {

namespace {

constexpr std::size_t longest_message = 400;  // terminal columns; a whole HTML page helps nobody
constexpr Milliseconds longest_nap{1'000};    // a person who pressed Ctrl-C waits no longer

bool is_loopback(const std::string& url) {
  for (const char* host : {"http://127.0.0.1", "http://localhost", "http://[::1]"}) {
    const std::string rest = url.starts_with(host) ? url.substr(std::string(host).size()) : "?";
    if (rest.empty() || rest.front() == ':' || rest.front() == '/') return true;
  }
  return false;
}

// GitHub: {"message": "…", "errors": [{"message": "…"}]}; GitLab: {"message": "…" or {"field": ["…"]}} or
// {"error": "…"}.
std::string words_of(const JsonValue& json) {
  std::vector<std::string> words;
  for (const char* name : {"message", "error", "error_description"}) {
    const JsonValue* value = json_member(json, name);
    if (value != nullptr) words.push_back(value->IsString() ? value->GetString() : json_text(*value));
  }
  const JsonValue* errors = json_member(json, "errors");
  if (errors != nullptr && errors->IsArray()) {
    for (const JsonValue& error : errors->GetArray()) {
      if (const auto message = json_string(error, "message")) words.push_back(*message);
    }
  }
  return join(words, ": ");
}

}  // namespace

RestApi::RestApi(HttpClient& http, Clock& clock, RestSettings settings)
    : http_(http), clock_(clock), settings_(std::move(settings)) {
  if (settings_.url.starts_with("https://") || is_loopback(settings_.url)) return;
  throw Error(ErrorKind::configuration,
              fmt::format("the address of {}, {}, is not encrypted: it would show the token to the network",
                          settings_.name, printable(url_for_messages(settings_.url))),
              "give an address that begins with https://");
}

std::string RestApi::described(HttpMethod method, const std::string& path) const {
  return fmt::format("{}: {} {}", settings_.name, name_of(method),
                     printable(url_for_messages(settings_.url + path)));
}

HttpRequest RestApi::request_for(HttpMethod method, const std::string& path,
                                 const std::optional<JsonObject>& body) const {
  HttpRequest request;
  request.method = method;
  request.url = settings_.url + path;
  request.headers = settings_.headers;
  request.headers.push_back(settings_.authorization);
  request.stop = settings_.stop;
  if (body) {
    request.headers.push_back({"Content-Type", "application/json"});
    request.body = body->text();
  }
  return request;
}

RestAnswer RestApi::read(const HttpResponse& response, const std::string& what) const {
  RestAnswer answer;
  answer.status = response.status;
  if (trim(response.body).empty()) return answer;
  if (auto json = try_parse_json(response.body)) {
    answer.json = std::move(*json);
    answer.message = words_of(answer.json);
  } else if (answer.is_good()) {
    throw Error(ErrorKind::unreachable, what + ": the answer is no JSON",
                "look whether the address is that of the interface, and not of the web pages");
  }
  if (!settings_.token.empty()) answer.message = replace_all(answer.message, settings_.token, "(the token)");
  answer.message = shorten(printable(answer.message), longest_message);
  return answer;
}

void RestApi::wait_until(TimePoint time) const {
  while (clock_.now() < time) {
    if (settings_.stop.stop_requested())
      throw Error(ErrorKind::interrupted, "waiting for " + settings_.name + " was interrupted");
    clock_.sleep(std::min(longest_nap, time - clock_.now()));
  }
}

RestAnswer RestApi::ask(HttpMethod method, const std::string& path, const std::optional<JsonObject>& body) {
  const TimePoint deadline = clock_.now() + settings_.patience;
  const HttpRequest request = request_for(method, path, body);
  for (unsigned tries = 0;; ++tries) {
    const HttpResponse response = http_.send(request);
    const Advice advice = advise(response, method, clock_.now(), tries);
    if (advice.step == NextStep::use_answer) return read(response, described(method, path));
    if (advice.not_before > deadline)
      throw Error(ErrorKind::unreachable, described(method, path) + ": " + advice.reason,
                  "ask again after " + format_time(advice.not_before));
    wait_until(advice.not_before);
  }
}

JsonDocument RestApi::call(HttpMethod method, const std::string& path,
                           const std::optional<JsonObject>& body) {
  RestAnswer answer = ask(method, path, body);
  if (!answer.is_good()) refuse(method, path, answer);
  return std::move(answer.json);
}

void RestApi::refuse(HttpMethod method, const std::string& path, const RestAnswer& answer) const {
  std::string message = fmt::format("{} was answered with {}", described(method, path), answer.status);
  if (!answer.message.empty()) message += ": " + answer.message;
  switch (answer.status) {
    case 401:
      throw Error(ErrorKind::configuration, message, "the token is wrong or has expired: make a new one");
    case 403:
      throw Error(ErrorKind::configuration, message, "give the token the right to do this");
    case 404:
      throw Error(ErrorKind::not_found, message, "look at the name, and whether the token may see it");
    case 400:
    case 409:
    case 422:
      throw Error(ErrorKind::invalid, message);
    default:
      throw Error(ErrorKind::unreachable, message, "look at the forge's status page, and try again");
  }
}

}  // namespace reeve::forge
