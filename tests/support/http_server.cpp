#include "support/http_server.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <regex>
#include <stdexcept>

#include "base/text.h"
#include "support/loopback.h"

namespace reeve::test {

namespace {

int listening_socket(int& port) {
  const int descriptor = bound_socket(port);
  if (listen(descriptor, 16) != 0) throw std::runtime_error("no socket on loopback");
  return descriptor;
}

std::size_t length_of_body(const std::string& head) {
  static const std::regex length("\r\ncontent-length: *([0-9]+)", std::regex::icase);
  std::smatch found;
  return std::regex_search(head, found, length) ? std::stoul(found[1]) : 0;
}

bool is_whole(const std::string& request) {
  const std::size_t end = request.find("\r\n\r\n");
  return end != std::string::npos && request.size() >= end + 4 + length_of_body(request.substr(0, end + 2));
}

bool is_left_out(const std::string& line) {
  static const std::regex names("(host|user-agent|accept-encoding|content-length):.*", std::regex::icase);
  return std::regex_match(line, names);
}

std::string described(const std::string& request) {
  const std::size_t end = request.find("\r\n\r\n");
  std::vector<std::string> lines = split_lines(replace_all(request.substr(0, end), "\r\n", "\n"));
  std::erase_if(lines, is_left_out);
  std::sort(lines.begin() + 1, lines.end());
  return join(lines, "\n") + "\n\n" + request.substr(end + 4);
}

}  // namespace

std::string http_answer(int status, const std::string& body, const std::vector<HttpHeader>& headers) {
  std::string text = fmt::format("HTTP/1.1 {} Words\r\nContent-Length: {}\r\n", status, body.size());
  for (const HttpHeader& header : headers) text += header.name + ": " + header.value + "\r\n";
  return text + "\r\n" + body;
}

HttpServer::HttpServer() : listener_(listening_socket(port_)), stopper_(eventfd(0, EFD_CLOEXEC)) {
  setenv("no_proxy", "127.0.0.1", 1);
  thread_ = std::thread([this] { serve(); });
}

HttpServer::~HttpServer() {
  const std::uint64_t one = 1;
  if (write(stopper_, &one, sizeof(one)) != sizeof(one)) std::abort();
  thread_.join();
  close(listener_);
  close(stopper_);
}

std::string HttpServer::url() const {
  return fmt::format("http://127.0.0.1:{}", port_);
}

void HttpServer::will_answer(const std::string& bytes) {
  const std::scoped_lock lock(mutex_);
  answers_.push_back({bytes, false});
}

void HttpServer::will_answer_and_hang(const std::string& bytes) {
  const std::scoped_lock lock(mutex_);
  answers_.push_back({bytes, true});
}

std::vector<std::string> HttpServer::requests() const {
  const std::scoped_lock lock(mutex_);
  return requests_;
}

// False when the server is to end.
bool HttpServer::wait_for_input(int descriptor) const {
  std::array<pollfd, 2> waiting{{{descriptor, POLLIN, 0}, {stopper_, POLLIN, 0}}};
  return poll(waiting.data(), waiting.size(), -1) > 0 && waiting[1].revents == 0;
}

void HttpServer::serve() {
  while (wait_for_input(listener_)) {
    const int connection = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    converse(connection);
    close(connection);
  }
}

void HttpServer::converse(int connection) {
  std::string request;
  std::array<char, 4096> buffer{};
  while (!is_whole(request)) {
    if (!wait_for_input(connection)) return;
    const ssize_t count = read(connection, buffer.data(), buffer.size());
    if (count <= 0) return;
    request.append(buffer.data(), static_cast<std::size_t>(count));
  }
  const Answer answer = next_answer(request);
  // The client may have gone, which is no trouble of the server's.
  static_cast<void>(send(connection, answer.bytes.data(), answer.bytes.size(), MSG_NOSIGNAL));
  if (answer.hangs) wait_for_input(connection);
}

HttpServer::Answer HttpServer::next_answer(const std::string& request) {
  const std::scoped_lock lock(mutex_);
  requests_.push_back(described(request));
  if (answers_.empty())
    return {http_answer(599, "the test told no answer", {{"Connection", "close"}}), false};
  Answer answer = std::move(answers_.front());
  answers_.pop_front();
  return answer;
}

}  // namespace reeve::test
