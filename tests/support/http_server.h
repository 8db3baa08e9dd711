// An HTTP server on loopback that gives the answers a test has told it, and keeps what it was asked.
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/http.h"

namespace reeve::test {

// The text of an answer, with the length of its body.
std::string http_answer(int status, const std::string& body, const std::vector<HttpHeader>& headers = {});

class HttpServer {
 public:
  // Listens when it is made. Takes this process's proxies away from loopback.
  HttpServer();
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  // "http://127.0.0.1:PORT", without a slash at its end.
  std::string url() const;
  // The bytes that the next request without an answer gets. The connection is closed behind them.
  void will_answer(const std::string& bytes);
  // Like that, but the connection stays open behind them until the client closes it.
  void will_answer_and_hang(const std::string& bytes);

  // What was asked so far, each as "POST /path HTTP/1.1\nname: value\n…\n\nbody"; the headers Host,
  // User-Agent, Accept-Encoding and Content-Length are left out, and the others sorted, as libcurl's order is
  // its own.
  std::vector<std::string> requests() const;

 private:
  struct Answer {
    std::string bytes;
    bool hangs;
  };
  void serve();
  void converse(int connection);
  bool wait_for_input(int descriptor) const;
  Answer next_answer(const std::string& request);

  int port_ = 0;  // before the listener, which sets it
  int listener_;
  int stopper_;
  mutable std::mutex mutex_;
  std::deque<Answer> answers_;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace reeve::test
