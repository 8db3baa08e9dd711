// The live screen without a terminal: what keys and news make of it, and what it shows.
#include "base/text.h"
#include "support/catch.h"
#include "task/story.h"
#include "tools/watch/model.h"
#include "tools/watch/view.h"

namespace watch_model_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

constexpr ScreenSize small{16, 60};

LiveTask task(const std::string& id, Phase phase, int since, const std::string& agent = "") {
  return {id + "-aaaa",  "speed-aaaa",  "Port " + id, phase,
          second(since), second(since), agent,        agent.empty() ? 0 : 1};
}

FleetNews news_of(std::vector<LiveTask> tasks, const std::vector<std::string>& goals = {"speed-aaaa"}) {
  FleetNews news;
  for (const std::string& id : goals) {
    GoalStatus goal;
    goal.id = id;
    goal.title = "Make it fast";
    goal.target = "main";
    news.status.goals.push_back(goal);
  }
  news.tasks = std::move(tasks);
  news.at = second(100);
  return news;
}

WatchState watching(FleetNews news) {
  WatchState state;
  take(state, std::move(news));
  return state;
}

FleetNews four_tasks() {
  return news_of({task("open", Phase::open, 10), task("run", Phase::claimed, 40, "small"),
                  task("asks", Phase::held, 50, "big"), task("old", Phase::claimed, 20, "big")});
}

// The keys one after the other; the last wish.
Wish type(WatchState& state, const std::string& bytes) {
  Wish wish;
  KeyReader reader;
  std::vector<Key> keys = reader.take(bytes);
  for (Key& key : reader.finish()) keys.push_back(std::move(key));
  for (const Key& key : keys) wish = press(state, key, small);
  return wish;
}

std::string ids_of(const WatchState& state) {
  std::string text;
  for (const std::size_t index : listed(state)) {
    const std::string& id = state.news->tasks[index].id;
    text += (text.empty() ? "" : " ") + std::string(id == state.selected ? ">" : "") +
            id.substr(0, id.rfind('-'));
  }
  return text;
}

// Without the lines above the list, which are those of `status`.
std::string list_of(WatchState& state, ScreenSize size = small, Colour colour = Colour::off) {
  const auto lines = view(state, size, colour, state.news ? state.news->at : TimePoint{});
  CHECK(lines.size() == size.rows);
  std::string text;
  bool is_below = false;
  for (const std::string& line : lines) {
    is_below = is_below || line.find("  TASK") != std::string::npos;
    if (is_below && !line.empty()) text += line + "\n";
  }
  return text;
}

std::string screen_of(WatchState& state, ScreenSize size = small) {
  std::string text;
  for (const std::string& line : view(state, size, Colour::off, second(100))) text += line + "\n";
  return text;
}

Page page(PageKind kind, std::vector<std::string> lines) {
  return {kind, "asks-aaaa", "a heading", std::move(lines)};
}

}  // namespace

TEST_CASE(
    "what needs a person is listed first, then what runs longest, and the selection moves with the keys") {
  WatchState state = watching(four_tasks());
  CHECK(ids_of(state) == ">asks old run open");
  type(state, "jj");
  CHECK(ids_of(state) == "asks old >run open");
  type(state, "\x1b[Ak\x1b[A");
  CHECK(ids_of(state) == ">asks old run open");
  type(state, "\x1b[F");
  CHECK(ids_of(state) == "asks old run >open");
  type(state, "\x1b[5~");
  CHECK(ids_of(state) == ">asks old run open");
}

TEST_CASE("the selected task stays selected when others come and go, and hands on to its neighbour") {
  WatchState state = watching(four_tasks());
  type(state, "jj");
  take(state, news_of({task("new", Phase::held, 1), task("run", Phase::claimed, 40, "small"),
                       task("open", Phase::open, 10)}));
  CHECK(ids_of(state) == "new >run open");
  take(state, news_of({task("new", Phase::held, 1), task("open", Phase::open, 10)}));
  CHECK(ids_of(state) == "new >open");
  take(state, news_of({}));
  CHECK(type(state, "j\r") == Wish{});
  take(state, four_tasks());
  CHECK(ids_of(state) == ">asks old run open");
}

TEST_CASE("a filter takes words of id, title, phase and agent while they are typed") {
  WatchState state = watching(four_tasks());
  type(state, "/BIG");
  CHECK(ids_of(state) == ">asks old");
  CHECK(list_of(state) == R"(  TASK       PHASE      AGENT  TRY     FOR  TITLE
> asks-aaaa  held       big      1    50 s  Port asks
  old-aaaa   claimed    big      1   1 min  Port old
/BIG_
)");
  CHECK(list_of(state, {16, 80}) == R"(  TASK       PHASE      AGENT  TRY     FOR           SAID  TITLE
> asks-aaaa  held       big      1    50 s                 Port asks
  old-aaaa   claimed    big      1   1 min      1 min ago  Port old
/BIG_
)");
  type(state, " clai\r");
  CHECK(ids_of(state) == ">old");
  type(state, "/\x7f\x7f\x7f\x7f\x7f");
  CHECK(ids_of(state) == ">asks old");
  type(state, "\x1b[B\x1b");
  CHECK(ids_of(state) == "asks >old run open");
  type(state, "/nothing\r");
  CHECK(screen_of(state).find("no task has all of: nothing\n") != std::string::npos);
  CHECK(type(state, "\x1b") == Wish{});
  CHECK(ids_of(state).find('>') != std::string::npos);
}

TEST_CASE("the live screen counts what runs as the status does, and says who was silent for long") {
  FleetNews news =
      news_of({task("run", Phase::claimed, 40, "small"), task("old", Phase::claimed, -900, "big")});
  news.status.goals.front().phases = {{Phase::claimed, 2}};
  news.status.goals.front().running = {{"run-aaaa", "Port run", "small", 1, second(40), second(40)},
                                       {"old-aaaa", "Port old", "big", 1, second(-900), second(-900)}};
  WatchState state = watching(std::move(news));
  CHECK(screen_of(state, {10, 80}) == R"(1 goal, 2 running, nothing needs you, 0 landed in the last hour
Goal speed-aaaa (open): Make it fast
  2 claimed
  0 landed on main

  TASK      PHASE      AGENT  TRY     FOR           SAID  TITLE
> old-aaaa  claimed    big      1  16 min  silent 16 min  Port old
  run-aaaa  claimed    small    1   1 min      1 min ago  Port run

2 tasks   enter open  / filter  ? keys  q quit
)");
}

TEST_CASE("who only watches sees the top of the list, whichever tasks come there") {
  WatchState state = watching(four_tasks());
  take(state, news_of({task("new", Phase::held, 1), task("asks", Phase::held, 50, "big")}));
  CHECK(ids_of(state) == ">new asks");
  type(state, "jk");
  take(state, news_of({task("older", Phase::held, 0), task("new", Phase::held, 1)}));
  CHECK(ids_of(state) == "older >new");
  type(state, "\x1b[H");
  take(state, news_of({task("oldest", Phase::held, -1), task("older", Phase::held, 0)}));
  CHECK(ids_of(state) == ">oldest older");
}

TEST_CASE("one goal after the other is shown, and then all again") {
  FleetNews news = four_tasks();
  news.tasks[0].goal = "small-aaaa";
  news.status.goals.push_back(news.status.goals.front());
  news.status.goals.back().id = "small-aaaa";
  WatchState state = watching(news);
  type(state, "g");
  CHECK(ids_of(state) == ">open");
  type(state, "g");
  CHECK(ids_of(state) == ">asks old run");
  type(state, "g");
  CHECK(ids_of(state) == ">asks old run open");
  WatchState alone = watching(four_tasks());
  type(alone, "g");
  CHECK(screen_of(alone).find("there is no other goal\n") != std::string::npos);
}

TEST_CASE("a task is opened, scrolled and left again") {
  WatchState state = watching(four_tasks());
  CHECK(type(state, "\r") == Wish{Wish::Kind::open, PageKind::task, "asks-aaaa"});
  CHECK(screen_of(state).starts_with("asks-aaaa: reading …\n"));
  take(state, page(PageKind::log, {"of a page that was left"}), {4, 12});
  take(state, page(PageKind::task, {"one", "  two words wrap", "three", "four"}), {4, 12});
  CHECK(screen_of(state, {4, 12}) ==
        "a heading   1-2 of 5\none\n  two words\nq back  l log  d diff  e explain  ? keys\n");
  for (int count = 0; count < 9; ++count) press(state, {KeyName::down}, {4, 12});
  CHECK(screen_of(state, {4, 12}).starts_with("a heading   4-5 of 5\nthree\nfour\n"));
  CHECK(type(state, "e") == Wish{Wish::Kind::open, PageKind::why, "asks-aaaa"});
  CHECK(type(state, "d") == Wish{Wish::Kind::diff, PageKind::task, "asks-aaaa"});
  CHECK(type(state, "q") == Wish{});
  CHECK(ids_of(state) == ">asks old run open");
  CHECK(type(state, "q") == Wish{Wish::Kind::quit});
}

TEST_CASE("a log is followed at its end until one scrolls up") {
  WatchState state = watching(four_tasks());
  CHECK(type(state, "l") == Wish{Wish::Kind::open, PageKind::log, "asks-aaaa"});
  const ScreenSize size{4, 20};
  take(state, page(PageKind::log, {"1", "2", "3"}), size);
  CHECK(screen_of(state, size).starts_with("a heading   2-3 of 3\n2\n3\n"));
  take(state, page(PageKind::log, {"1", "2", "3", "4"}), size);
  CHECK(screen_of(state, size).starts_with("a heading   3-4 of 4\n3\n4\n"));
  press(state, {KeyName::up}, size);
  take(state, page(PageKind::log, {"1", "2", "3", "4", "5"}), size);
  CHECK(screen_of(state, size).starts_with("a heading   2-3 of 5\n2\n3\n"));
}

TEST_CASE("a hub that does not answer is told with the time of what is shown, until it does") {
  WatchState state = watching(four_tasks());
  take_trouble(state, "the hub cannot be reached");
  CHECK(screen_of(state).ends_with("\nas of 08:01:40 UTC; the hub cannot be reached\n"));
  CHECK(ids_of(state) == ">asks old run open");
  take(state, four_tasks());
  CHECK(screen_of(state).ends_with("\n4 tasks   enter open  / filter  ? keys  q quit\n"));
}

TEST_CASE("the keys are named, on any screen") {
  WatchState state = watching(four_tasks());
  type(state, "?");
  CHECK(screen_of(state).find("\n  e                  why it is where it is") != std::string::npos);
  CHECK(type(state, "q") == Wish{});
  CHECK(ids_of(state) == ">asks old run open");
  CHECK(type(state, "r") == Wish{Wish::Kind::look});
}

TEST_CASE("a list that is longer than the screen scrolls with the selection") {
  std::vector<LiveTask> tasks;
  for (int index = 10; index < 60; ++index)
    tasks.push_back(task("t" + std::to_string(index), Phase::open, index));
  WatchState state = watching(news_of(tasks));
  for (int count = 0; count < 30; ++count) type(state, "j");
  const std::string text = list_of(state);
  CHECK(text.find("> t40-aaaa") != std::string::npos);
  CHECK(text.find("  t39-aaaa") != std::string::npos);
  CHECK(text.find("  t41-aaaa") == std::string::npos);
}

TEST_CASE("what agents say cannot write to the terminal, and colours are there where they are wanted") {
  FleetNews news = news_of({task("x", Phase::held, 1, "a\x1b[2Jb")});
  news.tasks[0].title = "Port \x1b[31mit\nnow";
  WatchState state = watching(news);
  CHECK(screen_of(state).find('\x1b') == std::string::npos);
  CHECK(list_of(state, small, Colour::on).find("\x1b[33mheld     \x1b[m") != std::string::npos);
  type(state, "/\xff");
  CHECK(screen_of(state).find('\xff') == std::string::npos);
}

TEST_CASE("on a screen of any size no more lines are shown than it has") {
  WatchState state = watching(four_tasks());
  for (std::size_t rows = 1; rows < 30; ++rows)
    CHECK(view(state, {rows, 20}, Colour::on, second(100)).size() == rows);
}

}  // namespace watch_model_test
