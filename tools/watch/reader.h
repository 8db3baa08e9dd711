// Reads the hub beside a live screen, so that keys are answered while a slow hub is read.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "tools/session.h"
#include "tools/watch/model.h"

namespace reeve::cli {

struct HubTrouble {
  std::string words;
};

// What to give to `git diff`, or why there is nothing to look at.
struct DiffNews {
  std::string task;
  std::vector<std::string> arguments;
  std::string problem;
};

using HubNews = std::variant<FleetNews, Page, HubTrouble, DiffNews>;

// What is going on, read now. Throws as the hub does.
FleetNews read_news(Session& session, const std::optional<std::string>& goal);

// Looks every `interval`, and less often as long as that fails, down to once a minute. Its functions may be
// called from any thread.
class HubReader {
 public:
  // The session is used by the reader alone from now on. `on_news` is called on the reader's thread.
  HubReader(Session& session, std::optional<std::string> goal, Milliseconds interval,
            std::function<void()> on_news);
  HubReader(const HubReader&) = delete;
  HubReader& operator=(const HubReader&) = delete;
  ~HubReader();  // waits for what is being read

  void look();
  // Reads the page now, and again with each look, until another one is opened or close_page().
  void open_page(PageKind kind, const std::string& task);
  void close_page();
  void diff(const std::string& task);

  // All since the last call.
  std::vector<HubNews> take_news();

  // Asks it to end; whether it has within this time. A hub that does not answer may take longer.
  bool ends_within(Milliseconds time);

 private:
  struct PageWish {
    PageKind kind = PageKind::task;
    std::string task;
  };

  void run();
  void read_what_is_wanted(std::unique_lock<std::mutex>& lock);
  void publish(HubNews news);
  void read_fleet();
  void read_page(const PageWish& wish);
  Milliseconds pause() const;

  Session& session_;
  std::optional<std::string> goal_;
  Milliseconds interval_;
  std::function<void()> on_news_;
  std::size_t failures_ = 0;  // in a row

  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_ending_ = false;
  bool has_ended_ = false;
  bool wants_look_ = false;
  bool wants_page_ = false;
  std::optional<PageWish> page_;
  std::optional<std::string> diff_;
  std::vector<HubNews> news_;
  std::thread thread_;
};

}  // namespace reeve::cli
