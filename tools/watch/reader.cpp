#include "tools/watch/reader.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "base/text.h"
#include "report/words.h"
#include "tools/fleet_reading.h"
#include "tools/watch/pages.h"

namespace reeve::cli {

namespace {

constexpr Milliseconds longest_pause{60'000};

// A folder that was removed looks like a repository without refs to who has it open.
void throw_if_gone(Session& session) {
  const auto& folder = session.hub.objects().git_dir();
  if (!std::filesystem::exists(folder))
    throw Error(ErrorKind::hub_unreachable, "the repository " + folder.string() + " is gone");
}

// The last line of a narrow screen has no room for the hub's name, but for what git or ssh says.
std::string words_of(const Error& error) {
  if (error.kind() != ErrorKind::hub_unreachable) return first_line(error.what());
  constexpr std::string_view before = "cannot be reached: ";
  const std::string_view said = error.what();
  const auto place = said.find(before);
  const auto reason = place == std::string_view::npos ? said : said.substr(place + before.size());
  return "the hub cannot be reached: " + first_line(reason);
}

}  // namespace

FleetNews read_news(Session& session, const std::optional<std::string>& goal) {
  throw_if_gone(session);
  FleetNews news;
  news.status = read_status(session, goal);
  for (GoalStatus& of_goal : news.status.goals) {
    std::ranges::move(of_goal.live, std::back_inserter(news.tasks));
    of_goal.live.clear();
  }
  news.at = session.clock.now();
  return news;
}

HubReader::HubReader(Session& session, std::optional<std::string> goal, Milliseconds interval,
                     std::function<void()> on_news)
    : session_(session), goal_(std::move(goal)), interval_(interval), on_news_(std::move(on_news)) {
  thread_ = std::thread([this] { run(); });
}

HubReader::~HubReader() {
  ends_within(Milliseconds{0});
  thread_.join();
}

bool HubReader::ends_within(Milliseconds time) {
  std::unique_lock lock(mutex_);
  is_ending_ = true;
  changed_.notify_all();
  return changed_.wait_for(lock, time, [&] { return has_ended_; });
}

void HubReader::look() {
  const std::lock_guard lock(mutex_);
  wants_look_ = true;
  changed_.notify_all();
}

void HubReader::open_page(PageKind kind, const std::string& task) {
  const std::lock_guard lock(mutex_);
  page_ = PageWish{kind, task};
  wants_page_ = true;
  changed_.notify_all();
}

void HubReader::close_page() {
  const std::lock_guard lock(mutex_);
  page_.reset();
}

void HubReader::diff(const std::string& task) {
  const std::lock_guard lock(mutex_);
  diff_ = task;
  changed_.notify_all();
}

std::vector<HubNews> HubReader::take_news() {
  const std::lock_guard lock(mutex_);
  return std::exchange(news_, {});
}

void HubReader::publish(HubNews news) {
  {
    const std::lock_guard lock(mutex_);
    news_.push_back(std::move(news));
  }
  on_news_();
}

Milliseconds HubReader::pause() const {
  const auto doublings = std::min<std::size_t>(failures_, 6);
  return std::max(interval_, std::min(interval_ * (1U << doublings), longest_pause));
}

void HubReader::read_fleet() try {
  publish(read_news(session_, goal_));
  failures_ = 0;
} catch (const Error& error) {
  ++failures_;
  publish(HubTrouble{words_of(error)});
}

void HubReader::read_page(const PageWish& wish) {
  publish(page_of(session_, wish.kind, wish.task));
}

// Called and returns with the lock; reads without it.
void HubReader::read_what_is_wanted(std::unique_lock<std::mutex>& lock) {
  const bool looks = std::exchange(wants_look_, false);
  const bool reads_page = std::exchange(wants_page_, false) || (looks && page_);
  const auto page = page_;
  const auto diff = std::exchange(diff_, std::nullopt);
  lock.unlock();
  // What somebody waits for goes first.
  if (diff) publish(diff_of(session_, *diff));
  if (reads_page && page) read_page(*page);
  if (looks) read_fleet();
  lock.lock();
}

void HubReader::run() {
  std::unique_lock lock(mutex_);
  while (!is_ending_) {
    const bool is_wanted = changed_.wait_for(
        lock, pause(), [&] { return is_ending_ || wants_look_ || wants_page_ || diff_.has_value(); });
    if (is_ending_) break;
    if (!is_wanted) wants_look_ = true;
    read_what_is_wanted(lock);
  }
  has_ended_ = true;
  changed_.notify_all();
}

}  // namespace reeve::cli
