#include "report/words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace reeve {

namespace {

std::string details_of(const Event& event) {
  std::vector<std::string> details;
  if (!event.lens.empty()) details.push_back("lens " + first_line(event.lens));
  if (event.attempt > 0) details.push_back(fmt::format("attempt {}", event.attempt));
  if (!event.agent.empty()) details.push_back("with " + first_line(event.agent));
  if (!event.trace.model.empty()) details.push_back("(" + first_line(event.trace.model) + ")");
  if (event.outcome) details.emplace_back(name_of(*event.outcome));
  if (!event.verdict.empty()) details.push_back(first_line(event.verdict));
  if (event.type == EventType::retried) details.push_back(fmt::format("at rung {}", event.rung));
  if (!event.commit.empty()) details.push_back("commit " + first_line(event.commit.substr(0, 10)));
  if (event.until) details.push_back("not before " + time_words(*event.until));
  if (event.lease_until) details.push_back("lease until " + time_words(*event.lease_until));
  return join(details, " ");
}

}  // namespace

std::string short_age(Milliseconds duration) {
  constexpr Milliseconds::rep minute = 60;
  constexpr auto hour = 60 * minute;
  constexpr auto day = 24 * hour;
  const auto seconds = std::max<Milliseconds::rep>(duration.count() / 1000, 0);
  if (seconds < minute) return fmt::format("{} s", seconds);
  if (seconds < hour) return fmt::format("{} min", seconds / minute);
  if (seconds < 2 * day) return fmt::format("{} h", seconds / hour);
  return fmt::format("{} d", seconds / day);
}

std::string first_line(std::string_view text) {
  text = trim(text);
  return printable(text.substr(0, text.find_first_of("\r\n")));
}

std::string fitted_line(const std::string& line, std::size_t width) {
  return (width == 0 ? line : shorten(line, width)) + "\n";
}

std::string field_line(const std::string& name, const std::string& value) {
  return value.empty() ? "" : fmt::format("{:<9} {}\n", name, printable(value));
}

std::string list_lines(const std::string& heading, const std::vector<std::string>& items,
                       const std::string& indent) {
  if (items.empty()) return "";
  std::string text = indent + heading + "\n";
  for (const std::string& item : items) text += indent + "  " + first_line(item) + "\n";
  return text;
}

std::string_view phase_word(Phase phase, TaskKind kind) {
  return phase == Phase::landed && kind != TaskKind::work ? "done" : name_of(phase);
}

std::string attempt_words(const Attempt& attempt) {
  std::string words = fmt::format("attempt {}", attempt.number);
  if (!attempt.agent.empty()) words += " by " + first_line(attempt.agent);
  return words;
}

std::string event_words(const Event& event, TaskKind kind) {
  const bool is_end_of_other = event.type == EventType::landed && kind != TaskKind::work;
  std::string words = (is_end_of_other ? "done" : first_line(event.name)) + " by " + first_line(event.by);
  if (const std::string details = details_of(event); !details.empty()) words += ": " + details;
  if (!event.reason.empty()) words += ": " + first_line(event.reason);
  return words;
}

std::string time_words(TimePoint time) {
  std::string text = format_time(time).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::string event_line(const Event& event, TaskKind kind) {
  return time_words(event.at) + "  " + event_words(event, kind);
}

}  // namespace reeve
