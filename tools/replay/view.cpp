#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/words.h"
#include "tools/replay/model.h"

namespace reeve::cli {

namespace {

constexpr std::size_t widest_bar = 60;

// "60x", "0.5x"
std::string speed_words(double speed) {
  return speed >= 1 ? fmt::format("{:.0f}x", speed) : fmt::format("{:.2g}x", speed);
}

double share_passed(const ReplayState& state) {
  const std::chrono::duration<double> length = end_of(state) - start_of(state);
  const std::chrono::duration<double> passed = state.scene.at - start_of(state);
  return length.count() <= 0 ? 1 : std::clamp(passed / length, 0.0, 1.0);
}

// "[=====>      ]  120 of 3000 events"
std::string bar(const ReplayState& state, std::size_t columns) {
  const std::string words =
      fmt::format("  {} of {} events", state.scene.passed, state.timeline.moments.size());
  const std::size_t room = columns > words.size() + 12 ? columns - words.size() - 4 : 8;
  const std::size_t width = std::min(room, widest_bar);
  const auto filled = static_cast<std::size_t>(share_passed(state) * static_cast<double>(width));
  const std::string mark = filled < width ? ">" : "";
  return "  [" + std::string(filled, '=') + mark + std::string(width - filled - mark.size(), ' ') + "]" +
         words;
}

std::vector<std::string> scene_lines(const ReplayState& state, ScreenSize size, Colour colour) {
  auto lines = split_lines(scene_text(state.timeline, state.scene, size.columns));
  lines[0] = styled(colour, Style::bold, lines[0]);
  lines[1] += "   " + speed_words(state.speed) + (state.is_paused ? ", paused" : "");
  lines.insert(lines.begin() + 2, styled(colour, Style::dim, bar(state, size.columns)));
  return lines;
}

Style style_of(const Moment& moment) {
  switch (moment.type) {
    case EventType::landed:
    case EventType::achieved:
      return Style::green;
    case EventType::failed:
    case EventType::rejected:
    case EventType::reverted:
    case EventType::halted:
      return Style::red;
    case EventType::held:
    case EventType::asked:
    case EventType::paused:
      return Style::yellow;
    default:
      return Style::plain;
  }
}

// Columns of the date, which a run of one day need not have on each line.
std::size_t date_width(const ReplayState& state) {
  constexpr std::size_t width = 11;
  const auto day_of = [](TimePoint time) { return time_words(time).substr(0, width); };
  return day_of(state.timeline.start()) == day_of(state.timeline.end()) ? width : 0;
}

// The newest that have passed, the last of them at the bottom.
std::vector<std::string> moment_lines(const ReplayState& state, std::size_t rows, std::size_t columns,
                                      Colour colour) {
  std::vector<const Moment*> shown;
  std::size_t id_width = 0;
  for (std::size_t index = state.scene.passed; index > 0 && shown.size() < rows; --index) {
    const Moment& moment = state.timeline.moments[index - 1];
    if (!is_wanted(state.timeline, moment, state.filter)) continue;
    const std::string line = moment_line(state.timeline, state.history, moment, 0);
    if (line.find(state.words) == std::string::npos) continue;
    shown.push_back(&moment);
    id_width = std::max(id_width, display_width(subject_of(state.timeline, moment)));
  }
  std::vector<std::string> lines;
  std::reverse(shown.begin(), shown.end());
  // What happened needs the room more than a long id.
  id_width = std::min(id_width, std::max<std::size_t>(columns / 3, 12));
  for (const Moment* moment : shown) {
    const std::string line = fmt::format("{}  {:<{}}  {}", time_words(moment->at).substr(date_width(state)),
                                         shorten(subject_of(state.timeline, *moment), id_width), id_width,
                                         moment_words(state.timeline, state.history, *moment));
    lines.push_back("  " + styled(colour, style_of(*moment), line));
  }
  return lines;
}

std::string bottom_line(const ReplayState& state, Colour colour) {
  if (state.is_typing) return "/" + printable(state.words) + styled(colour, Style::dim, "_");
  const std::string filter = state.words.empty() ? "" : "/" + printable(state.words) + "   ";
  return styled(colour, Style::dim, filter + "space pause  left, right step  + - speed  / filter  q quit");
}

// What runs may take more than half of the screen, but one sees what happens as well.
void shorten_to(std::vector<std::string>& lines, std::size_t most, Colour colour) {
  if (lines.size() <= most) return;
  const std::size_t hidden = lines.size() - most + 1;
  lines.resize(most - 1);
  lines.push_back(styled(colour, Style::dim, fmt::format("  … {} more", hidden)));
}

}  // namespace

std::vector<std::string> view(const ReplayState& state, ScreenSize size, Colour colour) {
  auto lines = scene_lines(state, size, colour);
  shorten_to(lines, std::max<std::size_t>(size.rows * 3 / 5, 5), colour);
  lines.emplace_back();
  if (size.rows > lines.size() + 2) {
    lines.push_back(styled(colour, Style::bold, "Events"));
    for (std::string& line : moment_lines(state, size.rows - lines.size() - 1, size.columns, colour))
      lines.push_back(std::move(line));
  }
  lines.resize(std::max<std::size_t>(size.rows, 1) - 1);
  lines.push_back(bottom_line(state, colour));
  return lines;
}

}  // namespace reeve::cli
