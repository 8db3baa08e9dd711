// git-reeve(1) in roff, made from the same table as the help.
#pragma once

#include <string>
#include <string_view>

#include "tools/command.h"

namespace reeve::cli {

// The whole page. Without a date, so that equal sources give equal pages.
std::string manual_page(const CommandTable& table);

// Text as roff takes it literally: backslashes, dashes, leading dots and quotes, and UTF-8 (as \[uXXXX],
// which needs no preprocessor).
std::string roff_text(std::string_view text);

}  // namespace reeve::cli
