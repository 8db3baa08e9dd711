#include "tools/version.h"

namespace reeve::cli {

// REEVE_VERSION comes from project() in the top CMakeLists.txt.
std::string version_text() {
  return "git-reeve " REEVE_VERSION;
}

}  // namespace reeve::cli
