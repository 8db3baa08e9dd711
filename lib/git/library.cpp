#include "git/library.h"

#include <algorithm>

// A libgit2 that has mbedTLS reads the system's 140 certificates when it starts: 9 ms of processor time in
// every command and every hook, as much as all else that opening a repository takes. Nothing of Reeve asks
// libgit2 for the network (git itself goes there), and libgit2 has no option for it. The loader takes the
// program's own function first; to libgit2 it is a system without certificates.
extern "C" int mbedtls_x509_crt_parse_file(void* /*chain*/, const char* /*path*/) {
  constexpr int file_cannot_be_read = -0x2900;
  return file_cannot_be_read;
}

namespace reeve::git {

void initialise_library() {
  // Never shut down: handles may outlive any moment we could choose, and the process ends soon after.
  static const int started = [] {
    const int count = git_libgit2_init();
    if (count >= 0) git_error_clear();  // of the certificates
    return count;
  }();
  if (started < 0) throw Error(ErrorKind::git, "libgit2 cannot be started: " + last_error_words());
}

std::string last_error_words() {
  const git_error* error = git_error_last();
  return error != nullptr && error->message != nullptr ? error->message : "no reason given";
}

void throw_last_error(const std::string& doing) {
  throw Error(ErrorKind::git, doing + ": " + last_error_words());
}

Oid from_libgit2(const git_oid& id) {
  std::array<std::uint8_t, 20> bytes{};
  std::copy_n(id.id, bytes.size(), bytes.begin());
  return Oid(bytes);
}

git_oid to_libgit2(const Oid& id) {
  git_oid result{};
  std::copy(id.bytes().begin(), id.bytes().end(), result.id);
  return result;
}

}  // namespace reeve::git
