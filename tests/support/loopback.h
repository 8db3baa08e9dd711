// Ports of this machine that nobody else can reach.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <stdexcept>

namespace reeve::test {

inline sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  return address;
}

// A socket that is bound to a port of its own, which `port` becomes.
inline int bound_socket(int& port) {
  sockaddr_in address = loopback(0);
  socklen_t length = sizeof(address);
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (bind(descriptor, reinterpret_cast<sockaddr*>(&address), length) != 0 ||
      getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length) != 0)
    throw std::runtime_error("there is no free port");
  port = ntohs(address.sin_port);
  return descriptor;
}

// One that nobody listened on a moment ago.
inline int free_port() {
  int port = 0;
  close(bound_socket(port));
  return port;
}

inline bool is_open(int port) {
  const sockaddr_in address = loopback(port);
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool connected =
      connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0;
  close(descriptor);
  return connected;
}

}  // namespace reeve::test
