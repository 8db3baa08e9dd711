// What `git reeve status --watch` knows and shows: a state that keys and news change, and nothing else. Pure.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "report/status.h"
#include "tools/screen/keys.h"
#include "tools/screen/painter.h"

namespace reeve::cli {

// What was read of the hub at one time.
struct FleetNews {
  FleetStatus status;
  std::vector<LiveTask> tasks;
  TimePoint at{};
};

// One task is looked at closely.
enum class PageKind { task, log, why };

struct Page {
  PageKind kind = PageKind::task;
  std::string task;
  std::string heading;
  std::vector<std::string> lines;  // harmless to a terminal; as long as they are
};

// Where one is in a list or a text that is longer than the screen.
struct OpenPage {
  Page page;
  std::size_t first = 0;   // line, as wrapped, at the top
  bool is_at_end = false;  // follows what is added, as the log of an agent that runs
  bool is_read = false;    // before that it is being read
};

struct WatchState {
  std::optional<FleetNews> news;
  std::string trouble;                 // why there are no newer ones; empty: the last look succeeded
  std::string message;                 // of the last key, until the next one
  std::string only_goal;               // empty: the tasks of all goals
  std::string filter;                  // words that each task in the list has
  bool is_typing = false;              // the filter
  bool shows_keys = false;             // the page of keys
  std::vector<std::size_t> rows = {};  // the list: listed(), which is too dear for each key
  std::string selected;                // id of a task
  std::size_t row = 0;                 // where it was in the list when it was there last
  bool stays_on_top = true;            // the first task is selected, whichever it is, until one is chosen
  std::size_t first = 0;               // row of the list at the top
  std::optional<OpenPage> open;
};

// What a key asks of the world outside.
struct Wish {
  enum class Kind { nothing, quit, look, open, diff };
  Kind kind = Kind::nothing;
  PageKind page = PageKind::task;  // of `open`
  std::string task = {};

  bool operator==(const Wish&) const = default;
};

// The state after a key. The size is that of the screen on which it was typed, for pages.
Wish press(WatchState& state, const Key& key, ScreenSize size);

// The state after news: a task that was chosen stays selected as long as it is listed; then its neighbour is.
void take(WatchState& state, FleetNews news);
// A page that was asked for; one that was left meanwhile changes nothing.
void take(WatchState& state, Page page, ScreenSize size);
// The hub could not be read.
void take_trouble(WatchState& state, const std::string& trouble);

// The tasks that pass goal and filter: first those that wait for a person, then by how near they are to
// landing, each phase by time. Indexes of news->tasks.
std::vector<std::size_t> listed(const WatchState& state);

// The goals that `g` goes through, by id.
std::vector<std::string> goals_of(const WatchState& state);

}  // namespace reeve::cli
