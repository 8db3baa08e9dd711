#include "hub/landed_totals.h"

#include <algorithm>
#include <ranges>
#include <set>

#include "base/text.h"
#include "hub/ledger.h"
#include "task/digest.h"
#include "task/id.h"

namespace reeve {

namespace {

struct Step {
  git::Oid commit;
  const Landing* landing;
};

// First parents from the tip down to `before`, or to the base where it does not lie on the way.
struct Walk {
  std::vector<Step> steps;  // newest first
  bool met_before = false;
};

class TargetWalk {
 public:
  TargetWalk(const git::Repository& repository, LandingReader& reader, const git::Oid& base)
      : repository_(repository), reader_(reader), base_(base) {}

  Walk down(const git::Oid& tip, const std::optional<git::Oid>& before) {
    Walk walk;
    std::optional<git::Oid> next = tip;
    while (next && *next != base_) {
      walk.met_before = next == before;
      if (walk.met_before) return walk;
      walk.steps.push_back({*next, &reader_.at(*next)});
      next = walk.steps.back().landing->parent;
    }
    if (!next) walk.steps = slowly(tip);
    return walk;
  }

 private:
  // The base is none of the first parents: what it reaches is left out all the same.
  std::vector<Step> slowly(const git::Oid& tip) {
    std::vector<Step> steps;
    for (const git::Oid& commit : repository_.first_parents(tip, base_))
      steps.push_back({commit, &reader_.at(commit)});
    return steps;
  }

  const git::Repository& repository_;
  LandingReader& reader_;
  git::Oid base_;
};

// Takes what was taken back, and what does not land a task of this goal, out of the steps. Gives the tasks
// whose landing is older than all of them.
std::set<std::string> keep_landings(std::vector<Step>& steps, const std::string& goal) {
  std::set<std::string> reverted;
  std::erase_if(steps, [&](const Step& step) {
    const Landing& landing = *step.landing;
    if (landing.goal != goal) return true;
    if (!landing.reverts.empty()) reverted.insert(landing.reverts);
    return !is_valid_id(landing.task) || reverted.erase(landing.task) > 0;
  });
  return reverted;
}

LandedTask task_of(const Step& step) {
  const Landing& landing = *step.landing;
  return {landing.task, "", step.commit, landing.at, "", landing.attempt, total_of(landing.spend).usage.cost};
}

// What only the newest is asked for.
void complete(const git::Repository& repository, LandedTask& task) {
  const std::string message = repository.read_commit(task.commit).message;
  task.title = printable(message.substr(0, message.find('\n')));
  task.agent = trailer(message, "Reeve-Agent").value_or("");
}

void forget_old(std::vector<TimePoint>& recent) {
  if (recent.empty()) return;
  const TimePoint oldest = recent.back() - std::chrono::hours(24);
  recent.erase(recent.begin(), std::lower_bound(recent.begin(), recent.end(), oldest));
}

// From the oldest, so that sums are added up in the same order whether or not some were there before.
LandedTotals with_steps(const git::Repository& repository, LandedTotals totals,
                        const std::vector<Step>& steps) {
  for (const Step& step : steps | std::views::reverse)
    add_landing(totals, task_of(step), step.landing->from, step.landing->spend);
  if (!steps.empty()) complete(repository, *totals.last);
  forget_old(totals.recent);
  return totals;
}

// Absent if `before` is not on the way, or something of it was taken back since.
std::optional<LandedReading> gone_on(const git::Repository& repository, TargetWalk& target,
                                     const TargetStretch& stretch, LandedReading& before) {
  if (before.tip == stretch.tip) return std::move(before);
  Walk walk = target.down(stretch.tip, before.tip);
  if (!walk.met_before || !keep_landings(walk.steps, stretch.goal).empty()) return std::nullopt;
  return LandedReading{stretch.base, stretch.tip,
                       with_steps(repository, std::move(before.totals), walk.steps)};
}

void write_task(BinaryWriter& out, const LandedTask& task) {
  out.text(task.task);
  out.text(task.title);
  out.text(task.commit.hex());
  out.time(task.at);
  out.text(task.agent);
  out.number(task.attempt);
  out.flag(task.cost.has_value());
  out.real(task.cost.value_or(0));
}

git::Oid read_hex_oid(BinaryReader& in) {
  return git::Oid::parse(in.text()).value_or(git::Oid());
}

LandedTask read_task(BinaryReader& in) {
  LandedTask task;
  task.task = in.text();
  task.title = in.text();
  task.commit = read_hex_oid(in);
  task.at = in.time();
  task.agent = in.text();
  task.attempt = in.number();
  const bool has_cost = in.flag();
  const double cost = in.real();
  if (has_cost) task.cost = cost;
  return task;
}

void write_spend(BinaryWriter& out, const SpendTable& table) {
  out.number(table.size());
  for (const auto& [key, spend] : table) {
    out.text(key.role);
    out.text(key.model);
    write_usage(out, spend.usage);
    out.number(spend.attempts);
    out.number(spend.unknown_cost);
  }
}

SpendTable read_spend(BinaryReader& in) {
  SpendTable table;
  for (std::size_t left = in.count(); left > 0; --left) {
    SpendKey key{std::string(in.text()), std::string(in.text())};
    Spend spend;
    spend.usage = read_usage(in);
    spend.attempts = in.number();
    spend.unknown_cost = in.number();
    table.emplace(std::move(key), spend);
  }
  return table;
}

}  // namespace

void add_landing(LandedTotals& totals, const LandedTask& task, const std::string& parent,
                 const SpendTable& spend) {
  ++totals.count;
  totals.failed_attempts += task.attempt - 1;
  if (!parent.empty()) ++totals.planned;
  add_to(totals.spend, spend);
  if (task.cost) {
    ++totals.known_cost;
    totals.cost += *task.cost;
    totals.cost_squares += *task.cost * *task.cost;
  }
  totals.last = task;
  totals.ids += task.task + "\n";
  auto& recent = totals.recent;
  recent.insert(std::upper_bound(recent.begin(), recent.end(), task.at), task.at);
}

LandedReading read_landed(const git::Repository& repository, LandingReader& reader,
                          const TargetStretch& stretch, std::vector<LandedReading> earlier) {
  std::erase_if(earlier, [&](const LandedReading& reading) { return reading.base != stretch.base; });
  std::sort(earlier.begin(), earlier.end(),
            [](const LandedReading& a, const LandedReading& b) { return a.totals.count > b.totals.count; });
  TargetWalk target(repository, reader, stretch.base);
  for (LandedReading& before : earlier) {
    if (auto reading = gone_on(repository, target, stretch, before)) return std::move(*reading);
  }
  Walk walk = target.down(stretch.tip, std::nullopt);
  keep_landings(walk.steps, stretch.goal);
  return {stretch.base, stretch.tip, with_steps(repository, {}, walk.steps), true};
}

std::optional<std::vector<git::Oid>> landed_commits(const git::Repository& repository, LandingReader& reader,
                                                    const TargetStretch& stretch,
                                                    const std::optional<git::Oid>& before) {
  Walk walk = TargetWalk(repository, reader, stretch.base).down(stretch.tip, before);
  if (before && !walk.met_before) return std::nullopt;
  const bool took_back = !keep_landings(walk.steps, stretch.goal).empty();
  if (before && took_back) return std::nullopt;
  std::vector<git::Oid> commits;
  for (const Step& step : walk.steps) commits.push_back(step.commit);
  return commits;
}

void write_landed(BinaryWriter& out, const LandedReading& reading) {
  const LandedTotals& totals = reading.totals;
  out.text(reading.base.hex());
  out.text(reading.tip.hex());
  for (const std::size_t number : {totals.count, totals.failed_attempts, totals.planned, totals.known_cost})
    out.number(number);
  write_spend(out, totals.spend);
  out.real(totals.cost);
  out.real(totals.cost_squares);
  out.flag(totals.last.has_value());
  if (totals.last) write_task(out, *totals.last);
  out.number(totals.recent.size());
  for (const TimePoint time : totals.recent) out.time(time);
  out.text(totals.ids);
}

LandedReading read_landed(BinaryReader& in) {
  LandedReading reading;
  LandedTotals& totals = reading.totals;
  reading.base = read_hex_oid(in);
  reading.tip = read_hex_oid(in);
  for (std::size_t* number : {&totals.count, &totals.failed_attempts, &totals.planned, &totals.known_cost})
    *number = in.number();
  totals.spend = read_spend(in);
  totals.cost = in.real();
  totals.cost_squares = in.real();
  if (in.flag()) totals.last = read_task(in);
  totals.recent.resize(in.count());
  for (TimePoint& time : totals.recent) time = in.time();
  totals.ids = in.text();
  return reading;
}

}  // namespace reeve
