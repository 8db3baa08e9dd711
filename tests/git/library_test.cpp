// libgit2 as this program starts it.
#include "git/library.h"

#include <dlfcn.h>

#include <filesystem>

#include "support/catch.h"

namespace library_test {

using namespace reeve;

TEST_CASE("libgit2 starts without reading the certificates of the system") {
  git::initialise_library();
  const git_error* const error = git_error_last();
  CHECK((error == nullptr || error->klass == GIT_ERROR_NONE));
  // Absent where libgit2 has another library for TLS: those read certificates when they are needed.
  void* const reads_certificates = dlsym(RTLD_DEFAULT, "mbedtls_x509_crt_parse_file");
  if (reads_certificates == nullptr) return;
  Dl_info found{};
  REQUIRE(dladdr(reads_certificates, &found) != 0);
  CHECK(std::filesystem::equivalent(found.dli_fname, "/proc/self/exe"));
}

}  // namespace library_test
