// The HTTP client of the program, over libcurl.
#pragma once

#include <memory>

#include "base/http.h"

namespace reeve {

// Proxies are those of the environment (https_proxy, no_proxy). Certificates are checked against the
// system's. A redirect is followed only to the same scheme, host and port, and only where the method may stay
// what it is (a GET, or 307 and 308), at most three times; any other is the answer. So no header ever reaches
// another host. Connections are kept and used again. Safe from several threads at once.
class CurlClient : public HttpClient {
 public:
  CurlClient();
  ~CurlClient() override;
  CurlClient(const CurlClient&) = delete;
  CurlClient& operator=(const CurlClient&) = delete;

  HttpResponse send(const HttpRequest& request) override;

 private:
  class Handles;
  std::unique_ptr<Handles> handles_;
};

}  // namespace reeve
