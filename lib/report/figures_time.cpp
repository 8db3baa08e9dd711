// What ran when, and how much there was in each hour, day and week.
#include <algorithm>

#include "report/figures.h"
#include "task/policy.h"

namespace reeve {

namespace {

constexpr int most_periods = 10'000;  // a log may name any year

bool ends_a_run(EventType type) {
  return type == EventType::submitted || type == EventType::failed || type == EventType::asked ||
         type == EventType::held || type == EventType::cancelled;
}

class RunReader {
 public:
  RunReader(const TaskHistory& task, std::vector<Run>& runs) : task_(task), runs_(runs) {}

  void read() {
    for (const Event& event : task_.log.events) {
      if (event.type == EventType::claimed) begin(event);
      if (!is_open_) continue;
      if (event.lease_until) runs_.back().to = *event.lease_until;
      if (ends_a_run(event.type)) end(event);
    }
  }

 private:
  void begin(const Event& event) {
    is_open_ = event.agent != person_agent;
    if (!is_open_) return;
    Run run;
    run.task = task_.id();
    run.role = role_of(task_.state.spec.kind);
    run.agent = event.agent;
    run.model = event.trace.model;
    run.attempt = event.attempt;
    run.from = run.to = event.at;
    run.is_running = true;
    const auto index = static_cast<std::size_t>(event.attempt) - 1;
    if (event.attempt >= 1 && index < task_.state.attempts.size()) {
      run.model = task_.state.attempts[index].trace.model;
      run.outcome = task_.state.attempts[index].outcome;
    }
    runs_.push_back(std::move(run));
  }

  void end(const Event& event) {
    runs_.back().to = std::min(runs_.back().to, event.at);
    runs_.back().is_running = false;
    is_open_ = false;
  }

  const TaskHistory& task_;
  std::vector<Run>& runs_;
  bool is_open_ = false;
};

Milliseconds length_of(Period period) {
  switch (period) {
    case Period::hour:
      return std::chrono::hours{1};
    case Period::day:
      return std::chrono::days{1};
    case Period::week:
      break;
  }
  return std::chrono::weeks{1};
}

// What the levels say between two moments.
struct Stretch {
  std::size_t peak = 0;
  double sum = 0;       // of number by milliseconds
  Milliseconds busy{};  // with at least one

  void add(std::size_t running, Milliseconds duration) {
    peak = std::max(peak, running);
    sum += static_cast<double>(running) * static_cast<double>(duration.count());
    if (running > 0) busy += duration;
  }
};

// A level holds until the next one, the last until `end`; `first` is the one that holds at `from`.
Stretch stretch_of(const std::vector<Level>& levels, std::size_t first, TimePoint from, TimePoint end) {
  Stretch stretch;
  for (std::size_t index = first; index < levels.size() && levels[index].at < end; ++index) {
    const TimePoint begin = std::max(levels[index].at, from);
    const TimePoint until = index + 1 < levels.size() ? std::min(levels[index + 1].at, end) : end;
    if (begin < until) stretch.add(levels[index].running, until - begin);
  }
  return stretch;
}

std::vector<HourOfRuns> hours_of(const std::vector<Level>& levels, TimePoint now) {
  const Milliseconds hour = length_of(Period::hour);
  const TimePoint end = levels.back().running > 0 ? now : levels.back().at;
  const TimePoint oldest = end - hour * most_periods;
  std::vector<HourOfRuns> hours;
  std::size_t first = 0;
  for (TimePoint start = start_of(Period::hour, std::max(levels.front().at, oldest)); start < end;
       start += hour) {
    while (first + 1 < levels.size() && levels[first + 1].at <= start) ++first;
    const TimePoint until = std::min(start + hour, now);
    const Stretch stretch = stretch_of(levels, first, start, until);
    hours.push_back({start, stretch.peak, stretch.sum / static_cast<double>((until - start).count())});
  }
  return hours;
}

}  // namespace

std::vector<Run> runs_of(const GoalHistory& history) {
  std::vector<Run> runs;
  for (const TaskHistory& task : history.tasks) RunReader(task, runs).read();
  std::ranges::sort(runs, {}, [](const Run& run) { return std::tie(run.from, run.task, run.attempt); });
  return runs;
}

std::vector<Level> levels_of(const std::vector<Run>& runs, TimePoint now) {
  std::map<TimePoint, int> changes;
  for (const Run& run : runs) {
    if (run.from >= run.to || run.from > now) continue;
    ++changes[run.from];
    if (run.to <= now) --changes[run.to];
  }
  std::vector<Level> levels;
  int running = 0;
  for (const auto& [at, change] : changes) {
    if (change == 0) continue;
    running += change;
    levels.push_back({at, static_cast<std::size_t>(running)});
  }
  return levels;
}

Concurrency concurrency_of(const std::vector<Run>& runs, TimePoint now) {
  Concurrency result;
  const std::vector<Level> levels = levels_of(runs, now);
  if (levels.empty()) return result;
  const auto peak = std::ranges::max_element(levels, {}, &Level::running);
  const Stretch all = stretch_of(levels, 0, levels.front().at, now);
  result.peak = peak->running;
  result.peak_at = peak->at;
  result.busy = all.busy;
  if (all.busy > Milliseconds{0}) result.mean = all.sum / static_cast<double>(all.busy.count());
  result.hours = hours_of(levels, now);
  return result;
}

TimePoint start_of(Period period, TimePoint time) {
  using namespace std::chrono;
  if (period == Period::hour) return floor<hours>(time);
  const sys_days day = floor<days>(time);
  return period == Period::day ? day : day - (weekday(day) - Monday);
}

std::vector<PeriodCount> counts_by(Period period, const std::vector<TimePoint>& times) {
  std::map<TimePoint, std::size_t> found;
  for (const TimePoint time : times) ++found[start_of(period, time)];
  std::vector<PeriodCount> counts;
  if (found.empty()) return counts;
  const Milliseconds length = length_of(period);
  const TimePoint last = found.rbegin()->first;
  const TimePoint first = std::max(found.begin()->first, last - length * (most_periods - 1));
  for (TimePoint start = first; start <= last; start += length) {
    const auto count = found.find(start);
    counts.push_back({start, count == found.end() ? 0 : count->second});
  }
  return counts;
}

}  // namespace reeve
