#pragma once

#include <string>

namespace reeve::cli {

std::string version_text();  // "git-reeve 0.1.0"

}  // namespace reeve::cli
