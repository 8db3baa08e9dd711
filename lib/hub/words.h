// The words of agents and planners inside texts whose lines mean something: commit messages and ledger notes.
#pragma once

#include <string>
#include <string_view>

namespace reeve {

// On one line and without control characters: for a subject, a trailer or a `Name: value` line, which the
// words must not end.
std::string one_line(std::string_view text);

// Line breaks stay, carriage returns and control characters do not: a NUL would end a commit message.
std::string paragraphs(std::string_view text);

}  // namespace reeve
