#include "agent/task_file.h"

#include "task/codec.h"

namespace reeve {

namespace {

std::vector<JsonObject> previous_attempts(const TaskState& task) {
  std::vector<JsonObject> previous;
  for (const Attempt& attempt : task.attempts) {
    if (!attempt.outcome) continue;
    JsonObject object;
    object.add("attempt", attempt.number)
        .add("agent", attempt.agent)
        .add("outcome", name_of(*attempt.outcome));
    object.add_if("reason", attempt.reason);
    if (!attempt.handoff.empty()) object.add("handoff", handoff_to_json(attempt.handoff));
    previous.push_back(std::move(object));
  }
  return previous;
}

}  // namespace

std::string task_file(const TaskState& task, const PromptContext& context) {
  const TaskSpec& spec = task.spec;
  JsonObject object;
  object.add("id", spec.id).add("goal", spec.goal).add("attempt", task.attempts.size());
  object.add("title", spec.title).add("body", spec.body).add("accept", spec.accept).add("scope", spec.scope);
  object.add("checks", context.checks).add("protected", context.protected_paths).add_if("path", spec.path);
  object.add("previous", previous_attempts(task));
  object.add_if("conflicts", context.conflicts).add_if("causes", context.causes);
  return object.pretty_text();
}

}  // namespace reeve
