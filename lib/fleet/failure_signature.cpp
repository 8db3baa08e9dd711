#include "fleet/failure_signature.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"

namespace reeve {

namespace {

constexpr std::size_t longest_template = 200;
constexpr std::size_t shortest_hex = 7;  // what git prints of an id
constexpr std::size_t shortest_random = 12;
constexpr int fewest_switches = 4;  // between letters and digits, in a word that somebody drew at random

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

bool is_hex_digit(char c) {
  return std::isxdigit(static_cast<unsigned char>(c)) != 0;
}

bool is_upper(char c) {
  return std::isupper(static_cast<unsigned char>(c)) != 0;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

bool has_digit(std::string_view word) {
  return std::ranges::any_of(word, is_digit);
}

// --- Which line

// A build tells hundreds of lines before the one that matters.
constexpr std::array saying_why{"error",     "fatal",   "panic",        "exception", "undefined",
                                "not found", "no such", "cannot",       "could not", "unable",
                                "denied",    "refused", "unauthorized", "timed out", "invalid"};
constexpr std::array saying_that{"failed", "failure"};

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

// 2: it says why something failed, 1: that it did, 0: neither.
int telling(std::string_view line) {
  const std::string text = lower(line);
  const auto is_in_it = [&](const char* word) { return contains(text, word); };
  if (std::ranges::any_of(saying_why, is_in_it)) return 2;
  return std::ranges::any_of(saying_that, is_in_it) ? 1 : 0;
}

// Colours of a terminal: ESC [ … letter.
std::string without_colours(std::string_view text) {
  std::string plain;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!text.substr(at).starts_with("\x1b[")) {
      plain += text[at];
      continue;
    }
    at += 2;
    while (at < text.size() && !is_letter(text[at])) ++at;
  }
  return plain;
}

// "'make test' failed: …" of a check: what it is called differs from task to task, what it printed counts.
std::string_view after_the_command(std::string_view line) {
  for (const std::string_view words : {"' failed: ", "' failed on the merged tree: "}) {
    const auto at = line.find(words);
    const bool is_of_a_check = line.starts_with('\'') && at != line.npos;
    if (is_of_a_check && !trim(line.substr(at + words.size())).empty()) return line.substr(at + words.size());
  }
  return line;
}

// The first of those that say most.
std::string meaningful_line(std::string_view reason) {
  std::string best;
  int most = -1;
  bool is_first = true;
  for (const std::string& line : split_lines(without_colours(reason))) {
    const std::string_view text = trim(is_first ? after_the_command(line) : std::string_view(line));
    is_first = false;
    if (text.empty() || telling(text) <= most) continue;
    most = telling(text);
    best = text;
  }
  return best;
}

// --- Masking

bool is_separator(char c) {
  constexpr std::string_view separators = " \t\r\"'`()[]{}<>,;=|";
  return separators.find(c) != separators.npos;
}

bool is_uuid(std::string_view word) {
  constexpr std::string_view form = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return word.size() == form.size() && std::ranges::equal(word, form, [](char c, char wanted) {
           return wanted == 'x' ? is_hex_digit(c) : c == wanted;
         });
}

bool is_hex(std::string_view word) {
  if (word.starts_with("0x") || word.starts_with("0X"))
    return word.size() > 2 && std::ranges::all_of(word.substr(2), is_hex_digit);
  return word.size() >= shortest_hex && has_digit(word) && std::ranges::any_of(word, is_letter) &&
         std::ranges::all_of(word, is_hex_digit);
}

// Dates and times of day: digits, with what stands between them. "12:30" alone is a place in a file.
bool is_time(std::string_view word) {
  const auto is_of_a_time = [](char c) { return is_digit(c) || contains("-:.+TZ", std::string_view(&c, 1)); };
  if (!std::ranges::all_of(word, is_of_a_time)) return false;
  const bool is_date = word.size() >= 10 && word[4] == '-' && word[7] == '-' && is_digit(word[0]);
  const bool is_of_day = word.size() >= 8 && word[2] == ':' && word[5] == ':' && is_digit(word[7]);
  return is_date || is_of_day;
}

bool is_random(std::string_view word) {
  if (word.size() < shortest_random) return false;
  int switches = 0;
  char before = 'a';
  for (const char c : word) {
    if (is_letter(c) || is_digit(c)) {
      switches += is_digit(c) != is_digit(before) ? 1 : 0;
      before = c;
    } else if (c != '-' && c != '_') {
      return false;
    }
  }
  return switches >= fewest_switches;
}

// "E0425", "TS2304", "C2065": a code that names the failure.
bool is_code(std::string_view word) {
  const auto digits = std::ranges::find_if(word, is_digit);
  return digits != word.begin() && digits != word.end() && std::all_of(word.begin(), digits, is_upper) &&
         std::all_of(digits, word.end(), is_digit);
}

bool is_file_name(std::string_view word) {
  constexpr std::array endings{
      "c",   "cc",   "cpp", "cxx", "h",     "hh",  "hpp",  "hxx",   "ipp",   "inc", "o",   "a",
      "so",  "py",   "js",  "jsx", "mjs",   "cjs", "ts",   "tsx",   "vue",   "go",  "rs",  "java",
      "kt",  "rb",   "php", "cs",  "swift", "sh",  "toml", "json",  "yaml",  "yml", "md",  "txt",
      "xml", "html", "css", "sql", "lock",  "log", "tmp",  "cmake", "proto", "ini", "cfg", "gradle"};
  const auto dot = word.rfind('.');
  if (dot == word.npos || dot == 0) return false;
  const std::string_view ending = word.substr(dot + 1);
  return std::ranges::any_of(endings, [&](const char* known) { return ending == known; });
}

std::string with_masked_digits(std::string_view word) {
  std::string masked;
  for (std::size_t at = 0; at < word.size(); ++at) {
    if (!is_digit(word[at])) {
      masked += word[at];
    } else if (at == 0 || !is_digit(word[at - 1])) {
      masked += "<n>";
    }
  }
  return masked;
}

std::string masked_piece(std::string_view piece, std::string_view id) {
  if (!id.empty() && piece == id) return "<id>";
  if (is_uuid(piece)) return "<id>";
  if (is_hex(piece)) return "<hex>";
  if (contains(piece, "/") || contains(piece, "\\") || is_file_name(piece)) return "<path>";
  if (is_code(piece)) return std::string(piece);
  if (is_random(piece)) return "<id>";
  return with_masked_digits(piece);
}

std::string masked_address(std::string_view word) {
  const auto host = word.find("://") + 3;
  const auto end = word.find_first_of("/?#", host);
  const std::string known = with_masked_digits(word.substr(0, end));
  return end == word.npos ? known : known + "<url>";
}

// A full stop or colon at its end belongs to the sentence; "file:12:5" is three pieces.
std::string masked_word(std::string_view word, std::string_view id) {
  const auto last = word.find_last_not_of(".:!?");
  if (last == word.npos) return std::string(word);
  const std::string_view body = word.substr(0, last + 1);
  const std::string end(word.substr(last + 1));
  if (is_time(body)) return "<time>" + end;
  if (contains(body, "://")) return masked_address(body) + end;
  std::vector<std::string> pieces;
  for (const std::string& piece : split(body, ':')) pieces.push_back(masked_piece(piece, id));
  return join(pieces, ":") + end;
}

std::string masked(std::string_view line, std::string_view id) {
  std::string text;
  for (std::size_t at = 0; at < line.size();) {
    if (is_separator(line[at])) {
      const char space = line[at] == '\t' || line[at] == '\r' ? ' ' : line[at];
      if (space != ' ' || !text.ends_with(' ')) text += space;
      ++at;
      continue;
    }
    const auto end = static_cast<std::size_t>(
        std::find_if(line.begin() + static_cast<std::ptrdiff_t>(at), line.end(), is_separator) -
        line.begin());
    text += masked_word(line.substr(at, end - at), id);
    at = end;
  }
  return text;
}

// --- Of an attempt

bool names_the_agent(Outcome outcome) {
  return is_of_the_configuration(outcome) || outcome == Outcome::crashed;
}

bool is_failure(const Attempt& attempt) {
  switch (*attempt.outcome) {
    case Outcome::done:
    case Outcome::killed:
    case Outcome::conflict:
    case Outcome::rate_limited:
    case Outcome::needs_input:
      return false;
    case Outcome::quota:
      return !attempt.until;  // with a time it passes by itself, and the agent is paused until then
    default:
      return true;
  }
}

std::string signature_with(const TaskState& task, const Attempt& attempt) {
  std::string signature(name_of(*attempt.outcome));
  if (names_the_agent(*attempt.outcome)) signature += " by " + printable(attempt.agent);
  const std::string words = failure_template(attempt.reason, task.spec.id);
  return words.empty() ? signature : signature + ": " + words;
}

// A question is asked, and waits for an answer; an entry of the configuration that is wrong is given up.
bool is_given_up_unasked(const TaskState& task, const Attempt& attempt) {
  return attempt.outcome == Outcome::needs_input && task.is_given_up && &attempt == task.last_attempt();
}

}  // namespace

bool is_of_the_configuration(Outcome outcome) {
  return outcome == Outcome::auth || outcome == Outcome::quota || outcome == Outcome::denied ||
         outcome == Outcome::needs_input;
}

std::string failure_template(std::string_view reason, std::string_view id) {
  return shorten(printable(masked(meaningful_line(reason), id)), longest_template);
}

std::optional<std::string> failure_signature(const TaskState& task, const Attempt& attempt) {
  if (!attempt.outcome || !attempt.ended) return std::nullopt;
  if (!is_failure(attempt) && !is_given_up_unasked(task, attempt)) return std::nullopt;
  return signature_with(task, attempt);
}

std::optional<std::string> signature_of_end(const TaskState& task) {
  const Attempt* const last = task.last_attempt();
  if (!task.is_given_up || last == nullptr) return std::nullopt;
  return failure_signature(task, *last);
}

}  // namespace reeve
