#include "plan/calibration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ranges>

#include "base/text.h"
#include "task/spend.h"

namespace reeve {

namespace {

constexpr std::size_t fewest_that_say_something = 5;
constexpr double estimate_is_good_within = 1.5;  // times too long or too short
constexpr std::size_t coarse_percent = 20;       // of attempts: more, and tasks are too large
constexpr double largest_factor = 10;

bool is_settled(const TaskState& task) {
  return task.finished() || (task.phase == Phase::held && task.is_given_up);
}

bool ran_out(const Attempt& attempt) {
  switch (attempt.outcome.value_or(Outcome::done)) {
    case Outcome::limit_time:
    case Outcome::limit_turns:
    case Outcome::limit_budget:
    case Outcome::context_full:
      return true;
    default:
      return false;
  }
}

bool failed_on_evidence(const Attempt& attempt) {
  const Outcome outcome = attempt.outcome.value_or(Outcome::done);
  return outcome != Outcome::done && evidence_of(outcome) == Evidence::against_the_agent;
}

Usage usage_of(const TaskState& task) {
  Usage usage;
  for (const Attempt& attempt : task.attempts) usage = usage + attempt.usage;
  return usage;
}

std::optional<double> minutes_of(const TaskState& task) {
  const auto seconds = usage_of(task).seconds;
  return seconds ? std::optional(*seconds / 60) : std::nullopt;
}

// Of the newest attempt that submitted.
std::optional<ChangeSize> change_of(const TaskState& task) {
  for (const Attempt& attempt : task.attempts | std::views::reverse) {
    if (attempt.change) return attempt.change;
  }
  return std::nullopt;
}

bool is_too_fine(const TaskState& task, const PlanConfig& sizes) {
  const auto minutes = minutes_of(task);
  if (task.spec.kind != TaskKind::work || !minutes) return false;
  if (*minutes * 2 >= static_cast<double>(sizes.minutes.low)) return false;
  const auto change = change_of(task);
  const auto few = static_cast<std::int64_t>(std::max<std::size_t>(sizes.files.low / 2, 1));
  return !change || change->files <= few;
}

// The mean of the two in the middle where there is an even number; absent for none.
std::optional<double> median_of(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle]) / 2;
}

class RoleCounter {
 public:
  RoleCounter(RoleFigures role, const PlanConfig& sizes) : figures_(role), sizes_(sizes) {}

  bool takes(const TaskState& task) const {
    return task.spec.kind == figures_.kind &&
           (figures_.kind != TaskKind::work || task.spec.difficulty == figures_.difficulty);
  }

  void add(const TaskState& task) {
    ++figures_.tasks;
    if (task.phase == Phase::cancelled && !task.replaced_by.empty()) ++figures_.split;
    for (const Attempt& attempt : task.attempts) {
      if (attempt.outcome) ++figures_.attempts;
      if (ran_out(attempt)) ++figures_.too_coarse;
    }
    if (const auto cost = usage_of(task).cost) cost_ = cost_.value_or(0) + *cost;
    if (task.phase == Phase::landed) add_landed(task);
  }

  RoleFigures result() const {
    RoleFigures figures = figures_;
    if (cost_ && figures.landed > 0) figures.cost = *cost_ / static_cast<double>(figures.landed);
    figures.minutes = median_of(minutes_);
    figures.files = median_of(files_);
    figures.lines = median_of(lines_);
    figures.estimate = median_of(ratios_);
    figures.estimated = ratios_.size();
    return figures;
  }

 private:
  void add_landed(const TaskState& task) {
    ++figures_.landed;
    if (std::ranges::none_of(task.attempts, failed_on_evidence)) ++figures_.first_try;
    if (is_too_fine(task, sizes_)) ++figures_.too_fine;
    if (const auto minutes = minutes_of(task)) {
      minutes_.push_back(*minutes);
      if (task.spec.minutes > 0) ratios_.push_back(*minutes / task.spec.minutes);
    }
    if (const auto change = change_of(task)) {
      files_.push_back(static_cast<double>(change->files));
      lines_.push_back(static_cast<double>(change->lines));
    }
  }

  RoleFigures figures_;
  const PlanConfig& sizes_;
  std::optional<double> cost_;
  std::vector<double> minutes_, files_, lines_, ratios_;
};

std::string role_line(const RoleFigures& role) {
  std::vector<std::string> parts{
      fmt::format("{} ended, {} landed", count_of(role.tasks, "task"), role.landed)};
  if (role.landed > 0) parts.push_back(fmt::format("{} at the first attempt", role.first_try));
  if (role.split > 0) parts.push_back(fmt::format("{} split", role.split));
  if (role.too_fine > 0) parts.push_back(fmt::format("{} too small", role.too_fine));
  parts.push_back(
      fmt::format("{} of {} ran out of time or room", role.too_coarse, count_of(role.attempts, "attempt")));
  if (role.minutes) parts.push_back(fmt::format("median {:.0f} minutes", *role.minutes));
  if (role.files) parts.push_back(fmt::format("{:.0f} files", *role.files));
  if (role.lines) parts.push_back(fmt::format("{:.0f} lines", *role.lines));
  if (role.estimate) parts.push_back(fmt::format("{:.1f} times the estimated minutes", *role.estimate));
  if (role.cost) parts.push_back("cost " + cost_words(*role.cost) + " a landed task");
  return name_of_role(role) + ": " + join(parts, ", ");
}

// How many tasks of the measured size are as long as the least that is wanted.
double merging_factor(const RoleFigures& role, const PlanConfig& sizes) {
  const auto wanted = static_cast<double>(sizes.minutes.low);
  const double measured = std::max(role.minutes.value_or(wanted / 2), wanted / largest_factor);
  return std::clamp(std::round(wanted / measured), 2.0, largest_factor);
}

void add_consequences(const RoleFigures& role, const PlanConfig& sizes, std::vector<std::string>& lines) {
  const std::string name = std::string(name_of(role.difficulty)) + " tasks";
  if (role.landed >= fewest_that_say_something && role.too_fine * 2 > role.landed) {
    lines.push_back(fmt::format("Most {} were too small: one in place of {:.0f} of them", name,
                                merging_factor(role, sizes)));
  }
  if (role.attempts >= fewest_that_say_something && role.too_coarse * 100 > role.attempts * coarse_percent) {
    lines.push_back(fmt::format("Too many {} were too large: none above {} minutes and {} files", name,
                                std::max(sizes.minutes.high / 2, sizes.minutes.low),
                                std::max((sizes.files.high + 1) / 2, sizes.files.low)));
  }
  const double estimate = role.estimate.value_or(1);
  const bool is_off = estimate > estimate_is_good_within || estimate < 1 / estimate_is_good_within;
  if (role.estimated >= fewest_that_say_something && is_off)
    lines.push_back(fmt::format("Multiply your minutes for {} by {:.1f}", name, std::max(estimate, 0.1)));
}

}  // namespace

std::vector<RoleFigures> calibrate(const std::vector<TaskState>& tasks, const PlanConfig& sizes) {
  std::vector<RoleCounter> counters;
  for (const Difficulty difficulty : {Difficulty::easy, Difficulty::normal, Difficulty::hard})
    counters.emplace_back(RoleFigures{.kind = TaskKind::work, .difficulty = difficulty}, sizes);
  for (const TaskKind kind : {TaskKind::plan, TaskKind::judge})
    counters.emplace_back(RoleFigures{.kind = kind}, sizes);
  for (const TaskState& task : tasks) {
    if (!is_settled(task)) continue;
    for (RoleCounter& counter : counters) {
      if (counter.takes(task)) counter.add(task);
    }
  }
  std::vector<RoleFigures> roles;
  for (const RoleCounter& counter : counters) {
    if (RoleFigures role = counter.result(); role.tasks > 0) roles.push_back(role);
  }
  return roles;
}

std::string name_of_role(const RoleFigures& role) {
  const std::string name(role_of(role.kind));
  return role.kind == TaskKind::work ? name + ", " + std::string(name_of(role.difficulty)) : name;
}

std::vector<std::string> calibration_lines(const std::vector<RoleFigures>& roles, const PlanConfig& sizes) {
  const auto is_work = [](const RoleFigures& role) { return role.kind == TaskKind::work; };
  std::vector<std::string> lines;
  if (std::ranges::none_of(roles, is_work)) return lines;
  for (const RoleFigures& role : roles) lines.push_back(role_line(role));
  for (const RoleFigures& role : roles) {
    if (is_work(role)) add_consequences(role, sizes, lines);
  }
  return lines;
}

}  // namespace reeve
