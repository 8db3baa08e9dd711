#include "git/library.h"

#include <algorithm>

namespace reeve::git {

void initialise_library() {
  // Never shut down: handles may outlive any moment we could choose, and the process ends soon after.
  static const int started = git_libgit2_init();
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
