#include "plan/goal_picture.h"

#include <algorithm>
#include <map>
#include <ranges>

#include "base/error.h"
#include "hub/filed_tasks.h"
#include "hub/ledger.h"
#include "hub/provenance.h"
#include "task/ref_names.h"
#include "workspace/check_choice.h"
#include "workspace/target_files.h"

namespace reeve {

namespace {

// Handoffs of more than these say nothing new to a planner, and each is a note to read.
constexpr std::size_t most_ended = 40;
// What is older says little of how tasks are cut now. So many notes of 4 KB are read in 0.4 s, unoptimised.
constexpr std::size_t most_past = 500;

struct Landed {
  std::string id;
  git::Oid commit;
  TimePoint at{};
};

// The newest last.
std::vector<Landed> landed_of(const git::Repository& repository, const GoalRecord& goal,
                              const git::Oid& tip) {
  std::vector<Landed> landed;
  const auto base = git::Oid::parse(goal.state.spec.base).value_or(goal.goal_commit);
  for (const auto& [id, commit] : landed_tasks(repository, goal.id(), tip, base))
    landed.push_back({id, commit, repository.read_commit(commit).committer.when});
  std::sort(landed.begin(), landed.end(),
            [](const Landed& a, const Landed& b) { return std::pair(a.at, a.id) < std::pair(b.at, b.id); });
  return landed;
}

bool is_done_plan(const TaskState& task) {
  return task.spec.kind == TaskKind::plan && task.phase == Phase::landed;
}

class GoalPictureReader {
 public:
  GoalPictureReader(TaskStore& store, const GoalRecord& goal) : store_(store) {
    picture_.goal = goal;
    picture_.commit = store.hub().read(goal.state.spec.target).value_or(goal.base());
  }

  GoalPicture read() {
    const git::Repository& repository = store_.hub().objects();
    picture_.config = config_of(repository, picture_.goal.base());
    picture_.guide = guide_of(repository, picture_.commit);
    picture_.paths = repository.files(repository.tree_of(picture_.commit));
    std::ranges::sort(picture_.paths);  // git sorts a folder as if it ended in a slash
    for (TaskRecord& task : store_.fleet(picture_.goal.id()).tasks) take(std::move(task.state));
    for (TaskRecord& task : filed_tasks(store_.hub(), picture_.goal.goal_commit)) take(std::move(task.state));
    take_landed(landed_of(repository, picture_.goal, picture_.commit));
    std::erase_if(picture_.ended, [&](const TaskState& task) { return task.last_event_at < last_plan_; });
    keep_newest(picture_.ended, most_ended);
    keep_newest(picture_.past, most_past);
    picture_.collisions = collisions();
    return std::move(picture_);
  }

 private:
  void take(TaskState task) {
    ++picture_.planned;
    if (task.spec.kind == TaskKind::plan) picture_.plans.emplace(task.spec.id, task.spec.parent);
    if (!task.spec.continues.empty()) picture_.slices.emplace(task.spec.id, task.spec.continues);
    if (task.finished()) picture_.past.push_back(task);
    if (is_done_plan(task)) last_plan_ = std::max(last_plan_, task.last_event_at);
    (task.finished() ? picture_.ended : picture_.live).push_back(std::move(task));
  }

  void take_landed(const std::vector<Landed>& landed) {
    const auto ledger = store_.hub().read(std::string(refs::ledger));
    picture_.landed = landed.size();
    picture_.planned += landed.size();
    std::size_t read = 0;
    for (const Landed& task : landed | std::views::reverse) {
      picture_.landed_ids.insert(task.id);
      if (read++ >= most_past) continue;
      const auto note = read_ledger(store_.hub().objects(), ledger, task.commit);
      auto state = note ? task_in_note(*note) : std::nullopt;
      if (!state) continue;
      if (task.at >= last_plan_ && read <= most_ended) picture_.ended.push_back(*state);
      picture_.past.push_back(std::move(*state));
    }
  }

  std::vector<FileCollisions> collisions() const {
    CollisionFacts facts;
    const GoalState& goal = picture_.goal.state;
    if (!goal.cycles.empty()) facts.since = goal.cycles.back().started;
    facts.hot = picture_.config.plan.hot;
    for (const TaskState& task : picture_.live) facts.tasks.push_back(&task);
    for (const TaskState& task : picture_.past) {
      facts.tasks.push_back(&task);
      const auto landed = git::Oid::parse(task.landed);
      if (landed && task.phase_since >= facts.since)
        facts.changed.emplace(task.spec.id, paths_changed_by(store_.hub().objects(), *landed));
    }
    return collisions_of(facts);
  }

  static void keep_newest(std::vector<TaskState>& tasks, std::size_t most) {
    std::sort(tasks.begin(), tasks.end(), [](const TaskState& a, const TaskState& b) {
      return std::pair(a.last_event_at, a.spec.id) < std::pair(b.last_event_at, b.spec.id);
    });
    if (tasks.size() > most) tasks.erase(tasks.begin(), tasks.end() - static_cast<std::ptrdiff_t>(most));
  }

  TaskStore& store_;
  GoalPicture picture_;
  TimePoint last_plan_{};
};

}  // namespace

GoalPicture picture_of(TaskStore& store, const GoalRecord& goal) {
  return GoalPictureReader(store, goal).read();
}

std::vector<std::string> paths_changed_by(const git::Repository& repository, const git::Oid& commit) {
  if (!repository.exists(commit)) return {};
  const git::CommitData data = repository.read_commit(commit);
  if (data.parents.empty()) return {};
  return changed_paths(repository, repository.tree_of(data.parents.front()), data.tree);
}

std::size_t depth_below(std::string parent, const GoalPicture& picture) {
  std::size_t depth = 0;
  // A log is what somebody wrote: parents that go round must not keep us here.
  for (auto plan = picture.plans.find(parent); plan != picture.plans.end() && depth <= picture.plans.size();
       plan = picture.plans.find(parent)) {
    if (!picture.slices.contains(plan->first)) ++depth;
    parent = plan->second;
  }
  return depth;
}

namespace {

// What a plan is part of, and what is part of it: slices are called by their first plan.
class SliceOfPlan {
 public:
  SliceOfPlan(const GoalPicture& picture, const TaskSpec& plan)
      : picture_(picture), own_(plan.continues.empty() ? plan.id : plan.continues) {
    const auto first = picture.plans.find(own_);
    const bool has_no_parent = first == picture.plans.end() ? plan.parent.empty() : first->second.empty();
    is_root_ = has_no_parent && plan.scope.empty();
    above_ = slices_above(plan.parent);
    above_.insert(own_);
  }

  bool is_above(const TaskSpec& task) const {
    return task.kind == TaskKind::plan && above_.contains(slice_of(task.id));
  }
  bool is_own(const TaskSpec& task) const {
    return !is_above(task) && (is_root_ || slices_above(task.parent).contains(own_));
  }

 private:
  std::string slice_of(const std::string& plan) const {
    const auto slice = picture_.slices.find(plan);
    return slice == picture_.slices.end() ? plan : slice->second;
  }

  // A log is what somebody wrote: parents that go round must not keep us here.
  std::set<std::string> slices_above(std::string parent) const {
    std::set<std::string> slices, seen;
    while (!parent.empty() && seen.insert(parent).second) {
      slices.insert(slice_of(parent));
      const auto plan = picture_.plans.find(parent);
      parent = plan == picture_.plans.end() ? "" : plan->second;
    }
    return slices;
  }

  const GoalPicture& picture_;
  std::string own_;
  bool is_root_ = false;
  std::set<std::string> above_;
};

KnownTask known_task(const TaskState& task) {
  return {.id = task.spec.id,
          .kind = task.spec.kind,
          .title = task.spec.title,
          .scope = task.spec.scope,
          .after = task.spec.after,
          .phase = task.phase};
}

std::vector<KnownTask> known_tasks(const GoalPicture& picture, const TaskSpec& plan) {
  const SliceOfPlan slices(picture, plan);
  std::vector<KnownTask> tasks;
  for (const TaskState& task : picture.live) {
    tasks.push_back(known_task(task));
    tasks.back().is_own = slices.is_own(task.spec);
    tasks.back().is_above = slices.is_above(task.spec);
  }
  for (const TaskState& task : picture.past) {
    if (task.phase == Phase::landed) tasks.push_back(known_task(task));
  }
  return tasks;
}

}  // namespace

std::size_t depth_of(const TaskSpec& plan, const GoalPicture& picture) {
  return depth_below(plan.parent, picture) + (plan.continues.empty() ? 1 : 0);
}

LintContext lint_context(const GoalPicture& picture, const TaskSpec& plan) {
  LintContext context;
  context.author = PlanAuthor::planner;
  context.tasks = known_tasks(picture, plan);
  context.paths = picture.paths;
  context.may_be_empty = !plan.about.empty() || plan.cycle > 1;
  context.sizes = picture.config.plan;
  context.known_ids = picture.landed_ids;
  for (const TaskState& task : picture.live) context.known_ids.insert(task.spec.id);
  for (const auto& [id, parent] : picture.plans) context.plan_ids.insert(id);
  context.tasks_in_goal = picture.planned;
  context.common_checks = picture.config.gate.checks.size();
  for (const auto& [name, agent] : picture.config.agents) context.agents.push_back(name);
  context.protected_paths = picture.config.gate.protected_paths;
  context.has_planners = !picture.config.roles.planner.empty();
  context.slice = plan.scope;
  context.depth = depth_of(plan, picture);
  context.limits = picture.config.limits;
  return context;
}

}  // namespace reeve
