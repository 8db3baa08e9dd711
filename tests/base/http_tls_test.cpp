// A real server with a certificate that nobody has signed.
#include <csignal>
#include <cstdlib>

#include "base/error.h"
#include "base/file.h"
#include "base/http_curl.h"
#include "support/catch.h"
#include "support/loopback.h"
#include "support/processes.h"
#include "support/spawned.h"

namespace http_tls_test {

using namespace reeve;
using namespace reeve::test;

namespace {

std::vector<std::string> openssl(const std::string& words) {
  std::vector<std::string> argv{"/usr/bin/env", "openssl"};
  for (const std::string& word : split(words, ' ')) argv.push_back(word);
  return argv;
}

}  // namespace

TEST_CASE("a server whose certificate is not trusted gets no request") {
  const TemporaryFolder folder;
  const std::string files =
      "-key " + (folder.path() / "key").string() + " -cert " + (folder.path() / "certificate").string();
  Spawned making(openssl("req -x509 -newkey rsa:2048 -nodes -keyout " + (folder.path() / "key").string() +
                         " -out " + (folder.path() / "certificate").string() +
                         " -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"),
                 inherited_environment());
  REQUIRE(making.wait() == 0);
  const int port = free_port();
  Spawned server(openssl("s_server -quiet -www -accept 127.0.0.1:" + std::to_string(port) + " " + files),
                 inherited_environment());
  REQUIRE(eventually([&] { return is_open(port); }));
  setenv("no_proxy", "127.0.0.1", 1);

  HttpRequest request;
  request.url = "https://127.0.0.1:" + std::to_string(port) + "/";
  request.headers = {{"Authorization", "Bearer s3cret"}};
  CurlClient client;
  try {
    client.send(request);
    FAIL("the request was answered");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::unreachable);
    CHECK(std::string(error.what()).starts_with("GET " + request.url + ": SSL certificate problem: self"));
    CHECK(error.hint() == "install the certificate of its authority on this machine, or correct the address");
  }
}

}  // namespace http_tls_test
