// Requests to web services: the forges' interfaces, and those of models.
//
// A token belongs into a header or into the body, never into the URL. No message of an Error holds a header's
// value, a body, or what stands behind "?" in a URL or before "@" in its host.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace reeve {

enum class HttpMethod { get, post, put, patch, remove };

// "GET" … "DELETE".
std::string_view name_of(HttpMethod method);

struct HttpHeader {
  std::string name;
  std::string value;

  friend bool operator==(const HttpHeader&, const HttpHeader&) = default;
};

struct HttpRequest {
  HttpMethod method = HttpMethod::get;
  std::string url;  // http:// or https://
  std::vector<HttpHeader> headers;
  std::string body;                                // not for a GET
  Milliseconds limit{30'000};                      // from the first look-up of the name to the last byte
  std::optional<Milliseconds> idle_limit;          // without a byte; looked at about once a second
  std::size_t most_bytes = std::size_t{16} << 20;  // of the answer's body; more is an Error
  // Gets the body of a 2xx answer piece by piece, on the calling thread, as it arrives; the answer's own body
  // is then empty. Any other answer keeps its body, as that says what was wrong. May be empty. What it throws
  // ends the request and reaches the caller.
  std::function<void(std::string_view)> on_body;
  std::stop_token stop;  // looked at about once a second; a request throws Error(interrupted)
  // Called about once a second on the calling thread while the request runs (lease renewal). May be empty. It
  // may request a stop; what it throws ends the request and reaches the caller.
  std::function<void()> on_tick;
};

struct HttpResponse {
  int status = 0;
  std::vector<HttpHeader> headers;  // of the last answer, in its order; names as they were sent
  std::string body;
};

// The value of the first header of this name, in any case; absent if there is none.
std::optional<std::string> header_of(const std::vector<HttpHeader>& headers, std::string_view name);

// "https://host/path" for messages.
std::string url_for_messages(const std::string& url);

// The text with everything but letters, digits, "-", ".", "_" and "~" as %XX: one component of a path, or a
// value behind "?".
std::string url_encoded(std::string_view text);

class HttpClient {
 public:
  virtual ~HttpClient() = default;
  // Every status is an answer, also 404 and 500. Throws Error(unreachable) where there is none: no such host,
  // no connection, a certificate that is not trusted, a limit, an answer that was cut before its announced
  // end (one without an announced length ends when its connection does: its own last words must tell);
  // Error(invalid) for a request that cannot be sent; Error(interrupted).
  virtual HttpResponse send(const HttpRequest& request) = 0;
};

}  // namespace reeve
