#include "plan/fill_template.h"

#include <fmt/format.h>

#include <filesystem>
#include <functional>
#include <optional>

#include "base/error.h"
#include "base/process.h"
#include "base/text.h"

namespace reeve {

namespace {

// The placeholder that begins here, with its braces.
std::optional<std::string_view> placeholder_at(std::string_view text) {
  for (const std::string_view name : {"{path}", "{name}", "{stem}"}) {
    if (text.starts_with(name)) return name;
  }
  return std::nullopt;
}

std::string value_of(std::string_view placeholder, const std::string& path) {
  if (placeholder == "{path}") return path;
  const std::filesystem::path name = std::filesystem::path(path).filename();
  return placeholder == "{name}" ? name.string() : name.stem().string();
}

// `write` gives what to put for the placeholder, given all text before it.
using Write = std::function<std::string(std::string_view placeholder, std::string_view before)>;

std::string fill(std::string_view text, const Write& write) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    if (const auto placeholder = placeholder_at(text.substr(at))) {
      result += write(*placeholder, text.substr(0, at));
      at += placeholder->size();
    } else {
      result += text[at++];
    }
  }
  return result;
}

std::string escaped_for_glob(const std::string& value) {
  std::string result;
  for (const char letter : value) {
    if (std::string_view("*?[\\").find(letter) != std::string_view::npos) result += '\\';
    result += letter;
  }
  return result;
}

bool is_plain(const std::string& value) {
  constexpr std::string_view plain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+@%:=,-";
  return value.find_first_not_of(plain) == std::string::npos;
}

// Whether a shell that has read this much is inside quotes. Substitutions and here-documents inside quotes
// count as inside, which refuses more than it must, and never less.
bool ends_inside_quotes(std::string_view command) {
  char quote = 0;
  for (std::size_t at = 0; at < command.size(); ++at) {
    const char letter = command[at];
    if (letter == '\\' && quote != '\'') {
      ++at;
    } else if (quote == letter) {
      quote = 0;
    } else if (quote == 0 && (letter == '\'' || letter == '"')) {
      quote = letter;
    }
  }
  return quote != 0;
}

}  // namespace

std::string fill_text(std::string_view text, const std::string& path) {
  return fill(text,
              [&](std::string_view placeholder, std::string_view) { return value_of(placeholder, path); });
}

std::string fill_glob(std::string_view glob, const std::string& path) {
  return fill(glob, [&](std::string_view placeholder, std::string_view) {
    return escaped_for_glob(value_of(placeholder, path));
  });
}

std::string fill_command(std::string_view command, const std::string& path) {
  return fill(command, [&](std::string_view placeholder, std::string_view before) {
    if (before.ends_with('$')) return std::string(placeholder);
    std::string value = value_of(placeholder, path);
    if (placeholder == "{path}" && value.starts_with('-')) value = "./" + value;
    if (is_plain(value)) return value;
    if (ends_inside_quotes(before)) {
      throw Error(
          ErrorKind::invalid,
          fmt::format("the check \"{}\" has {} inside quotes, where '{}' cannot be put", printable(command),
                      placeholder, value),
          fmt::format("write {} without quotes: they are added where a name needs them", placeholder));
    }
    return shell_words({value});
  });
}

}  // namespace reeve
