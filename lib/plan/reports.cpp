#include "plan/reports.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace reeve {

namespace {

constexpr std::array kinds{ReportKind::failed,  ReportKind::asked,  ReportKind::blocked,
                           ReportKind::settled, ReportKind::halted, ReportKind::found};

bool is_about_configuration(const TaskState& task) {
  const Attempt* last = task.last_attempt();
  return last != nullptr && last->outcome && evidence_of(*last->outcome) == Evidence::configuration;
}

bool has_findings(const TaskState& task) {
  const Attempt* last = task.last_attempt();
  return last != nullptr && (!last->handoff.findings.empty() || !last->handoff.not_done.empty());
}

bool waits_for_a_cancelled_one(const TaskState& task, const GoalScene& scene) {
  if (task.phase != Phase::waiting) return false;
  return std::any_of(task.spec.after.begin(), task.spec.after.end(), [&](const std::string& id) {
    const auto live = scene.live.find(id);
    const auto filed = scene.filed.find(id);
    const TaskState* other = live != scene.live.end()     ? live->second
                             : filed != scene.filed.end() ? filed->second
                                                          : nullptr;
    return other != nullptr && other->phase == Phase::cancelled && !other->is_dropped &&
           other->replaced_by.empty();
  });
}

// What a live task has to say. What only a person can change (a key that is wrong, a quota) is none of a
// planner's business, and neither is a judge.
std::optional<ReportKind> kind_for(const TaskState& task, const GoalScene& scene) {
  if (task.spec.kind == TaskKind::judge) return std::nullopt;
  if (waits_for_a_cancelled_one(task, scene)) return ReportKind::blocked;
  if (task.phase != Phase::held) return std::nullopt;
  const Attempt* last = task.last_attempt();
  if (!task.is_given_up) {
    const bool has_asked = last != nullptr && last->outcome == Outcome::needs_input && last->answer.empty();
    return has_asked ? std::optional(ReportKind::asked) : std::nullopt;
  }
  return is_about_configuration(task) ? std::nullopt : std::optional(ReportKind::failed);
}

class ReportReader {
 public:
  ReportReader(const GoalScene& scene, const Slices& slices) : scene_(scene), slices_(slices) {}

  std::vector<Addressed> read() {
    for (const auto& [id, task] : scene_.live) {
      if (const auto kind = kind_for(*task, scene_)) add(*kind, *task, owner(*task));
    }
    for (const auto* ended : {&scene_.landed, &scene_.filed}) {
      for (const auto& [id, task] : *ended) add_findings(*task);
    }
    for (const auto& [id, slice] : slices_.all()) add_settled(slice);
    add_halt();
    return std::move(reports_);
  }

 private:
  // A plan that is parked cannot be told of itself: the one above hears of it, and of a root nobody but a
  // person.
  std::optional<const Slice*> owner(const TaskState& task) const {
    const Slice* slice = slices_.of(task);
    if (task.spec.kind == TaskKind::plan) {
      const bool goes_on = slice != nullptr && slice->id == task.spec.continues;
      const auto above = goes_on ? slices_.all().find(slice->above) : slices_.all().end();
      if (goes_on) slice = above == slices_.all().end() ? nullptr : &above->second;
      if (slice == nullptr) return std::nullopt;
    }
    return current(slice);
  }

  const Slice* current(const Slice* slice) const {
    return slice != nullptr && slice->cycle == scene_.goal->cycle() ? slice : slices_.root();
  }

  void add(ReportKind kind, const TaskState& task, const std::optional<const Slice*>& slice) {
    if (slice) reports_.push_back({{kind, task.spec.id, task.attempts.size()}, *slice});
  }

  // Of plans, only that they could not plan everything; the slice itself hears that.
  void add_findings(const TaskState& task) {
    if (task.spec.kind != TaskKind::work || !has_findings(task)) return;
    add(ReportKind::found, task, owner(task));
  }

  void add_settled(const Slice& slice) {
    if (slice.cycle != scene_.goal->cycle() || slice.is_being_planned) return;
    const TaskState* caller = slices_.newest_caller(slice);
    if (caller == nullptr || !slices_.has_settled(slice)) return;
    reports_.push_back({{ReportKind::settled, caller->spec.id, 0}, &slice});
  }

  void add_halt() {
    if (!scene_.goal->halt || scene_.goal->halt->needs_person) return;
    std::size_t halts = 0;
    for (const auto& [signature, count] : scene_.goal->halts) halts += static_cast<std::size_t>(count);
    reports_.push_back({{ReportKind::halted, scene_.goal->spec.id, halts}, slices_.root()});
  }

  const GoalScene& scene_;
  const Slices& slices_;
  std::vector<Addressed> reports_;
};

}  // namespace

std::string_view name_of(ReportKind kind) {
  switch (kind) {
    case ReportKind::failed:
      return "failed";
    case ReportKind::asked:
      return "asked";
    case ReportKind::blocked:
      return "blocked";
    case ReportKind::settled:
      return "settled";
    case ReportKind::halted:
      return "halted";
    case ReportKind::found:
      break;
  }
  return "found";
}

bool can_wait(ReportKind kind) {
  return kind == ReportKind::found;
}

std::string key_of(const Report& report) {
  return fmt::format("{} {} {}", name_of(report.kind), report.task, report.number);
}

std::optional<Report> report_of(std::string_view key) {
  const std::vector<std::string> words = split(key, ' ');
  if (words.size() != 3) return std::nullopt;
  const std::string& digits = words[2];
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const auto kind =
      std::find_if(kinds.begin(), kinds.end(), [&](ReportKind known) { return name_of(known) == words[0]; });
  const bool is_number = error == std::errc() && end == digits.data() + digits.size();
  if (kind == kinds.end() || !is_number) return std::nullopt;
  return Report{*kind, words[1], number};
}

std::vector<Addressed> reports_of(const GoalScene& scene, const Slices& slices) {
  return ReportReader(scene, slices).read();
}

}  // namespace reeve
