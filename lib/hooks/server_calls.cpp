#include "hooks/server_calls.h"

#include <algorithm>
#include <vector>

#include "task/fold.h"
#include "task/ref_names.h"

namespace reeve::hooks {

namespace {

Objection call_objection(const std::string& what) {
  return {Rule::transition, what,
          "leave the logs of Reeve to git-reeve: 'git reeve run' calls who is needed"};
}

std::vector<Event> added(std::vector<Event> after, std::size_t known) {
  after.erase(after.begin(), after.begin() + static_cast<std::ptrdiff_t>(std::min(known, after.size())));
  return after;
}

// What the push adds to a log; nothing if it does not touch it.
std::vector<Event> new_events_of_goal(const PushReader& reader, const std::string& goal) {
  const std::string ref = refs::goal_log(goal);
  const git::RefUpdate* const update = reader.update(ref);
  if (update == nullptr || !update->desired) return {};
  const auto before = reader.log_before(ref);
  return added(decode_goal_log(reader.log_after(ref).value().text).events,
               before ? decode_goal_log(before->text).events.size() : 0);
}

std::vector<Event> new_events_of_task(const PushReader& reader, const std::string& task) {
  const std::string ref = refs::task_log(task);
  const auto before = reader.log_before(ref);
  return added(decode_task_log(reader.log_after(ref).value().text).events,
               before ? decode_task_log(before->text).events.size() : 0);
}

std::optional<TaskState> state_after(const PushReader& reader, const std::string& task) {
  const auto note = reader.log_after(refs::task_log(task));
  return note ? std::optional(fold(decode_task_log(note->text))) : std::nullopt;
}

bool is_made_by_push(const PushReader& reader, const std::string& task) {
  const git::RefUpdate* const update = reader.update(refs::task_log(task));
  return update != nullptr && !update->expected && update->desired;
}

std::optional<Objection> objection_to_call(const GateView& view, const std::string& goal,
                                           const Event& woken) {
  const auto task = state_after(view.reader, woken.task);
  const bool is_called = task && is_made_by_push(view.reader, woken.task) && task->spec.goal == goal &&
                         task->spec.kind != TaskKind::work;
  if (is_called) return std::nullopt;
  return call_objection("'woken' names " + woken.task +
                        ", which is no plan or judge that this push publishes");
}

bool ends_in_push(const PushReader& reader, const std::string& task) {
  if (reader.update(refs::task_log(task)) == nullptr) return false;
  const auto events = new_events_of_task(reader, task);
  return std::ranges::any_of(events, [](const Event& event) { return event.type == EventType::landed; });
}

std::optional<Objection> objection_to_judgement(const GateView& view, const std::string& goal,
                                                const Event& judged) {
  const auto task = state_after(view.reader, judged.task);
  const bool is_its_judge = task && task->spec.kind == TaskKind::judge && task->spec.goal == goal &&
                            ends_in_push(view.reader, judged.task);
  if (is_its_judge) return std::nullopt;
  return call_objection("the verdict names " + judged.task +
                        ", which is no judge of the goal that ends in this push");
}

std::optional<Objection> objection_to_cycle(const GateView& view, const std::string& goal,
                                            const Event& started) {
  const auto commit = git::Oid::parse(started.commit);
  const auto known = view.reader.goal_after(goal);
  const auto tip = known ? view.reader.after(known->state.spec.target) : std::nullopt;
  const bool is_on_target =
      commit && tip && view.reader.is_commit(*commit) && view.reader.is_forward(*commit, *tip);
  if (is_on_target) return std::nullopt;
  return call_objection("the cycle begins at " + started.commit +
                        ", which is no commit of the goal's target");
}

bool has_verdict_of(const std::vector<Event>& events, const std::string& judge) {
  return std::ranges::any_of(
      events, [&](const Event& event) { return event.type == EventType::judged && event.task == judge; });
}

std::optional<Objection> objection_to_replacements(const GateView& view, const TaskSpec& task,
                                                   const Event& cancelled) {
  for (const std::string& id : cancelled.replaced_by) {
    const auto replacement = state_after(view.reader, id);
    if (!replacement || replacement->spec.goal != task.goal)
      return call_objection("it is replaced by " + id + ", which is no task of its goal");
  }
  return std::nullopt;
}

}  // namespace

std::optional<Objection> objection_to_calls_of_goal(const GateView& view, const std::string& goal) {
  for (const Event& event : new_events_of_goal(view.reader, goal)) {
    std::optional<Objection> objected;
    if (event.type == EventType::woken) objected = objection_to_call(view, goal, event);
    if (event.type == EventType::judged) objected = objection_to_judgement(view, goal, event);
    if (event.type == EventType::cycle_started) objected = objection_to_cycle(view, goal, event);
    if (objected) return objected;
  }
  return std::nullopt;
}

std::optional<Objection> objection_to_calls_of_task(const GateView& view, const std::string& task) {
  const TaskSpec spec = state_after(view.reader, task).value().spec;
  for (const Event& event : new_events_of_task(view.reader, task)) {
    if (auto objected = objection_to_replacements(view, spec, event)) return objected;
    if (event.type != EventType::landed || spec.kind != TaskKind::judge) continue;
    if (!has_verdict_of(new_events_of_goal(view.reader, spec.goal), task))
      return call_objection("a judge ends with its verdict in the log of the goal, in one push");
  }
  return std::nullopt;
}

}  // namespace reeve::hooks
