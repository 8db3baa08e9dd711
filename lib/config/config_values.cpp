#include "config/config_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "base/error.h"
#include "base/glob.h"
#include "base/suggest.h"
#include "base/text.h"

namespace reeve {

namespace {

constexpr Milliseconds kLongest = std::chrono::days(30);
constexpr Milliseconds kLongestOfAll = std::chrono::days(3650);
constexpr std::uint64_t kLargest = 1ULL << 40;
constexpr double kMostMoney = 1e9;

using Texts = std::vector<std::string>;

// The elements of an array of strings, each approved by `check`, which reports what it refuses.
template <typename Check>
std::optional<Texts> read_checked_texts(const Entry& entry, Check check) {
  if (!entry.is(TomlKind::array)) return {};
  Texts texts;
  for (std::size_t i = 0; i < entry.value.elements.size(); ++i) {
    const Entry element{fmt::format("element {} of {}", i + 1, entry.name), entry.value.elements[i],
                        entry.problems};
    std::optional<std::string> text = read_text(element);
    if (text) text = check(element, *text);
    if (text) texts.push_back(*text);
  }
  const bool all_good = texts.size() == entry.value.elements.size();
  return all_good ? std::optional(texts) : std::nullopt;
}

std::optional<std::string> refuse_blank(const Entry& element, const std::string& text) {
  if (!trim(text).empty()) return text;
  element.report("is empty");
  return {};
}

std::string not_a_variable(std::string_view name) {
  return in_quotes(name) + " is not a name of a variable (letters, digits and '_')";
}

// The factor of a unit as git and as people write it; absent for no unit.
std::optional<std::uint64_t> unit_factor(std::string_view unit) {
  std::string letters;
  for (const char c : unit) letters += static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  if (letters.empty() || letters == "B") return 1;
  if (letters == "K" || letters == "KB") return 1ULL << 10;
  if (letters == "M" || letters == "MB") return 1ULL << 20;
  if (letters == "G" || letters == "GB") return 1ULL << 30;
  if (letters == "T" || letters == "TB") return 1ULL << 40;
  return {};
}

// Absent if it is no size; more than kLargest if it is too large for a number.
std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (problem == std::errc::invalid_argument) return {};
  const auto factor = unit_factor(trim(text.substr(static_cast<std::size_t>(end - text.data()))));
  if (!factor) return {};
  if (problem == std::errc::result_out_of_range || number > kLargest / *factor) return kLargest + 1;
  return number * *factor;
}

std::optional<double> read_number(const Entry& entry) {
  const TomlKind kind = entry.value.kind;
  if (kind == TomlKind::integer) return static_cast<double>(entry.value.integer);
  if (kind == TomlKind::number) return entry.value.number;
  entry.report(fmt::format("must be a number, not {}", describe(kind)));
  return {};
}

std::optional<Milliseconds> read_duration_up_to(const Entry& entry, Milliseconds unit, Milliseconds longest) {
  const auto units = read_number(entry);
  if (!units) return {};
  const double milliseconds = *units * static_cast<double>(unit.count());
  // Written so that a NaN fails too.
  if (milliseconds >= 1 && milliseconds <= static_cast<double>(longest.count())) {
    return Milliseconds(std::llround(milliseconds));
  }
  entry.report(fmt::format("must be more than 0 and at most {}, not {}", longest / unit, *units));
  return {};
}

}  // namespace

bool is_variable_name(std::string_view name) {
  const auto is_letter = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !name.empty() && is_letter(name.front()) &&
         std::ranges::all_of(name, [&](char c) { return is_letter(c) || is_digit(c); });
}

void check_name(const TomlMember& member, const std::string& what, Problems& problems) {
  static constexpr std::string_view allowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
  const std::string_view name = member.name;
  if (!name.empty() && name.size() <= 60 && name.find_first_not_of(allowed) == name.npos) return;
  problems.add(member.position,
               what + " name " + in_quotes(name) + " must be 1 to 60 letters, digits, '-', '_' and '.'");
}

void Problems::add(TomlPosition position, const std::string& message) {
  messages_.emplace(position, message);
}

void Problems::throw_if_any() const {
  if (messages_.empty()) return;
  Texts lines;
  for (const auto& [at, message] : messages_) {
    lines.push_back(fmt::format("{}:{}:{}: {}", source_, at.line, at.column, message));
  }
  throw Error(ErrorKind::configuration, join(lines, "\n"),
              "the file that 'git reeve init' writes explains every key");
}

bool Entry::is(TomlKind kind) const {
  if (value.kind == kind) return true;
  report(fmt::format("must be {}, not {}", describe(kind), describe(value.kind)));
  return false;
}

std::string shown(std::string_view name) {
  return replace_all(replace_all(printable(name), "\n", "\\n"), "\t", "\\t");
}

std::string in_quotes(std::string_view name) {
  return "'" + shown(name) + "'";
}

std::string did_you_mean(std::string_view word, const Texts& candidates) {
  const std::optional<std::string> candidate = nearest(word, candidates);
  return candidate ? ", did you mean " + in_quotes(*candidate) + "?" : "";
}

std::optional<std::string> read_text(const Entry& entry) {
  if (!entry.is(TomlKind::text)) return {};
  if (entry.value.text.find('\0') == std::string::npos) return entry.value.text;
  entry.report("has a NUL character in it");  // which would end an argument or a variable early
  return {};
}

std::optional<std::string> read_word(const Entry& entry, const std::string& what, const Texts& words) {
  std::optional<std::string> word = read_text(entry);
  if (!word || std::ranges::count(words, *word) > 0) return word;
  entry.problems.add(entry.value.position,
                     "unknown " + what + " " + in_quotes(*word) + did_you_mean(*word, words));
  return {};
}

std::optional<Texts> read_texts(const Entry& entry) {
  return read_checked_texts(entry, refuse_blank);
}

std::optional<Texts> read_command(const Entry& entry) {
  const std::optional<Texts> words = read_texts(entry);
  if (!words || !words->empty()) return words;
  entry.report("is empty");
  return {};
}

std::optional<Texts> read_globs(const Entry& entry) {
  return read_checked_texts(entry,
                            [](const Entry& element, const std::string& text) -> std::optional<std::string> {
                              try {
                                return normalise_glob(text);
                              } catch (const Error& error) {
                                element.problems.add(element.value.position, error.what());
                                return {};
                              }
                            });
}

std::optional<Texts> read_variable_names(const Entry& entry) {
  return read_checked_texts(entry,
                            [](const Entry& element, const std::string& text) -> std::optional<std::string> {
                              if (is_variable_name(text)) return text;
                              element.problems.add(element.value.position, not_a_variable(text));
                              return {};
                            });
}

std::optional<std::map<std::string, std::string>> read_environment(const Entry& entry) {
  if (!entry.is(TomlKind::table)) return {};
  std::map<std::string, std::string> environment;
  for (const TomlMember& member : entry.value.members) {
    if (!is_variable_name(member.name)) entry.problems.add(member.position, not_a_variable(member.name));
    const Entry variable{in_quotes(member.name) + " of " + entry.name, member.value, entry.problems};
    if (const auto text = read_text(variable)) environment[member.name] = *text;
  }
  return environment;
}

std::optional<bool> read_boolean(const Entry& entry) {
  if (!entry.is(TomlKind::boolean)) return {};
  return entry.value.boolean;
}

std::optional<std::size_t> read_count(const Entry& entry, std::size_t smallest, std::size_t largest) {
  if (!entry.is(TomlKind::integer)) return {};
  const std::int64_t number = entry.value.integer;
  if (std::cmp_greater_equal(number, smallest) && std::cmp_less_equal(number, largest)) {
    return static_cast<std::size_t>(number);
  }
  entry.report(fmt::format("must be from {} to {}, not {}", smallest, largest, number));
  return {};
}

std::optional<Milliseconds> read_duration(const Entry& entry, Milliseconds unit) {
  return read_duration_up_to(entry, unit, kLongest);
}

std::optional<Milliseconds> read_long_duration(const Entry& entry) {
  return read_duration_up_to(entry, std::chrono::minutes(1), kLongestOfAll);
}

std::optional<std::int64_t> read_tokens(const Entry& entry) {
  const auto count = read_count(entry, 1, std::size_t{1'000'000'000'000'000});
  if (!count) return {};
  return static_cast<std::int64_t>(*count);
}

std::optional<double> read_money(const Entry& entry) {
  const auto amount = read_number(entry);
  if (!amount) return {};
  if (*amount > 0 && *amount <= kMostMoney) return amount;
  entry.report(fmt::format("must be more than 0 and at most {}, not {}", kMostMoney, *amount));
  return {};
}

std::optional<double> read_price(const Entry& entry) {
  const auto amount = read_number(entry);
  if (!amount) return {};
  if (*amount >= 0 && *amount <= kMostMoney) return amount;
  entry.report(fmt::format("must be from 0 to {}, not {}", kMostMoney, *amount));
  return {};
}

std::optional<std::uint64_t> read_size(const Entry& entry) {
  const TomlValue& value = entry.value;
  if (value.kind != TomlKind::integer && value.kind != TomlKind::text) {
    entry.report(fmt::format("must be a size such as \"20MB\", not {}", describe(value.kind)));
    return {};
  }
  const std::string written = value.kind == TomlKind::text ? value.text : std::to_string(value.integer);
  const bool negative = value.kind == TomlKind::integer && value.integer < 0;
  const std::optional<std::uint64_t> size = negative ? 0 : parse_size(written);
  if (!size) {
    entry.report(fmt::format("must be a size such as \"20MB\", not {}", in_quotes(written)));
  } else if (*size == 0 || *size > kLargest) {
    entry.report(fmt::format("must be from 1 byte to 1TB, not {}", in_quotes(written)));
  } else {
    return size;
  }
  return {};
}

}  // namespace reeve
