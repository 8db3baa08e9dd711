#include "base/http_curl.h"

#include <atomic>
#include <thread>

#include "base/error.h"
#include "support/catch.h"
#include "support/http_server.h"

namespace http_curl_test {

using namespace reeve;
using namespace reeve::test;

namespace {

using Lines = std::vector<std::string>;

HttpRequest get(const std::string& url) {
  HttpRequest request;
  request.url = url;
  return request;
}

// The words of the Error that a request ends with.
std::string failure_of(const HttpRequest& request, ErrorKind expected = ErrorKind::unreachable) {
  CurlClient client;
  try {
    client.send(request);
  } catch (const Error& error) {
    CHECK(error.kind() == expected);
    return error.what();
  }
  FAIL("the request was answered");
  return "";
}

}  // namespace

TEST_CASE("a request is sent as it is described, and the answer comes back whole") {
  HttpServer server;
  server.will_answer(http_answer(404, "no such page", {{"X-One", "1"}, {"X-Two", "a: b"}}));
  HttpRequest request = get(server.url() + "/a/b?c=d");
  request.method = HttpMethod::patch;
  request.headers = {{"Authorization", "Bearer secret"}, {"Content-Type", "application/json"}};
  request.body = "{\"a\": 1}";
  CurlClient client;
  const HttpResponse response = client.send(request);
  CHECK(response.status == 404);
  CHECK(response.headers ==
        std::vector<HttpHeader>{{"Content-Length", "12"}, {"X-One", "1"}, {"X-Two", "a: b"}});
  CHECK(response.body == "no such page");
  CHECK(server.requests() == Lines{"PATCH /a/b?c=d HTTP/1.1\nAccept: */*\nAuthorization: Bearer secret\n"
                                   "Content-Type: application/json\n\n{\"a\": 1}"});
}

TEST_CASE("nothing of a request with a method stays behind for the next one") {
  HttpServer server;
  CurlClient client;
  for (const HttpMethod method : {HttpMethod::post, HttpMethod::get, HttpMethod::remove, HttpMethod::put}) {
    server.will_answer(http_answer(200, ""));
    HttpRequest request = get(server.url() + "/x");
    request.method = method;
    client.send(request);
  }
  CHECK(server.requests() == Lines{"POST /x HTTP/1.1\nAccept: */*\n\n", "GET /x HTTP/1.1\nAccept: */*\n\n",
                                   "DELETE /x HTTP/1.1\nAccept: */*\n\n",
                                   "PUT /x HTTP/1.1\nAccept: */*\n\n"});
}

TEST_CASE("a redirect is followed on the same host only, and never turns a POST into a GET") {
  HttpServer server;
  HttpServer other;
  HttpRequest request = get(server.url() + "/old");
  request.headers = {{"PRIVATE-TOKEN", "secret"}};
  CurlClient client;
  SECTION("on the same host") {
    server.will_answer(http_answer(301, "", {{"Location", "/new"}}));
    server.will_answer(http_answer(200, "here"));
    CHECK(client.send(request).body == "here");
    CHECK(server.requests().back() == "GET /new HTTP/1.1\nAccept: */*\nPRIVATE-TOKEN: secret\n\n");
  }
  SECTION("to another port") {
    server.will_answer(http_answer(302, "", {{"Location", other.url() + "/new"}}));
    CHECK(client.send(request).status == 302);
    CHECK(other.requests().empty());
  }
  SECTION("of a POST that may not be sent again") {
    server.will_answer(http_answer(302, "", {{"Location", "/new"}}));
    request.method = HttpMethod::post;
    CHECK(client.send(request).status == 302);
    CHECK(server.requests().size() == 1);
  }
  SECTION("of a POST that stays one") {
    server.will_answer(http_answer(307, "", {{"Location", "/new"}}));
    server.will_answer(http_answer(201, ""));
    request.method = HttpMethod::post;
    request.body = "x";
    CHECK(client.send(request).status == 201);
    CHECK(server.requests().back().starts_with("POST /new HTTP/1.1\n"));
    CHECK(server.requests().back().ends_with("\n\nx"));
  }
  SECTION("in a circle") {
    for (int i = 0; i < 4; ++i) server.will_answer(http_answer(301, "", {{"Location", "/old"}}));
    CHECK(client.send(request).status == 301);
    CHECK(server.requests().size() == 4);
  }
}

TEST_CASE("a body streams to the one who asked for it, and what he throws comes back") {
  HttpServer server;
  HttpRequest request = get(server.url());
  std::string streamed;
  request.on_body = [&](std::string_view piece) { streamed += piece; };
  CurlClient client;
  SECTION("of a good answer") {
    server.will_answer(http_answer(200, "piece by piece"));
    CHECK(client.send(request).body.empty());
    CHECK(streamed == "piece by piece");
  }
  SECTION("but not what an error says") {
    server.will_answer(http_answer(500, "broken"));
    CHECK(client.send(request).body == "broken");
    CHECK(streamed.empty());
  }
  SECTION("until he throws") {
    server.will_answer(http_answer(200, "piece by piece"));
    request.on_body = [](std::string_view) { throw Error(ErrorKind::damaged, "not like this"); };
    CHECK(failure_of(request, ErrorKind::damaged) == "not like this");
  }
}

TEST_CASE("what gives no answer is an error without secrets") {
  HttpServer server;
  const std::string place = "GET " + server.url() + "/a: ";
  HttpRequest request = get(server.url() + "/a?key=secret");
  request.headers = {{"Authorization", "secret"}};
  request.body = "";
  SECTION("a connection that is closed at once") {
    server.will_answer("");
    CHECK(failure_of(request) == place + "Empty reply from server");
  }
  SECTION("an answer that ends too early") {
    server.will_answer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
    CHECK(failure_of(request).starts_with(place + "transfer closed with 95 bytes remaining"));
  }
  SECTION("an answer that is too long") {
    server.will_answer(http_answer(200, "0123456789"));
    request.most_bytes = 9;
    CHECK(failure_of(request) == place + "the answer is longer than 9 bytes");
  }
  SECTION("an answer that does not come in time") {
    server.will_answer_and_hang("HTTP/1.1 200 OK\r\n");
    request.limit = Milliseconds(100);
    CHECK(failure_of(request).starts_with(place + "Operation timed out after "));
  }
  SECTION("an answer that stops coming") {
    server.will_answer_and_hang("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
    request.idle_limit = Milliseconds(100);
    CHECK(failure_of(request) == place + "the server said nothing for 100 ms");
  }
  SECTION("a request that is stopped") {
    std::stop_source stop;
    request.stop = stop.get_token();
    stop.request_stop();
    CHECK(failure_of(request, ErrorKind::interrupted) == "GET " + server.url() + "/a was interrupted");
  }
}

TEST_CASE("a running request is stopped") {
  HttpServer server;
  server.will_answer_and_hang("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
  std::stop_source stop;
  HttpRequest request = get(server.url());
  request.stop = stop.get_token();
  request.on_body = [&](std::string_view) { stop.request_stop(); };
  CHECK(failure_of(request, ErrorKind::interrupted) == "GET " + server.url() + " was interrupted");
}

TEST_CASE("a running request is told of about once a second, and what that throws comes back") {
  HttpServer server;
  server.will_answer_and_hang("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab");
  HttpRequest request = get(server.url() + "/a");
  request.method = HttpMethod::post;
  const std::thread::id here = std::this_thread::get_id();
  int ticks = 0;
  std::string body;
  request.on_body = [&](std::string_view piece) { body += piece; };
  request.on_tick = [&] {
    CHECK(std::this_thread::get_id() == here);
    if (++ticks == 2) throw std::runtime_error("the claim is lost");
  };
  CurlClient client;
  CHECK_THROWS_WITH(client.send(request), "the claim is lost");
  CHECK(ticks == 2);
  CHECK(body == "ab");
}

TEST_CASE("an answer that is cut before its end is told from one that ends") {
  HttpServer server;
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n";
  std::string body;
  HttpRequest request = get(server.url() + "/a");
  request.on_body = [&](std::string_view piece) { body += piece; };
  server.will_answer(head + "0\r\n\r\n");
  CHECK(CurlClient().send(request).status == 200);
  server.will_answer(head);
  CHECK(failure_of(request).starts_with("GET " + server.url() + "/a: "));
  CHECK(body == "abcabc");
}

TEST_CASE("a request that cannot be meant is refused before anything is sent") {
  HttpServer server;
  HttpRequest request = get(server.url());
  request.headers = {{"Authorization", "secret\r\nX-Other: 1"}};
  CHECK(failure_of(request, ErrorKind::invalid) ==
        "the value of the HTTP header Authorization has a line end in it");
  request.headers = {{"A: b\nC", "d"}};
  CHECK(failure_of(request, ErrorKind::invalid) == "'A: b\nC' is no name of an HTTP header");
  CHECK(failure_of(get("file:///etc/passwd"), ErrorKind::invalid) ==
        "GET file:///etc/passwd is no address of a web service");
  CHECK(failure_of(get(""), ErrorKind::invalid) == "GET  is no address of a web service");
  CHECK(server.requests().empty());
}

TEST_CASE("several threads use one client") {
  HttpServer server;
  CurlClient client;
  std::vector<std::thread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 20; ++i) server.will_answer(http_answer(200, "yes"));
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 5; ++j) good += client.send(get(server.url())).body == "yes" ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(good == 20);
  CHECK(server.requests().size() == 20);
}

}  // namespace http_curl_test
