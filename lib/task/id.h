// Ids of tasks and goals: [a-z0-9-]{1,60}. They become ref names, file names and arguments, so anything else
// is refused wherever a name comes in.
#pragma once

#include <string>
#include <string_view>

namespace reeve {

constexpr std::size_t longest_id = 60;

// Also false for a hyphen at either end: "-x" would be read as an option.
bool is_valid_id(std::string_view id);

// "Port the parser: part 2" → "port-the-parser-part-2"; at most 55 characters, "task" if nothing is left.
std::string slug_of(std::string_view title);

// slug_of(title) and four random letters or digits: "port-the-parser-k3qa".
std::string make_id(std::string_view title);

}  // namespace reeve
