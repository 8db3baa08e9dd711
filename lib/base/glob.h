// Path patterns with the wildcards of .gitignore and CODEOWNERS: `*` and `?` do not cross a slash, `**` as a
// whole segment does (zero or more folders), `[a-z]` and `[!a-z]` are sets, `\*` is a plain star, a trailing
// slash or `/**` means everything below. A pattern always starts at the root of the repository, also one
// without a slash: "*.md" is the root's files only, "**/*.md" those of every folder. Pure text; reads no file
// system. Case counts. Time is bounded by pattern length times path length, so a pattern may be hostile.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reeve {

// Whether a path (relative, slashes, no leading "./") is matched by a pattern. A pattern without wildcards
// also matches everything below the folder it names: "lib/base" matches "lib/base/clock.h".
bool glob_matches(std::string_view pattern, std::string_view path);
bool any_glob_matches(const std::vector<std::string>& patterns, std::string_view path);

// Whether the pattern names its files one by one: it has no wildcard and no slash at its end.
bool is_plain_path(std::string_view pattern);

// Whether some path, there or not, may be matched by both patterns. True where two sets stand against each
// other, whatever is in them; exact for everything else.
bool globs_may_meet(std::string_view a, std::string_view b);

// The pattern without a leading "./" and with repeated slashes folded. Throws Error(invalid) for an empty
// pattern, an absolute one, one with ".." in it, and an unclosed "[".
std::string normalise_glob(std::string_view pattern);

}  // namespace reeve
