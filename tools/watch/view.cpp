#include "tools/watch/view.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/status_text.h"
#include "report/words.h"
#include "tools/wrap.h"

namespace reeve::cli {

namespace {

constexpr std::size_t fewest_list_rows = 3;
// Below this, the titles need the room more.
constexpr std::size_t narrowest_with_said = 72;

const std::vector<std::string>& key_lines() {
  static const std::vector<std::string> lines{
      "Keys",
      "",
      "  up, down, k, j     the task before, the next one",
      "  page up, page down, home, end",
      "  /                  show the tasks that have these words in id, title, phase or agent",
      "  g                  the next goal, and then all again",
      "  enter              the task: what it asks for, its attempts and handoffs",
      "  l                  what its agent printed, or what happened to it",
      "  d                  what it changes",
      "  e                  why it is where it is, and what happens next",
      "  r                  look at the hub now",
      "  q, escape          back; q ends",
  };
  return lines;
}

std::string clock_words(TimePoint time) {
  return time_words(time).substr(11) + " UTC";
}

// One goal of several.
FleetStatus status_above(const WatchState& state) {
  FleetStatus status = state.news->status;
  if (!state.only_goal.empty())
    std::erase_if(status.goals, [&](const GoalStatus& goal) { return goal.id != state.only_goal; });
  return status;
}

// At most half of the screen: where needs fill it, the list must still be there to act on them.
std::vector<std::string> top_lines(const WatchState& state, ScreenSize size, Colour colour, TimePoint now) {
  if (!state.news) return {"Reading the hub …"};
  const StatusView how{.width = size.columns,
                       .colour = colour,
                       .detail = Detail::most_important,
                       .running = Running::counted};  // the list below names them
  auto lines = split_lines(status_text(status_above(state), now, how));
  const std::size_t most = std::max<std::size_t>(size.rows / 2, 3) - 1;
  if (lines.size() > most) std::erase_if(lines, [](const std::string& line) { return line.empty(); });
  if (lines.size() > most) {
    const std::size_t hidden = lines.size() - most + 1;
    lines.resize(most - 1);
    lines.push_back(
        styled(colour, Style::dim, fmt::format("  … {} more: git reeve status", count_of(hidden, "line"))));
  }
  return lines;
}

Style style_of(Phase phase) {
  switch (phase) {
    case Phase::held:
      return Style::yellow;
    case Phase::failed:
      return Style::red;
    case Phase::claimed:
      return Style::green;
    case Phase::ready:
      return Style::cyan;
    case Phase::waiting:
      return Style::dim;
    default:
      return Style::plain;
  }
}

// How wide the columns of all listed tasks are, so that nothing moves while one scrolls.
struct Columns {
  std::size_t id = 4;
  std::size_t agent = 5;
  bool has_said = true;  // when a claimed task was last heard of
};

Columns columns_of(const WatchState& state, const std::vector<std::size_t>& rows, std::size_t width) {
  Columns columns;
  columns.has_said = width >= narrowest_with_said;
  for (const std::size_t row : rows) {
    const LiveTask& task = state.news->tasks[row];
    columns.id = std::max(columns.id, display_width(task.id));
    columns.agent = std::max(columns.agent, display_width(first_line(task.agent)));
  }
  columns.id = std::min(columns.id, std::max<std::size_t>(width * 2 / 5, 12));
  columns.agent = std::min(columns.agent, std::max<std::size_t>(width / 6, 5));
  return columns;
}

std::string fitted(const std::string& text, std::size_t width) {
  const std::string cut = shorten(text, width);
  return cut + std::string(width - std::min(width, display_width(cut)), ' ');
}

// "2 s ago", of a task that runs.
std::string said_words(const LiveTask& task, const Columns& columns, Colour colour, TimePoint now) {
  if (!columns.has_said) return "";
  if (task.phase != Phase::claimed) return fmt::format("  {:>13}", "");
  const Milliseconds silence = now - task.last_event_at;
  if (!is_silence(silence)) return fmt::format("  {:>13}", short_age(silence) + " ago");
  return "  " + styled(colour, Style::yellow, fmt::format("{:>13}", "silent " + short_age(silence)));
}

std::string row_of(const LiveTask& task, const Columns& columns, bool is_selected, Colour colour,
                   TimePoint now) {
  const std::string phase = fitted(std::string(name_of(task.phase)), 9);
  std::string line = (is_selected ? "> " : "  ") + fitted(task.id, columns.id) + "  ";
  if (is_selected) line = styled(colour, Style::bold, line);
  line += styled(colour, style_of(task.phase), phase) + "  " + fitted(first_line(task.agent), columns.agent);
  line += fmt::format("  {:>3}  {:>6}", task.attempt == 0 ? "" : std::to_string(task.attempt),
                      short_age(now - task.phase_since));
  return line + said_words(task, columns, colour, now) + "  " + first_line(task.title);
}

std::string heading_of(const Columns& columns, Colour colour) {
  const std::string text = "  " + fitted("TASK", columns.id) + "  " + fitted("PHASE", 9) + "  " +
                           fitted("AGENT", columns.agent) + "  TRY     FOR" +
                           (columns.has_said ? "           SAID" : "") + "  TITLE";
  return styled(colour, Style::bold, text);
}

std::string no_tasks_words(const WatchState& state) {
  if (!state.news) return "";
  return state.filter.empty() ? "  no live tasks" : "  no task has all of: " + printable(state.filter);
}

void scroll_to_selected(WatchState& state, std::size_t count, std::size_t rows) {
  state.first = std::min(state.first, state.row);
  if (state.row >= state.first + rows) state.first = state.row - rows + 1;
  state.first = std::min(state.first, count > rows ? count - rows : 0);
}

std::vector<std::string> list_lines(WatchState& state, std::size_t rows, ScreenSize size, Colour colour,
                                    TimePoint now) {
  const auto& tasks = state.rows;
  if (tasks.empty()) return {no_tasks_words(state)};
  scroll_to_selected(state, tasks.size(), rows);
  const Columns columns = columns_of(state, tasks, size.columns);
  std::vector<std::string> lines{heading_of(columns, colour)};
  for (std::size_t row = state.first; row < std::min(tasks.size(), state.first + rows); ++row)
    lines.push_back(row_of(state.news->tasks[tasks[row]], columns, row == state.row, colour, now));
  return lines;
}

// "12 of 40 tasks", and how they were chosen.
std::string choice_words(const WatchState& state) {
  if (!state.news) return "";
  const std::size_t count = state.rows.size();
  const std::size_t all = state.news->tasks.size();
  std::string words =
      count == all ? count_of(all, "task") : fmt::format("{} of {}", count, count_of(all, "task"));
  if (!state.filter.empty()) words += ", /" + printable(state.filter);
  return words;
}

// The last line: the first of what is more important than the keys.
std::string bottom_line(const WatchState& state, Colour colour) {
  if (state.is_typing) return "/" + printable(state.filter) + styled(colour, Style::dim, "_");
  if (!state.trouble.empty()) {
    const std::string since = state.news ? "as of " + clock_words(state.news->at) + "; " : "";
    return styled(colour, Style::red, since + first_line(state.trouble));
  }
  if (!state.message.empty()) return styled(colour, Style::yellow, first_line(state.message));
  if (state.shows_keys || state.open)
    return styled(colour, Style::dim, "q back  l log  d diff  e explain  ? keys");
  return styled(colour, Style::dim, choice_words(state) + "   enter open  / filter  ? keys  q quit");
}

// The lines above, empty ones, and the last line of the screen.
std::vector<std::string> with_bottom(std::vector<std::string> lines, std::string bottom, ScreenSize size) {
  lines.resize(std::max<std::size_t>(size.rows, 1) - 1);
  lines.push_back(std::move(bottom));
  return lines;
}

std::string page_words(const OpenPage& open, std::size_t lines, std::size_t rows) {
  if (!open.is_read || lines <= rows) return "";
  return fmt::format("   {}-{} of {}", open.first + 1, std::min(open.first + rows, lines), lines);
}

std::vector<std::string> page_view(WatchState& state, ScreenSize size, Colour colour) {
  OpenPage& open = *state.open;
  const auto all = wrapped_lines(open.page, size.columns);
  const std::size_t rows = rows_of_page(size);
  open.first = std::min(open.first, all.size() > rows ? all.size() - rows : 0);
  const std::string heading = open.is_read ? open.page.heading : open.page.task + ": reading …";
  std::vector<std::string> lines{styled(colour, Style::bold, first_line(heading)) +
                                 styled(colour, Style::dim, page_words(open, all.size(), rows))};
  const auto begin = all.begin() + static_cast<std::ptrdiff_t>(open.first);
  const auto count = std::min(rows, all.size() - open.first);
  lines.insert(lines.end(), begin, begin + static_cast<std::ptrdiff_t>(count));
  return with_bottom(std::move(lines), bottom_line(state, colour), size);
}

// The bytes of the first `columns` columns.
std::size_t bytes_of(const std::string& text, std::size_t columns) {
  std::size_t bytes = 0;
  for (std::size_t count = 0; bytes < text.size(); ++bytes) {
    const bool begins_character = (static_cast<unsigned char>(text[bytes]) & 0xC0U) != 0x80U;
    if (begins_character && count++ == columns) break;
  }
  return bytes;
}

// What follows keeps the indentation, so that one sees what belongs together.
void add_wrapped(std::vector<std::string>& lines, std::string rest, std::size_t columns) {
  const std::string indent(std::min(rest.find_first_not_of(' '), columns / 2), ' ');
  while (display_width(rest) > columns) {
    const std::size_t end = bytes_of(rest, columns);
    const std::size_t blank = rest.rfind(' ', end);
    const bool is_at_word = blank != std::string::npos && blank > end / 2;
    lines.push_back(rest.substr(0, is_at_word ? blank : end));
    rest = indent + rest.substr(is_at_word ? blank + 1 : end);
  }
  lines.push_back(std::move(rest));
}

}  // namespace

std::size_t rows_of_page(ScreenSize size) {
  return std::max<std::size_t>(size.rows, 3) - 2;
}

std::size_t rows_of_list(const WatchState& state, ScreenSize size) {
  const std::size_t above =
      top_lines(state, size, Colour::off, state.news ? state.news->at : TimePoint{}).size();
  const std::size_t taken = above + 3;  // an empty line, the headings, the last line
  return size.rows > taken + fewest_list_rows ? size.rows - taken : fewest_list_rows;
}

std::vector<std::string> wrapped_lines(const Page& page, std::size_t columns) {
  std::vector<std::string> lines;
  for (const std::string& line : page.lines) add_wrapped(lines, line, std::max<std::size_t>(columns, 10));
  return lines;
}

std::vector<std::string> view(WatchState& state, ScreenSize size, Colour colour, TimePoint now) {
  if (state.shows_keys) return with_bottom(key_lines(), bottom_line(state, colour), size);
  if (state.open) return page_view(state, size, colour);
  std::vector<std::string> lines = top_lines(state, size, colour, now);
  lines.emplace_back();
  for (std::string& line : list_lines(state, rows_of_list(state, size), size, colour, now))
    lines.push_back(std::move(line));
  return with_bottom(std::move(lines), bottom_line(state, colour), size);
}

}  // namespace reeve::cli
