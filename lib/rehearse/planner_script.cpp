#include "rehearse/planner_script.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/glob.h"
#include "plan/reports.h"

namespace reeve::rehearse {

namespace {

constexpr int minutes_of_unknown = 60;

std::string folder_of(const std::string& path) {
  return path.substr(0, path.rfind('/') + 1);
}

}  // namespace

PlannerScript::PlannerScript(Stage& stage, const AgentRequest& request)
    : stage_(stage), request_(request), slice_(slice_of(request.task.spec)) {
  const TaskSpec& spec = request.task.spec;
  const int attempt = static_cast<int>(request.task.attempts.size());
  stage_.slices[spec.id] = slice_;
  fault_ =
      stage_.faults.of_attempt(FaultPlace::plan_attempt, slice_.empty() ? "plan" : slice_, spec.id, attempt);
  if (fault_) stage_.note(*fault_, spec.id, attempt);
  read_fleet();
  for (const Node& node : stage_.scenario.nodes) {
    if (!is_wanted(node)) continue;
    now_.push_back(&node);
    now_ids_.insert(node.id);
  }
}

// A plan that goes on with another one has its part; the goal's own planner has everything.
std::string PlannerScript::slice_of(const TaskSpec& plan) const {
  const auto known = stage_.slices.find(plan.continues);
  if (known != stage_.slices.end()) return known->second;
  const Node* node = stage_.node_of(plan);
  return node != nullptr && node->kind == TaskKind::plan ? node->id : "";
}

void PlannerScript::read_fleet() {
  for (TaskRecord& task : stage_.tasks().fleet(stage_.goal).tasks) {
    const Node* node = stage_.node_of(task.state.spec);
    if (node != nullptr && !task.state.finished()) live_.emplace(node->id, std::move(task));
  }
  const GoalRecord goal = stage_.goal_now();
  target_ = goal.target.value_or(goal.goal_commit);
  const git::Repository& repository = stage_.tasks().hub().objects();
  files_ = repository.files(repository.tree_of(target_));
}

// A planner that has been called is not called again while anything below it lives: it is woken.
bool PlannerScript::is_wanted(const Node& node) {
  if (node.parent != slice_ || live_.contains(node.id)) return false;
  if (slice_.empty() && node.cycle > std::max(stage_.goal_now().state.cycle(), request_.task.spec.cycle))
    return false;
  if (node.kind == TaskKind::plan) {
    const bool is_at_work = std::ranges::any_of(live_, [&](const auto& item) {
      const Node* other = stage_.node(item.first);
      return other != nullptr && stage_.is_below(*other, node.id);
    });
    if (is_at_work) return false;
  }
  return !stage_.is_done(node, target_);
}

// A planner is told the format by its schema, and writes no more than that.
bool PlannerScript::knows(const char* key) const {
  return request_.result_schema.find("\"" + std::string(key) + "\"") != std::string_view::npos;
}

std::vector<std::string> PlannerScript::predecessors(const Node& node) const {
  std::vector<std::string> after;
  for (const std::string& id : node.after) {
    if (now_ids_.contains(id)) {
      after.push_back(id);
    } else if (const auto live = live_.find(id); live != live_.end()) {
      after.push_back(live->second.id());
    }
  }
  return after;
}

bool PlannerScript::matches_something(const std::string& glob) const {
  return std::ranges::any_of(files_, [&](const std::string& path) { return glob_matches(glob, path); });
}

// A planner's part is the folders of all that is below it.
void PlannerScript::add_paths(JsonObject& task, const Node& node) const {
  std::set<std::string> scope;
  std::set<std::string> creates;
  for (const Node& inner : stage_.scenario.nodes) {
    if (inner.kind == TaskKind::plan || !stage_.is_below(inner, node.id)) continue;
    for (const auto* files : {&inner.files, &inner.shared}) {
      for (const auto& [path, line] : *files) {
        const std::string folder = folder_of(path);
        scope.insert(node.kind == TaskKind::plan && !folder.empty() ? folder + "**" : path);
      }
    }
  }
  std::ranges::copy_if(scope, std::inserter(creates, creates.end()),
                       [&](const std::string& glob) { return !matches_something(glob); });
  const std::vector<std::string> paths(scope.begin(), scope.end());
  task.add("scope", paths);
  if (knows("creates") && !creates.empty())
    task.add("creates", std::vector<std::string>(creates.begin(), creates.end()));
  if (!knows("overlaps") || node.shared.empty()) return;
  std::vector<std::string> overlaps;
  for (const Node& other : stage_.scenario.nodes) {
    const bool shares =
        std::ranges::any_of(other.shared, [&](const auto& file) { return node.shared.contains(file.first); });
    if (!shares || other.id == node.id) continue;
    if (now_ids_.contains(other.id)) overlaps.push_back(other.id);
    if (const auto live = live_.find(other.id); live != live_.end()) overlaps.push_back(live->second.id());
  }
  task.add_if("overlaps", overlaps);
}

JsonObject PlannerScript::task_of(const Node& node) const {
  JsonObject task;
  task.add("id", node.id).add("title", title_of(node));
  if (node.kind == TaskKind::plan) task.add("kind", "plan");
  task.add("body", "Part of a rehearsal.");
  add_paths(task, node);
  task.add_if("after", predecessors(node));
  std::vector<std::string> accept;
  std::vector<std::string> checks;
  for (const auto* files : {&node.files, &node.shared}) {
    for (const auto& [path, line] : *files) {
      accept.push_back(path + " has the line: " + line);
      checks.push_back("has " + path + " " + line);
    }
  }
  if (accept.empty()) accept.emplace_back("all of its part is there");
  task.add("accept", accept);
  task.add_if("checks", checks);
  if (!knows("minutes")) return task;
  const Milliseconds time = node.duration.value_or(Milliseconds(minutes_of_unknown * 60'000));
  const auto minutes =
      static_cast<std::size_t>(std::chrono::duration_cast<std::chrono::minutes>(time).count());
  const PlanConfig::Range& range = stage_.config.plan.minutes;
  task.add("minutes", std::clamp(minutes, range.low, range.high));
  return task;
}

// The tasks that it was woken for; for a goal's new planner, all that wait.
std::set<std::string> PlannerScript::troubled() const {
  std::set<std::string> ids;
  for (const std::string& key : request_.task.spec.about) {
    if (const auto report = report_of(key)) ids.insert(report->task);
  }
  if (!slice_.empty() || !request_.task.spec.about.empty()) return ids;
  for (const TaskRecord& task : stage_.tasks().fleet(stage_.goal).tasks) {
    if (task.state.spec.kind == TaskKind::work) ids.insert(task.id());
  }
  return ids;
}

// A task that asks, or that the rules have given up, is tried again with a word of help; one whose work is
// done by another is dropped.
void PlannerScript::add_changes(JsonObject& result) {
  std::vector<JsonObject> retries;
  std::vector<JsonObject> drops;
  for (const std::string& id : troubled()) {
    const auto task = stage_.tasks().find(id);
    if (!task || task->state.phase != Phase::held) continue;
    const Node* node = stage_.node_of(task->state.spec);
    JsonObject change;
    change.add("task", task->id());
    if (node != nullptr && node->kind == TaskKind::work && stage_.is_done(*node, target_)) {
      drops.push_back(change.add("reason", "Another task has done it."));
    } else {
      retries.push_back(change.add("note", "Do what its checks say, and nothing else."));
    }
  }
  if (!retries.empty()) result.add("retry", retries);
  if (!drops.empty()) result.add("drop", drops);
}

std::string PlannerScript::write(bool with_fault) {
  if (with_fault && fault_ == Fault::bad_json) return "Here is the plan: { tasks: [";
  std::vector<JsonObject> tasks;
  for (const Node* node : now_) tasks.push_back(task_of(*node));
  if (with_fault && fault_ == Fault::duplicate_work && !now_.empty()) {
    Node twin = *now_.back();
    twin.id += "-again";
    JsonObject task;
    tasks.push_back(task.add("id", twin.id)
                        .add("title", title_of(*now_.back()))
                        .add("accept", std::vector<std::string>{"it is done"}));
    add_paths(tasks.back(), *now_.back());
  }
  if (with_fault && fault_ == Fault::bad_plan) {
    for (const char* name : {"hen", "egg"}) {
      JsonObject task;
      task.add("id", name).add("title", std::string("The ") + name);
      tasks.push_back(
          task.add("after", std::vector<std::string>{name == std::string("hen") ? "egg" : "hen"}));
    }
  }
  JsonObject result;
  result.add("tasks", tasks);
  add_changes(result);
  return result.text();
}

std::string PlannerScript::result() {
  return write(true);
}

std::string PlannerScript::corrected_result() {
  return write(fault_ == Fault::bad_json || fault_ == Fault::bad_plan);
}

}  // namespace reeve::rehearse
