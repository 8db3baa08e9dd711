#include "base/glob.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "base/text.h"

namespace reeve {

namespace {

using Text = std::u32string_view;

// One element of a pattern segment: a letter, `?` or a set, and where the next element begins.
struct Element {
  bool matches;
  std::size_t next;
};

// Where the set that opens at `open` ends (its "]"), or absent. A "]" right after "[" or "[!" is a member.
std::optional<std::size_t> set_end(Text pattern, std::size_t open) {
  std::size_t at = open + 1;
  if (at < pattern.size() && (pattern[at] == U'!' || pattern[at] == U'^')) ++at;
  if (at < pattern.size() && pattern[at] == U']') ++at;
  for (; at < pattern.size() && pattern[at] != U']'; ++at) {
    if (pattern[at] == U'\\') ++at;
  }
  if (at >= pattern.size()) return {};
  return at;
}

// Whether a letter is in a set, given what stands between the brackets.
bool in_set(Text members, char32_t letter) {
  const bool negated = members.front() == U'!' || members.front() == U'^';
  if (negated) members.remove_prefix(1);
  const auto take = [&members] {
    if (members.front() == U'\\' && members.size() > 1) members.remove_prefix(1);
    const char32_t member = members.front();
    members.remove_prefix(1);
    return member;
  };
  bool found = false;
  while (!members.empty()) {
    const char32_t low = take();
    char32_t high = low;
    if (members.size() > 1 && members.front() == U'-') {
      members.remove_prefix(1);
      high = take();
    }
    found = found || (low <= letter && letter <= high);
  }
  return found != negated;
}

Element match_element(Text pattern, std::size_t at, char32_t letter) {
  if (pattern[at] == U'?') return {true, at + 1};
  if (pattern[at] == U'[') {
    if (const auto end = set_end(pattern, at)) {
      return {in_set(pattern.substr(at + 1, *end - at - 1), letter), *end + 1};
    }
  }
  if (pattern[at] == U'\\' && at + 1 < pattern.size()) ++at;
  return {pattern[at] == letter, at + 1};
}

// Matches within one segment. Only the last star is ever tried again, which is enough, and keeps the time at
// pattern length times name length.
bool segment_matches(Text pattern, Text name) {
  std::size_t p = 0, n = 0, after_star = Text::npos, star_end = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == U'*') {
      after_star = ++p;
      star_end = n;
      continue;
    }
    const Element element = p < pattern.size() ? match_element(pattern, p, name[n]) : Element{false, p};
    if (element.matches) {
      p = element.next;
      ++n;
    } else if (after_star != Text::npos) {
      p = after_star;
      n = ++star_end;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == U'*') ++p;
  return p == pattern.size();
}

std::vector<std::u32string> segments_of(std::string_view text) {
  std::vector<std::u32string> segments;
  for (const std::string& segment : split(text, '/')) segments.push_back(code_points(segment));
  return segments;
}

// Row by row over the pattern's segments: reached[i] says that the segments so far match the first i names.
bool all_segments_match(const std::vector<std::u32string>& patterns,
                        const std::vector<std::u32string>& names) {
  std::vector<bool> reached(names.size() + 1);
  reached[0] = true;
  for (std::size_t p = 0; p < patterns.size(); ++p) {
    const bool last = p + 1 == patterns.size();
    std::vector<bool> next(names.size() + 1);
    for (std::size_t n = 0; n <= names.size(); ++n) {
      if (patterns[p] == U"**") {
        next[n] = (reached[n] && !last) || (n > 0 && (next[n - 1] || reached[n - 1]));
      } else {
        next[n] = n > 0 && reached[n - 1] && segment_matches(patterns[p], names[n - 1]);
      }
    }
    reached = std::move(next);
  }
  return reached[names.size()];
}

bool has_wildcard(std::string_view pattern) {
  return pattern.find_first_of("*?[\\") != pattern.npos;
}

std::string_view literal_prefix(std::string_view pattern) {
  return pattern.substr(0, pattern.find_first_of("*?[\\"));
}

bool has_unclosed_set(Text segment) {
  for (std::size_t at = 0; at < segment.size(); ++at) {
    if (segment[at] == U'\\') {
      ++at;
    } else if (segment[at] == U'[') {
      const auto end = set_end(segment, at);
      if (!end) return true;
      at = *end;
    }
  }
  return false;
}

// --- Whether two patterns meet

enum class TokenKind { letter, any_letter, set, any_text };

struct Token {
  TokenKind kind;
  char32_t letter = 0;
  Text members = {};  // between the brackets of a set
};

std::vector<Token> tokens_of(Text segment) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < segment.size(); ++at) {
    const char32_t letter = segment[at];
    const auto end = letter == U'[' ? set_end(segment, at) : std::nullopt;
    if (end) {
      tokens.push_back({TokenKind::set, 0, segment.substr(at + 1, *end - at - 1)});
      at = *end;
    } else if (letter == U'*') {
      tokens.push_back({TokenKind::any_text});
    } else if (letter == U'?') {
      tokens.push_back({TokenKind::any_letter});
    } else {
      if (letter == U'\\' && at + 1 < segment.size()) ++at;
      tokens.push_back({TokenKind::letter, segment[at]});
    }
  }
  return tokens;
}

bool tokens_meet(const Token& a, const Token& b) {
  if (a.kind == TokenKind::letter && b.kind == TokenKind::letter) return a.letter == b.letter;
  if (a.kind == TokenKind::set && b.kind == TokenKind::letter) return in_set(a.members, b.letter);
  if (a.kind == TokenKind::letter && b.kind == TokenKind::set) return in_set(b.members, a.letter);
  return true;
}

// Whether one text fits both lists, of which some elements (`is_wide`) stand for any number of the others'.
// reached[j] says that the first i elements of `a` and the first j of `b` fit a common beginning.
template <typename T, typename IsWide, typename Meet>
bool lists_meet(const std::vector<T>& a, const std::vector<T>& b, const IsWide& is_wide, const Meet& meet) {
  std::vector<bool> reached(b.size() + 1);
  for (std::size_t i = 0; i <= a.size(); ++i) {
    std::vector<bool> now(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
      const bool a_is_wide = i > 0 && is_wide(a[i - 1]);
      const bool b_is_wide = j > 0 && is_wide(b[j - 1]);
      const bool is_wide_here = a_is_wide || b_is_wide;
      now[j] = (i == 0 && j == 0) || (i > 0 && reached[j] && is_wide_here) ||
               (j > 0 && now[j - 1] && is_wide_here) ||
               (i > 0 && j > 0 && reached[j - 1] && !a_is_wide && !b_is_wide && meet(a[i - 1], b[j - 1]));
    }
    reached = std::move(now);
  }
  return reached[b.size()];
}

bool segments_meet(const std::u32string& a, const std::u32string& b) {
  const auto is_wide = [](const Token& token) { return token.kind == TokenKind::any_text; };
  return lists_meet(tokens_of(a), tokens_of(b), is_wide, tokens_meet);
}

bool paths_meet(const std::vector<std::u32string>& a, const std::vector<std::u32string>& b) {
  const auto is_wide = [](const std::u32string& segment) { return segment == U"**"; };
  return lists_meet(a, b, is_wide, segments_meet);
}

// A plain path is also the folder of that name: `**` at the end stands for no segment as well here.
std::vector<std::u32string> segments_with_below(std::string_view pattern) {
  std::vector<std::u32string> segments = segments_of(pattern);
  if (segments.back().empty()) segments.pop_back();
  if (pattern.ends_with('/') || !has_wildcard(pattern)) segments.emplace_back(U"**");
  return segments;
}

[[noreturn]] void refuse_pattern(std::string_view pattern, const std::string& reason) {
  throw Error(ErrorKind::invalid, "path pattern '" + printable(pattern) + "' " + reason,
              "write paths from the root of the repository, such as 'lib/base/**'");
}

}  // namespace

bool glob_matches(std::string_view pattern, std::string_view path) {
  std::vector<std::u32string> patterns = segments_of(pattern);
  const bool names_folder = patterns.back().empty();  // a trailing slash
  if (names_folder) patterns.back() = U"**";
  const std::vector<std::u32string> names = segments_of(path);
  if (all_segments_match(patterns, names)) return true;
  if (names_folder || has_wildcard(pattern)) return false;
  patterns.emplace_back(U"**");
  return all_segments_match(patterns, names);
}

bool any_glob_matches(const std::vector<std::string>& patterns, std::string_view path) {
  return std::ranges::any_of(patterns,
                             [&](const std::string& pattern) { return glob_matches(pattern, path); });
}

bool is_plain_path(std::string_view pattern) {
  return !has_wildcard(pattern) && !pattern.ends_with('/');
}

bool globs_may_meet(std::string_view a, std::string_view b) {
  // Most patterns differ in the letters before their first wildcard: that is told without taking them apart.
  const auto [in_a, in_b] = std::ranges::mismatch(literal_prefix(a), literal_prefix(b));
  const bool differs = in_a != literal_prefix(a).end() && in_b != literal_prefix(b).end();
  if (differs) return false;
  return paths_meet(segments_with_below(a), segments_with_below(b));
}

std::string normalise_glob(std::string_view pattern) {
  if (pattern.starts_with('/')) refuse_pattern(pattern, "is absolute");
  std::vector<std::string> kept;
  for (const std::string& segment : split(pattern, '/')) {
    if (segment == "..") refuse_pattern(pattern, "has '..' in it");
    if (segment.empty() || segment == ".") continue;
    if (has_unclosed_set(code_points(segment))) refuse_pattern(pattern, "has a '[' without its ']'");
    kept.push_back(segment);
  }
  if (kept.empty()) refuse_pattern(pattern, "is empty");
  return join(kept, "/") + (pattern.ends_with('/') ? "/" : "");
}

}  // namespace reeve
