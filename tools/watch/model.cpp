#include "tools/watch/model.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/text.h"
#include "tools/watch/view.h"
#include "tools/wrap.h"

namespace reeve::cli {

namespace {

// What needs somebody, then what moves, then what waits.
constexpr std::array order{Phase::held, Phase::failed,  Phase::claimed, Phase::ready,
                           Phase::open, Phase::waiting, Phase::landed,  Phase::cancelled};

std::size_t rank_of(Phase phase) {
  return static_cast<std::size_t>(std::find(order.begin(), order.end(), phase) - order.begin());
}

std::string lower(std::string text) {
  for (char& letter : text)
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  return text;
}

bool has_all(const LiveTask& task, const std::vector<std::string>& words) {
  const std::string text =
      lower(task.id + " " + task.title + " " + std::string(name_of(task.phase)) + " " + task.agent);
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

const std::string& id_at(const WatchState& state, std::size_t row) {
  return state.news->tasks[state.rows[row]].id;
}

// After the list has changed: the same task, or what is where it was. Who only watches sees what needs
// somebody at the top, and does not scroll down with a task that was there once.
void settle(WatchState& state) {
  state.rows = listed(state);
  if (state.rows.empty()) {
    state.selected.clear();
    state.row = state.first = 0;
    return;
  }
  std::size_t row = state.stays_on_top ? 0 : std::min(state.row, state.rows.size() - 1);
  for (std::size_t index = 0; index < state.rows.size() && !state.stays_on_top; ++index)
    if (id_at(state, index) == state.selected) row = index;
  state.row = row;
  state.selected = id_at(state, row);
}

void move(WatchState& state, std::ptrdiff_t by) {
  const auto count = static_cast<std::ptrdiff_t>(state.rows.size());
  if (count == 0 || by == 0) return;
  const auto row = std::clamp(static_cast<std::ptrdiff_t>(state.row) + by, std::ptrdiff_t{0}, count - 1);
  state.row = static_cast<std::size_t>(row);
  state.selected = id_at(state, state.row);
  state.stays_on_top = state.row == 0 && by < -1;
}

void next_goal(WatchState& state) {
  const auto goals = goals_of(state);
  const auto now = std::find(goals.begin(), goals.end(), state.only_goal);
  if (state.only_goal.empty()) {
    state.only_goal = goals.size() > 1 ? goals.front() : "";
  } else {
    state.only_goal = now == goals.end() || now + 1 == goals.end() ? "" : *(now + 1);
  }
  if (goals.size() < 2) state.message = "there is no other goal";
  settle(state);
}

// The one that is open, or selected; empty, and told, if there is none.
std::string task_at_hand(WatchState& state) {
  const std::string task = state.open ? state.open->page.task : state.selected;
  if (task.empty()) state.message = "there is no task to look at";
  return task;
}

Wish open(WatchState& state, PageKind kind) {
  const std::string task = task_at_hand(state);
  if (task.empty()) return {};
  OpenPage page;
  page.page.kind = kind;
  page.page.task = task;
  page.is_at_end = kind == PageKind::log;
  state.stays_on_top = false;
  state.open = std::move(page);
  return {Wish::Kind::open, kind, task};
}

Wish diff(WatchState& state) {
  const std::string task = task_at_hand(state);
  return task.empty() ? Wish{} : Wish{Wish::Kind::diff, PageKind::task, task};
}

void take_last_character(std::string& text) {
  while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0U) == 0x80U) text.pop_back();
  if (!text.empty()) text.pop_back();
}

Wish type(WatchState& state, const Key& key) {
  if (key.name == KeyName::enter) state.is_typing = false;
  if (key.name == KeyName::escape) {
    state.is_typing = false;
    state.filter.clear();
  }
  if (key.name == KeyName::backspace) take_last_character(state.filter);
  if (key.name == KeyName::up) move(state, -1);
  if (key.name == KeyName::down) move(state, 1);
  if (key.name == KeyName::character && !key.text.starts_with('^')) state.filter += key.text;
  if (key.is("^U")) state.filter.clear();
  if (key.is("^")) state.filter += "^";
  settle(state);
  return {};
}

// How far a key scrolls; 0 for another one.
std::ptrdiff_t distance_of(const Key& key, std::size_t page) {
  const auto rows = static_cast<std::ptrdiff_t>(std::max<std::size_t>(page, 2)) - 1;
  constexpr std::ptrdiff_t all = 1'000'000'000;
  if (key.name == KeyName::up || key.is("k")) return -1;
  if (key.name == KeyName::down || key.is("j")) return 1;
  if (key.name == KeyName::page_up || key.is("^B")) return -rows;
  if (key.name == KeyName::page_down || key.is("^F") || key.is(" ")) return rows;
  if (key.name == KeyName::home) return -all;
  return key.name == KeyName::end ? all : 0;
}

std::size_t last_first(const OpenPage& open, ScreenSize size) {
  const std::size_t lines = wrapped_lines(open.page, size.columns).size();
  const std::size_t rows = rows_of_page(size);
  return lines > rows ? lines - rows : 0;
}

void scroll(OpenPage& open, std::ptrdiff_t by, ScreenSize size) {
  const auto last = static_cast<std::ptrdiff_t>(last_first(open, size));
  const auto now = std::min(static_cast<std::ptrdiff_t>(open.first), last);
  open.first = static_cast<std::size_t>(std::clamp(now + by, std::ptrdiff_t{0}, last));
  open.is_at_end = open.first == static_cast<std::size_t>(last);
}

Wish leave(WatchState& state, const Key& key) {
  if (state.shows_keys) {
    state.shows_keys = false;
  } else if (state.open) {
    state.open.reset();
  } else if (key.is("q")) {
    return {Wish::Kind::quit};
  } else {
    state.filter.clear();
    settle(state);
  }
  return {};
}

bool leaves(const Key& key, const WatchState& state) {
  const bool goes_back = key.name == KeyName::left || key.name == KeyName::backspace;
  return key.is("q") || key.name == KeyName::escape || (goes_back && (state.open || state.shows_keys));
}

Wish press_in_list(WatchState& state, const Key& key) {
  if (key.name == KeyName::enter || key.name == KeyName::right) return open(state, PageKind::task);
  if (key.is("/")) state.is_typing = true;
  if (key.is("g")) next_goal(state);
  return {};
}

}  // namespace

std::vector<std::size_t> listed(const WatchState& state) {
  std::vector<std::size_t> rows;
  if (!state.news) return rows;
  const auto& tasks = state.news->tasks;
  const auto words = words_of(lower(state.filter));
  for (std::size_t index = 0; index < tasks.size(); ++index) {
    const bool is_of_goal = state.only_goal.empty() || tasks[index].goal == state.only_goal;
    if (is_of_goal && has_all(tasks[index], words)) rows.push_back(index);
  }
  std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    const auto key = [&](const LiveTask& task) {
      return std::tuple<std::size_t, TimePoint, const std::string&>(rank_of(task.phase), task.phase_since,
                                                                    task.id);
    };
    return key(tasks[a]) < key(tasks[b]);
  });
  return rows;
}

std::vector<std::string> goals_of(const WatchState& state) {
  std::vector<std::string> goals;
  if (!state.news) return goals;
  for (const GoalStatus& goal : state.news->status.goals) goals.push_back(goal.id);
  std::sort(goals.begin(), goals.end());
  return goals;
}

Wish press(WatchState& state, const Key& key, ScreenSize size) {
  state.message.clear();
  if (state.is_typing) return type(state, key);
  if (leaves(key, state)) return leave(state, key);
  if (key.is("?")) state.shows_keys = !state.shows_keys;
  if (state.shows_keys) return {};
  if (key.is("r")) return {Wish::Kind::look};
  if (key.is("l")) return open(state, PageKind::log);
  if (key.is("e")) return open(state, PageKind::why);
  if (key.is("d")) return diff(state);
  if (!state.open) {
    move(state, distance_of(key, rows_of_list(state, size)));
    return press_in_list(state, key);
  }
  if (key.name == KeyName::enter) return open(state, PageKind::task);
  scroll(*state.open, distance_of(key, rows_of_page(size)), size);
  return {};
}

void take(WatchState& state, FleetNews news) {
  state.news = std::move(news);
  state.trouble.clear();
  const auto goals = goals_of(state);
  if (std::find(goals.begin(), goals.end(), state.only_goal) == goals.end()) state.only_goal.clear();
  settle(state);
}

void take(WatchState& state, Page page, ScreenSize size) {
  if (!state.open || state.open->page.task != page.task || state.open->page.kind != page.kind) return;
  OpenPage& open = *state.open;
  const bool follows = open.is_at_end && page.kind == PageKind::log;
  open.page = std::move(page);
  open.is_read = true;
  open.first = follows ? last_first(open, size) : std::min(open.first, last_first(open, size));
}

void take_trouble(WatchState& state, const std::string& trouble) {
  state.trouble = trouble;
}

}  // namespace reeve::cli
