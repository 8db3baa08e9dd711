#include "hub/push_report.h"

#include <optional>

#include "base/text.h"

namespace reeve {

namespace {

constexpr std::string_view server_mark = "remote: ";

// "[remote rejected] (hook declined)" has the reason in the last brackets.
std::string reason_in(std::string_view summary) {
  const auto begin = summary.find(" (");
  if (begin == std::string_view::npos || !summary.ends_with(')')) return std::string(summary);
  return std::string(summary.substr(begin + 2, summary.size() - begin - 3));
}

RefPush end_of_rejected(std::string_view summary) {
  if (summary.starts_with("[remote")) {
    return summary.find("atomic") == std::string_view::npos ? RefPush::refused : RefPush::held_back;
  }
  if (summary.find("(stale info)") != std::string_view::npos) return RefPush::stale;
  if (summary.find("(atomic push failed)") != std::string_view::npos) return RefPush::held_back;
  return RefPush::refused;
}

// "<flag>\t<from>:<to>\t<summary>"
std::optional<PushedRef> parse_line(const std::string& line) {
  const auto fields = split(line, '\t');
  if (fields.size() < 3 || fields[0].size() != 1) return std::nullopt;
  const auto colon = fields[1].rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const std::string ref = fields[1].substr(colon + 1);
  switch (fields[0][0]) {
    case '=':
      return PushedRef{ref, RefPush::up_to_date, ""};
    case '!':
      return PushedRef{ref, end_of_rejected(fields[2]), reason_in(fields[2])};
    case ' ':
    case '+':
    case '-':
    case '*':
      return PushedRef{ref, RefPush::done, ""};
    default:
      return std::nullopt;
  }
}

}  // namespace

std::vector<PushedRef> parse_push_report(std::string_view out) {
  std::vector<PushedRef> refs;
  for (const std::string& line : split_lines(out)) {
    if (auto ref = parse_line(line)) refs.push_back(std::move(*ref));
  }
  return refs;
}

bool is_confirmed(std::string_view out) {
  const auto lines = split_lines(out);
  return !lines.empty() && lines.back() == "Done";
}

std::string words_of_server(std::string_view err) {
  std::vector<std::string> words;
  for (const std::string& line : split_lines(err)) {
    if (line.starts_with(server_mark))
      words.emplace_back(trim(std::string_view(line).substr(server_mark.size())));
  }
  return join(words, "\n");
}

}  // namespace reeve
