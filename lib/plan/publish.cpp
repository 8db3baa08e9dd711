#include "plan/publish.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/glob.h"
#include "base/random.h"
#include "base/text.h"
#include "plan/collisions.h"
#include "plan/replan.h"
#include "plan/reports.h"
#include "task/id.h"

namespace reeve {

namespace {

constexpr int most_tries = 5;  // a taken id is one in a million: five in a row are another trouble
constexpr int most_suffixes = 100;
constexpr std::size_t suffix_length = 4;

std::string stem_of(const PlannedTask& task) {
  std::string stem = task.name.empty() ? slug_of(task.spec.title) : task.name;
  stem.resize(std::min(stem.size(), longest_id - suffix_length - 1));
  while (stem.ends_with('-')) stem.pop_back();
  return stem;
}

std::string unused_id(const PlannedTask& task, const MakeSuffix& make_suffix, std::set<std::string>& used) {
  const std::string stem = stem_of(task);
  for (int tries = 0; tries < most_suffixes; ++tries) {
    std::string id = stem + "-" + make_suffix();
    if (used.insert(id).second) return id;
  }
  throw Error(ErrorKind::invalid, "too many tasks of the plan are called '" + printable(stem) + "'",
              "give them ids that differ");
}

// The predecessors' ids, each once, without those that have landed.
std::vector<std::string> predecessors(const PlannedTask& task,
                                      const std::map<std::string, std::string>& id_of_name,
                                      const std::set<std::string>& landed) {
  std::vector<std::string> ids;
  for (const std::string& predecessor : task.spec.after) {
    const auto named = id_of_name.find(predecessor);
    const std::string& id = named == id_of_name.end() ? predecessor : named->second;
    if (!landed.contains(id) && std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
  }
  return ids;
}

// With what it creates; an empty scope stays empty, as it allows everything.
std::vector<std::string> whole_scope(const PlannedTask& task) {
  std::vector<std::string> globs;
  if (task.spec.scope.empty() && task.creates.empty()) return globs;
  const auto add = [&](const std::string& glob) {
    std::string normal = normalise_glob(glob);
    if (std::ranges::find(globs, normal) == globs.end()) globs.push_back(std::move(normal));
  };
  std::ranges::for_each(task.spec.scope, add);
  std::ranges::for_each(task.creates, add);
  return globs;
}

}  // namespace

std::string random_suffix() {
  return random_base32(suffix_length);
}

std::vector<TaskSpec> specs_of(const std::vector<PlannedTask>& tasks, const PlanPlace& place,
                               const MakeSuffix& make_suffix) {
  std::vector<TaskSpec> specs;
  std::set<std::string> used = place.landed;  // their refs are gone, so the hub would not refuse the id
  std::map<std::string, std::string> id_of_name;
  for (const PlannedTask& task : tasks) {
    specs.push_back(task.spec);
    specs.back().id = unused_id(task, make_suffix, used);
    if (!task.name.empty()) id_of_name.emplace(task.name, specs.back().id);
  }
  for (std::size_t index = 0; index < tasks.size(); ++index) {
    TaskSpec& spec = specs[index];
    spec.goal = place.goal;
    spec.parent = place.parent;
    spec.after = predecessors(tasks[index], id_of_name, place.landed);
    spec.scope = whole_scope(tasks[index]);
  }
  return specs;
}

namespace {

bool can_start(const TaskSpec& spec, const PlanPlace& place) {
  return spec.after.empty() && !may_change_any(spec, place.hot);
}

// Whether they all wait first: more can start than one push may bring, or one has to wait for its turn.
bool are_held(const std::vector<TaskSpec>& specs, const PlanPlace& place) {
  const auto is_first = [](const TaskSpec& spec) { return spec.after.empty(); };
  const auto first = static_cast<std::size_t>(std::ranges::count_if(specs, is_first));
  const bool is_too_wide = place.branches > 0 && first > place.branches;
  return is_too_wide || std::ranges::any_of(specs, [&](const TaskSpec& spec) {
           return is_first(spec) && !can_start(spec, place);
         });
}

// Somebody who reconciles may be faster: then it is done.
void dispatch_one_by_one(TaskStore& store, const std::vector<TaskSpec>& specs, const PlanPlace& place) {
  for (const TaskSpec& spec : specs) {
    if (!can_start(spec, place)) continue;
    if (auto task = store.find(spec.id); task && task->state.phase == Phase::waiting) store.dispatch(*task);
  }
}

bool is_still_claimed(TaskStore& store, const TaskRecord& plan) {
  const auto now = store.find(plan.id());
  return now && now->state.claim && plan.state.claim && now->state.claim->nonce == plan.state.claim->nonce;
}

[[noreturn]] void throw_ids_taken(const std::vector<PlannedTask>& tasks, const std::string& goal) {
  throw Error(ErrorKind::lost_race,
              fmt::format("the plan of {} for goal {} could not be published: {} times somebody was faster",
                          count_of(tasks.size(), "task"), goal, most_tries),
              "nothing was published; try again");
}

}  // namespace

std::vector<TaskSpec> publish_plan(TaskStore& store, const std::vector<PlannedTask>& tasks,
                                   const PlanPlace& place, const MakeSuffix& make_suffix) {
  for (int tries = 0; tries < most_tries; ++tries) {
    std::vector<TaskSpec> specs = specs_of(tasks, place, make_suffix);
    if (!are_held(specs, place)) {
      if (store.publish(specs, place.base)) return specs;
    } else if (store.publish(specs, place.base, TaskStore::Dispatch::held)) {
      dispatch_one_by_one(store, specs, place);
      return specs;
    }
  }
  throw_ids_taken(tasks, place.goal);
}

namespace {

bool was_made_for_a_halt(const TaskSpec& plan) {
  return std::ranges::any_of(plan.about, [](const std::string& key) {
    const auto report = report_of(key);
    return report && report->kind == ReportKind::halted;
  });
}

// The line goes on with the plan that was made for its halt.
void add_restart(TaskStore& store, const TaskSpec& plan, std::vector<git::RefUpdate>& updates) {
  GoalStore goals(store);
  const auto goal = was_made_for_a_halt(plan) ? goals.find(plan.goal) : std::nullopt;
  if (!goal || !goal->state.halt) return;
  Event restarted = make_event(EventType::restarted, store.clock().now(), store.who());
  restarted.reason = "planned again by " + plan.id;
  updates.push_back(goals.appended(*goal, {restarted}));
}

std::string words_of(const Ending& ending, const Replanned& replanned) {
  std::string words = ending.reason;
  if (!replanned.changed.empty())
    words +=
        "; " + count_of(replanned.changed.size(), "task") + " replanned: " + join(replanned.changed, ", ");
  return words;
}

}  // namespace

std::optional<std::vector<TaskSpec>> finish_plan(TaskStore& store, TaskRecord& plan, const Decided& decided,
                                                 const PlanPlace& place, const Ending& ending,
                                                 const MakeSuffix& make_suffix) {
  for (int tries = 0; tries < most_tries; ++tries) {
    std::vector<TaskSpec> specs = specs_of(decided.tasks, place, make_suffix);
    const bool must_wait = are_held(specs, place);
    const auto dispatch = must_wait ? TaskStore::Dispatch::held : TaskStore::Dispatch::at_once;
    auto updates = store.publication(specs, place.base, dispatch);
    const Replanned replanned = replan(store, decided.tasks, specs, decided.changes);
    updates.insert(updates.end(), replanned.updates.begin(), replanned.updates.end());
    add_restart(store, plan.state.spec, updates);
    Ending told = ending;
    told.reason = words_of(ending, replanned);
    told.handoff.deviations.insert(told.handoff.deviations.end(), replanned.left.begin(),
                                   replanned.left.end());
    if (store.finish(plan, told, updates)) {
      if (must_wait) dispatch_one_by_one(store, specs, place);
      return specs;
    }
    if (!is_still_claimed(store, plan)) return std::nullopt;
  }
  throw_ids_taken(decided.tasks, place.goal);
}

}  // namespace reeve
