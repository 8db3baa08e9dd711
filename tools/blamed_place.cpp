#include "tools/blamed_place.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace reeve::cli {

namespace {

namespace fs = std::filesystem;

std::optional<std::size_t> whole_number(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number == 0) return std::nullopt;
  return number;
}

std::optional<git::LineRange> lines_from(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = whole_number(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : whole_number(text.substr(dash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return git::LineRange{*first, *last};
}

bool looks_like_lines(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789-") == std::string_view::npos;
}

// A link that leads nowhere is there, too.
bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(fs::symlink_status(path, ignored));
}

std::string quoted(const std::string& path) {
  return "'" + printable(path) + "'";
}

[[noreturn]] void explain_removal(const std::string& path, const git::Oid& removal,
                                  ProvenanceReader& reader) {
  const std::string task = reader.of(removal).task;
  throw Error(ErrorKind::not_found,
              fmt::format("{} is not there any more: it was removed or renamed in {}{}", quoted(path),
                          removal.short_hex(), task.empty() ? "" : ", by task " + printable(task)),
              fmt::format("git reeve why {} --at {}~1", printable(path), removal.short_hex()));
}

// Git says only that there is no such path.
[[noreturn]] void explain_absence(const std::string& path, const std::optional<git::Oid>& commit,
                                  const std::string& name, const fs::path& folder, ProvenanceReader& reader) {
  if (is_folder(folder / path))
    throw Error(ErrorKind::usage, quoted(path) + " is a folder",
                "name a file of it; 'git reeve log' lists what has landed");
  if (!commit && is_present(folder / path))
    throw Error(ErrorKind::not_found, quoted(path) + " is not tracked by git: no commit has it",
                "git add " + printable(path));
  if (const auto removal = git::removal_of(folder, commit, path)) explain_removal(path, *removal, reader);
  const auto colon = path.rfind(':');
  const std::string after = colon == std::string::npos ? "" : path.substr(colon + 1);
  const bool is_file_at = !after.empty() && is_present(folder / after);
  throw Error(
      ErrorKind::not_found,
      fmt::format("there is no file {} in {}", quoted(path), commit ? printable(name) : "HEAD"),
      is_file_at ? fmt::format("git reeve why {} --at {}", printable(after), printable(path.substr(0, colon)))
                 : "");
}

std::vector<git::BlamedLine> lines_of(const Place& place, const std::optional<git::Oid>& commit,
                                      const std::string& name, const fs::path& folder,
                                      ProvenanceReader& reader) {
  try {
    return git::blame(folder, commit, place.path, place.lines);
  } catch (const Error& error) {
    const std::string_view said = error.what();
    if (said.starts_with("no such path")) explain_absence(place.path, commit, name, folder, reader);
    if (said.starts_with("no such ref: HEAD"))
      throw Error(ErrorKind::not_found, "there is no commit yet", "git commit");
    if (said.starts_with("Cannot lstat"))
      throw Error(ErrorKind::not_found, quoted(place.path) + " is not in the work tree",
                  fmt::format("git reeve why {} --at HEAD", printable(place.path)));
    if (said.ends_with("has only 0 lines"))
      throw Error(ErrorKind::not_found, quoted(place.path) + " is empty");
    throw;
  }
}

bool is_binary(const std::vector<git::BlamedLine>& lines) {
  return std::ranges::any_of(
      lines, [](const git::BlamedLine& line) { return line.text.find('\0') != std::string::npos; });
}

Blamed whole(const std::string& kind, const Place& place, const std::optional<git::Oid>& commit,
             const fs::path& folder) {
  if (place.lines)
    throw Error(ErrorKind::usage, fmt::format("{} is {}, and has no lines", quoted(place.path), kind),
                "git reeve why " + printable(place.path));
  return {{}, kind, git::last_change_of(folder, commit, place.path)};
}

}  // namespace

Place place_of(const std::string& text, const fs::path& folder) {
  if (text.empty()) throw Error(ErrorKind::usage, "FILE is empty", "name a file: git reeve why FILE:7");
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || colon == 0 || is_present(folder / text)) return {text, std::nullopt};
  const std::string path = text.substr(0, colon);
  const std::string lines = text.substr(colon + 1);
  const auto range = lines_from(lines);
  if (range) return {path, range};
  if (!looks_like_lines(lines) && !is_present(folder / path)) return {text, std::nullopt};
  throw Error(ErrorKind::usage, "'" + printable(lines) + "' is no line and no range of lines",
              "lines are counted from 1: git reeve why FILE:7 or FILE:7-12");
}

Blamed blame_place(const Place& place, const std::optional<git::Oid>& commit, const std::string& name,
                   const fs::path& folder, ProvenanceReader& reader) {
  try {
    auto lines = lines_of(place, commit, name, folder, reader);
    if (is_binary(lines)) return whole("binary", place, commit, folder);
    return {std::move(lines), "", std::nullopt};
  } catch (const Error& error) {
    if (!std::string_view(error.what()).starts_with("unsupported file type")) throw;
    return whole("a submodule", place, commit, folder);
  }
}

}  // namespace reeve::cli
