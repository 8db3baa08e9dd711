#include "plan/wake.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "plan/goal_prompt.h"

namespace reeve {

namespace {

// Of one plan: more would fill its prompt. What is left is for the next one.
constexpr std::size_t most_reports = 50;
// With a number behind it, it is still one that lint() allows.
constexpr std::size_t longest_title_before_number = 180;
// Plans come before the work that waits for them.
constexpr int plan_priority = 100;

// A planner that was given up has done nothing about what it was told. Within its cycle a person may help it;
// the root of the next one is told again.
bool has_heard(const TaskState& plan, const GoalScene& scene) {
  return !plan.is_given_up || plan.spec.cycle >= scene.goal->cycle();
}

std::set<std::string> told(const GoalScene& scene) {
  std::set<std::string> keys;
  for (const auto* tasks : {&scene.filed, &scene.live}) {
    for (const auto& [id, task] : *tasks) {
      if (has_heard(*task, scene)) keys.insert(task->spec.about.begin(), task->spec.about.end());
    }
  }
  return keys;
}

std::string words_for(ReportKind kind, std::size_t count) {
  const std::string tasks = count_of(count, "task");
  switch (kind) {
    case ReportKind::failed:
      return tasks + (count == 1 ? " is given up" : " are given up");
    case ReportKind::asked:
      return tasks + (count == 1 ? " asks" : " ask");
    case ReportKind::blocked:
      return tasks + (count == 1 ? " waits" : " wait") + " for a cancelled one";
    case ReportKind::settled:
      return "all that it called planners for has settled";
    case ReportKind::halted:
      return "the line is stopped";
    case ReportKind::found:
      break;
  }
  return tasks + (count == 1 ? " has" : " have") + " something to tell";
}

std::string reason_of(const std::vector<Report>& reports) {
  std::map<ReportKind, std::size_t> counts;
  for (const Report& report : reports) ++counts[report.kind];
  std::vector<std::string> words;
  for (const auto& [kind, count] : counts) words.push_back(words_for(kind, count));
  return join(words, ", ");
}

class Waker {
 public:
  explicit Waker(const GoalScene& scene) : scene_(scene), slices_(scene) {}

  std::vector<Call> wakes() {
    const std::set<std::string> known = told(scene_);
    std::map<const Slice*, std::vector<Report>> reports;
    for (const Addressed& addressed : reports_of(scene_, slices_)) {
      if (!known.contains(key_of(addressed.report))) reports[addressed.slice].push_back(addressed.report);
    }
    std::vector<Call> wakes;
    for (auto& [slice, news] : reports) {
      if (is_due(slice, news)) wakes.push_back(wake(slice, std::move(news)));
    }
    std::sort(wakes.begin(), wakes.end(),
              [](const Call& a, const Call& b) { return a.task.spec.continues < b.task.spec.continues; });
    return wakes;
  }

 private:
  bool is_due(const Slice* slice, const std::vector<Report>& news) const {
    const PlanConfig& plan = scene_.config->plan;
    if (slice != nullptr && (slice->is_being_planned || slice->plans.size() > plan.wakes)) return false;
    const bool is_urgent =
        std::any_of(news.begin(), news.end(), [](const Report& report) { return !can_wait(report.kind); });
    // Of what a person planned, findings are a person's to read.
    if (slice == nullptr) return is_urgent;
    return is_urgent || news.size() >= plan.findings || slices_.has_settled(*slice);
  }

  // What cannot wait comes first, should there be too much.
  Call wake(const Slice* slice, std::vector<Report> news) const {
    std::sort(news.begin(), news.end(), [](const Report& a, const Report& b) {
      return std::tuple(a.kind, a.task, a.number) < std::tuple(b.kind, b.task, b.number);
    });
    if (news.size() > most_reports) news.resize(most_reports);
    Call wake{slice == nullptr ? root_plan(scene_.goal->spec, scene_.goal->cycle()) : going_on(*slice),
              reason_of(news)};
    for (const Report& report : news) wake.task.spec.about.push_back(key_of(report));
    return wake;
  }

  PlannedTask going_on(const Slice& slice) const {
    const TaskSpec& first = slice.first().spec;
    PlannedTask plan;
    plan.name = "replan";
    plan.spec = first;
    plan.spec.title =
        fmt::format("{} ({})", shorten(first.title, longest_title_before_number), slice.plans.size() + 1);
    plan.spec.parent = plan.spec.continues = slice.id;
    plan.spec.after.clear();
    plan.spec.about.clear();
    plan.spec.cycle = slice.cycle;
    plan.spec.priority = plan_priority;
    return plan;
  }

  const GoalScene& scene_;
  Slices slices_;
};

}  // namespace

std::vector<Call> wakes_of(const GoalScene& scene) {
  if (scene.config->roles.planner.empty() || scene.goal->phase != GoalPhase::open) return {};
  return Waker(scene).wakes();
}

PlannedTask root_plan(const GoalSpec& goal, int cycle) {
  PlannedTask plan;
  plan.name = "plan";
  plan.spec = root_plan_of(goal);
  plan.spec.cycle = cycle;
  plan.spec.priority = plan_priority;
  return plan;
}

}  // namespace reeve
