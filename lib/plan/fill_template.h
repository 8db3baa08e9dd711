// {path}, {name} and {stem} in the texts of a task. Pure text. What stands in other braces is left alone, and
// a value is not looked at again, so a file may be called "{name}".
#pragma once

#include <string>
#include <string_view>

namespace reeve {

std::string fill_text(std::string_view text, const std::string& path);

// For a path pattern: wildcards in the value match themselves.
std::string fill_glob(std::string_view glob, const std::string& path);

// For a shell command: the value is quoted if it has anything but A-Z a-z 0-9 _ . / + @ % : = , -; the {path}
// "-x" becomes "./-x"; ${path} is left to the shell. Throws Error(invalid) where a value that needs quotes
// would come to stand inside quotes: nothing that could be written there is right in both kinds of them.
std::string fill_command(std::string_view command, const std::string& path);

}  // namespace reeve
