// Calls of a forge's REST interface: JSON both ways, with its rate limits kept and its errors in words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/http.h"
#include "base/json.h"

namespace reeve::forge {

struct RestSettings {
  std::string name = "";          // for messages: "GitHub"
  std::string url = "";           // "https://api.github.com", without a slash at its end
  HttpHeader authorization = {};  // its value, and `token`, never appear in a message
  std::string token = "";
  std::vector<HttpHeader> headers = {};  // of every request
  Milliseconds patience{15 * 60'000};    // how long one call may wait in all for a limit to pass
  std::stop_token stop = {};             // ends a wait with Error(interrupted)
};

struct RestAnswer {
  int status = 0;
  JsonDocument json;    // null where there is no body
  std::string message;  // what the forge said, without the token; empty if it said nothing

  bool is_good() const { return status / 100 == 2; }
};

// Not safe from several threads.
class RestApi {
 public:
  // Throws Error(configuration) for a URL that would carry the token over a network in the clear.
  RestApi(HttpClient& http, Clock& clock, RestSettings settings);

  // Any answer that is not a matter of waiting. Throws Error(unreachable) if `patience` would not last until
  // the forge wants to be asked again, and as HttpClient::send().
  RestAnswer ask(HttpMethod method, const std::string& path, const std::optional<JsonObject>& body = {});
  // As ask(), and throws for an answer that is not good: Error(configuration) if the token is not accepted or
  // lacks a right, not_found, invalid if the forge refuses what was sent, unreachable for anything else.
  JsonDocument call(HttpMethod method, const std::string& path, const std::optional<JsonObject>& body = {});
  [[noreturn]] void refuse(HttpMethod method, const std::string& path, const RestAnswer& answer) const;

 private:
  HttpRequest request_for(HttpMethod method, const std::string& path,
                          const std::optional<JsonObject>& body) const;
  RestAnswer read(const HttpResponse& response, const std::string& what) const;
  void wait_until(TimePoint time) const;
  std::string described(HttpMethod method, const std::string& path) const;

  HttpClient& http_;
  Clock& clock_;
  RestSettings settings_;
};

}  // namespace reeve::forge
