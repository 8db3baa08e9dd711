#include "report/status_text.h"

#include "report/spend_text.h"

namespace reeve {

namespace {

JsonObject estimated_json(const Estimated& estimated) {
  JsonObject object;
  return object.add("value", estimated.value).add("low", estimated.low).add("high", estimated.high);
}

JsonObject need_json(const Need& need) {
  JsonObject object;
  object.add("subject", need.subject).add("reason", need.reason).add("action", need.action);
  return object;
}

std::vector<JsonObject> needs_json(const std::vector<Need>& needs) {
  std::vector<JsonObject> objects;
  for (const Need& need : needs) objects.push_back(need_json(need));
  return objects;
}

JsonObject running_json(const RunningTask& task) {
  JsonObject object;
  object.add("task", task.task).add("title", task.title).add("agent", task.agent);
  object.add("attempt", task.attempt).add("since", format_time(task.since));
  object.add("last_event", format_time(task.last_event_at));
  return object;
}

JsonObject resting_json(const RestingAgent& agent) {
  JsonObject object;
  object.add("agent", agent.agent).add("until", format_time(agent.until)).add("waiting", agent.waiting);
  return object;
}

JsonObject landed_json(const LandedTask& task) {
  JsonObject object;
  object.add("task", task.task).add("title", task.title).add("commit", task.commit.hex());
  object.add("at", format_time(task.at)).add_if("cost", task.cost);
  return object;
}

std::vector<JsonObject> hot_json(const std::vector<HotFile>& files) {
  std::vector<JsonObject> objects;
  for (const HotFile& file : files)
    objects.emplace_back()
        .add("path", file.path)
        .add("conflicts", file.conflicts)
        .add("waiting", file.waiting);
  return objects;
}

JsonObject rate_json(const LandingRate& rate) {
  JsonDocument hours(rapidjson::kArrayType);
  for (const std::size_t count : rate.hours)
    hours.PushBack(static_cast<std::uint64_t>(count), hours.GetAllocator());
  JsonObject object;
  return object.add("last_hour", rate.last_hour).add("hours", hours);
}

JsonObject goal_json(const GoalStatus& goal) {
  JsonObject object;
  object.add("id", goal.id).add("title", goal.title).add("phase", name_of(goal.phase));
  object.add_if("reason", goal.reason).add_if("halt", goal.halt).add("target", goal.target);
  object.add("cycle", goal.cycle);
  object.add("phases", phase_counts_json(goal.phases)).add("landed", goal.landed);
  if (goal.last_landed) object.add("last_landed", landed_json(*goal.last_landed));
  object.add("rate", rate_json(goal.rate));
  if (goal.estimate) object.add("estimate", estimate_json(*goal.estimate));
  object.add("failed_attempts", goal.failed_attempts).add("recovered_attempts", goal.recovered_attempts);
  object.add("spend", spend_json(goal));
  std::vector<JsonObject> running;
  for (const RunningTask& task : goal.running) running.push_back(running_json(task));
  std::vector<JsonObject> resting;
  for (const RestingAgent& agent : goal.resting) resting.push_back(resting_json(agent));
  if (!resting.empty()) object.add("paused_agents", resting);
  object.add("running", running).add("needs", needs_json(goal.needs)).add("hot", hot_json(goal.hot));
  return object;
}

}  // namespace

JsonObject status_json(const FleetStatus& status) {
  std::vector<JsonObject> goals;
  for (const GoalStatus& goal : status.goals) goals.push_back(goal_json(goal));
  JsonObject object;
  object.add("goals", goals).add("needs", needs_json(status.needs));
  object.add("damaged", needs_json(status.damaged));
  return object;
}

JsonObject estimate_json(const Estimate& estimate) {
  JsonObject object;
  object.add("tasks", estimated_json(estimate.tasks)).add("seconds", estimated_json(estimate.seconds));
  if (estimate.cost) object.add("cost", estimated_json(*estimate.cost));
  return object;
}

}  // namespace reeve
