// Texts that a person gives as an argument, as a file or on standard input.
#pragma once

#include <string>

#include "tools/command.h"

namespace reeve::cli {

// "-" is standard input; the name of a file, as seen from the context's folder, is its content; several words
// are the text itself. Throws Error(not_found) for one word that is no file: a misspelt name is no text.
std::string text_argument(const Context& context, const std::string& value);

// As above, but the value is "-" or a file.
std::string file_argument(const Context& context, const std::string& value);

}  // namespace reeve::cli
