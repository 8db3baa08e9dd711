#include "base/http_curl.h"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <exception>
#include <mutex>

#include "base/error.h"
#include "base/text.h"

namespace reeve {

namespace {

constexpr int most_redirects = 3;
constexpr long connect_limit_ms = 15'000;  // a proxy that drops packets would else use up the whole limit
constexpr Milliseconds tick_interval{1'000};

struct ListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, ListDeleter>;

struct UrlDeleter {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, UrlDeleter>;

// What the callbacks of one transfer share. No exception may pass through libcurl, so it is kept.
struct Transfer {
  const HttpRequest& request;
  CURL* handle;
  std::string body = "";
  std::size_t bytes = 0;
  std::exception_ptr thrown = nullptr;
  bool is_too_long = false;
  curl_off_t moved = 0;  // bytes, both ways
  std::chrono::steady_clock::time_point last_move = std::chrono::steady_clock::now();
  bool is_idle = false;
  std::chrono::steady_clock::time_point last_tick = std::chrono::steady_clock::now();
};

std::string where(const HttpRequest& request) {
  return fmt::format("{} {}", name_of(request.method), printable(url_for_messages(request.url)));
}

long status_of(CURL* handle) {
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

bool take(Transfer& transfer, std::string_view piece) {
  transfer.bytes += piece.size();
  transfer.is_too_long = transfer.bytes > transfer.request.most_bytes;
  if (transfer.is_too_long) return false;
  if (transfer.request.on_body && status_of(transfer.handle) / 100 == 2) {
    transfer.request.on_body(piece);
  } else {
    transfer.body += piece;
  }
  return true;
}

std::size_t on_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& transfer = *static_cast<Transfer*>(user);
  try {
    return take(transfer, std::string_view(data, size * count)) ? size * count : CURL_WRITEFUNC_ERROR;
  } catch (...) {
    transfer.thrown = std::current_exception();
    return CURL_WRITEFUNC_ERROR;
  }
}

// libcurl's own limit on slowness takes the mean of five seconds, and so sees silence late.
bool has_gone_silent(Transfer& transfer, curl_off_t moved) {
  const auto now = std::chrono::steady_clock::now();
  if (moved != transfer.moved) {
    transfer.moved = moved;
    transfer.last_move = now;
  }
  return transfer.request.idle_limit && now - transfer.last_move > *transfer.request.idle_limit;
}

// libcurl asks about once a second while nothing moves, and at every piece while something does. False: what
// was called threw.
bool tick(Transfer& transfer) {
  const auto now = std::chrono::steady_clock::now();
  if (!transfer.request.on_tick || now - transfer.last_tick < tick_interval) return true;
  transfer.last_tick = now;
  try {
    transfer.request.on_tick();
    return true;
  } catch (...) {
    transfer.thrown = std::current_exception();
    return false;
  }
}

int on_progress(void* user, curl_off_t, curl_off_t received, curl_off_t, curl_off_t sent) {
  auto& transfer = *static_cast<Transfer*>(user);
  transfer.is_idle = has_gone_silent(transfer, received + sent);
  if (!tick(transfer)) return 1;
  return transfer.is_idle || transfer.request.stop.stop_requested() ? 1 : 0;
}

template <typename Value>
void set(CURL* handle, CURLoption option, Value value) {
  const CURLcode result = curl_easy_setopt(handle, option, value);
  if (result != CURLE_OK)
    throw Error(ErrorKind::invalid, std::string("libcurl refuses a setting: ") + curl_easy_strerror(result));
}

// A line end in a value would begin a header of its own.
void check(const HttpHeader& header) {
  constexpr std::string_view breaks("\r\n\0", 3);
  if (header.name.empty() || header.name.find_first_of(": \t") != std::string::npos ||
      header.name.find_first_of(breaks) != std::string::npos)
    throw Error(ErrorKind::invalid, "'" + printable(header.name) + "' is no name of an HTTP header");
  if (header.value.find_first_of(breaks) != std::string::npos)
    throw Error(ErrorKind::invalid, "the value of the HTTP header " + header.name + " has a line end in it",
                "look at where it is set; a token in a file often ends in one");
}

void append(List& list, const std::string& line) {
  curl_slist* longer = curl_slist_append(list.get(), line.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  if (!list) list.reset(longer);  // else it is the same list, longer
}

List header_lines(const HttpRequest& request) {
  List list;
  for (const HttpHeader& header : request.headers) {
    check(header);
    // libcurl's way to send a header without a value.
    append(list, header.value.empty() ? header.name + ";" : header.name + ": " + header.value);
  }
  // libcurl would call every body a form.
  if (!header_of(request.headers, "content-type")) append(list, "Content-Type:");
  append(list, "Expect:");  // libcurl would wait a second for a "100 Continue" that many servers never send
  return list;
}

void set_limits(CURL* handle, Transfer& transfer) {
  const HttpRequest& request = transfer.request;
  set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.limit.count()));
  set(handle, CURLOPT_CONNECTTIMEOUT_MS, connect_limit_ms);
  set(handle, CURLOPT_NOPROGRESS, 0L);
  set(handle, CURLOPT_XFERINFOFUNCTION, on_progress);
  set(handle, CURLOPT_XFERINFODATA, &transfer);
}

void set_up(CURL* handle, Transfer& transfer, const std::string& url, const curl_slist* headers,
            char* words) {
  const HttpRequest& request = transfer.request;
  curl_easy_reset(handle);
  set(handle, CURLOPT_URL, url.c_str());
  set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle, CURLOPT_FOLLOWLOCATION, 0L);
  set(handle, CURLOPT_SSL_VERIFYPEER, 1L);
  set(handle, CURLOPT_SSL_VERIFYHOST, 2L);
  set(handle, CURLOPT_NOSIGNAL, 1L);  // signals for time-outs do not go with threads
  set(handle, CURLOPT_ACCEPT_ENCODING, "");
  set(handle, CURLOPT_USERAGENT, "git-reeve");
  set(handle, CURLOPT_HTTPHEADER, headers);
  set(handle, CURLOPT_ERRORBUFFER, words);
  set(handle, CURLOPT_WRITEFUNCTION, on_body);
  set(handle, CURLOPT_WRITEDATA, &transfer);
  if (request.method != HttpMethod::get) {
    set(handle, CURLOPT_POSTFIELDS, request.body.data());
    set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    set(handle, CURLOPT_CUSTOMREQUEST, std::string(name_of(request.method)).c_str());
  }
  set_limits(handle, transfer);
}

[[noreturn]] void throw_failure(const Transfer& transfer, CURLcode result, const std::string& words) {
  const std::string what = where(transfer.request);
  if (transfer.thrown) std::rethrow_exception(transfer.thrown);
  if (transfer.request.stop.stop_requested()) throw Error(ErrorKind::interrupted, what + " was interrupted");
  if (transfer.is_idle)
    throw Error(ErrorKind::unreachable,
                what + ": the server said nothing for " + format_duration(*transfer.request.idle_limit));
  if (transfer.is_too_long)
    throw Error(ErrorKind::unreachable,
                fmt::format("{}: the answer is longer than {} bytes", what, transfer.request.most_bytes));
  if (result == CURLE_URL_MALFORMAT || result == CURLE_UNSUPPORTED_PROTOCOL)
    throw Error(ErrorKind::invalid, what + " is no address of a web service",
                "it must begin with https:// or http://");
  const std::string reason = words.empty() ? curl_easy_strerror(result) : words;
  if (result == CURLE_PEER_FAILED_VERIFICATION)
    throw Error(ErrorKind::unreachable, what + ": " + printable(reason),
                "install the certificate of its authority on this machine, or correct the address");
  throw Error(ErrorKind::unreachable, what + ": " + printable(reason),
              "look whether the server can be reached from here, and try again");
}

std::vector<HttpHeader> headers_of(CURL* handle) {
  std::vector<HttpHeader> headers;
  curl_header* header = nullptr;
  while ((header = curl_easy_nextheader(handle, CURLH_HEADER, -1, header)) != nullptr)
    headers.push_back({header->name, header->value});
  return headers;
}

std::string part(CURLU* url, CURLUPart which) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, CURLU_DEFAULT_PORT) != CURLUE_OK) return "";
  std::string copy(text);
  curl_free(text);
  return copy;
}

std::string origin(CURLU* url) {
  return part(url, CURLUPART_SCHEME) + "://" + part(url, CURLUPART_HOST) + ":" + part(url, CURLUPART_PORT);
}

// Where an answer leads; absent if it does not, or if that may not be followed.
std::optional<std::string> next_url(const HttpRequest& request, const std::string& url,
                                    const HttpResponse& response) {
  const bool keeps_method = response.status == 307 || response.status == 308;
  const bool leads_on = response.status == 301 || response.status == 302 || response.status == 303;
  if (!keeps_method && (!leads_on || request.method != HttpMethod::get)) return std::nullopt;
  const auto location = header_of(response.headers, "location");
  const Url target(curl_url());
  if (!location || curl_url_set(target.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK)
    return std::nullopt;
  const std::string before = origin(target.get());
  if (curl_url_set(target.get(), CURLUPART_URL, location->c_str(), 0) != CURLUE_OK) return std::nullopt;
  if (origin(target.get()) != before) return std::nullopt;
  return part(target.get(), CURLUPART_URL);
}

HttpResponse transfer_once(CURL* handle, const HttpRequest& request, const std::string& url) {
  const List headers = header_lines(request);
  std::array<char, CURL_ERROR_SIZE> words{};
  Transfer transfer{.request = request, .handle = handle};
  set_up(handle, transfer, url, headers.get(), words.data());
  const CURLcode result = curl_easy_perform(handle);
  if (result != CURLE_OK) throw_failure(transfer, result, words.data());
  return {static_cast<int>(status_of(handle)), headers_of(handle), std::move(transfer.body)};
}

void initialise_once() {
  static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (result != CURLE_OK)
    throw Error(ErrorKind::unreachable, std::string("libcurl cannot be used: ") + curl_easy_strerror(result));
}

}  // namespace

// Those that no request uses just now. A handle owns its connections, so the one used last is taken first.
class CurlClient::Handles {
 public:
  struct EasyDeleter {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };
  using Easy = std::unique_ptr<CURL, EasyDeleter>;

  Easy acquire() {
    {
      const std::scoped_lock lock(mutex_);
      if (!idle_.empty()) {
        Easy handle = std::move(idle_.back());
        idle_.pop_back();
        return handle;
      }
    }
    Easy handle(curl_easy_init());
    if (!handle) throw std::bad_alloc();
    return handle;
  }

  void release(Easy handle) {
    const std::scoped_lock lock(mutex_);
    idle_.push_back(std::move(handle));
  }

 private:
  std::mutex mutex_;
  std::vector<Easy> idle_;
};

CurlClient::CurlClient() : handles_((initialise_once(), std::make_unique<Handles>())) {}

CurlClient::~CurlClient() = default;

HttpResponse CurlClient::send(const HttpRequest& request) {
  if (request.stop.stop_requested()) throw Error(ErrorKind::interrupted, where(request) + " was interrupted");
  // After an Error the handle is not given back: its connection may be in the middle of something.
  Handles::Easy handle = handles_->acquire();
  std::string url = request.url;
  for (int redirects = 0;; ++redirects) {
    HttpResponse response = transfer_once(handle.get(), request, url);
    const auto next = next_url(request, url, response);
    if (!next || redirects == most_redirects) {
      handles_->release(std::move(handle));
      return response;
    }
    url = *next;
  }
}

}  // namespace reeve
