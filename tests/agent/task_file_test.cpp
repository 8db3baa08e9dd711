#include "agent/task_file.h"

#include "support/catch.h"

namespace task_file_test {

using namespace reeve;

TEST_CASE("the task as an agent reads it") {
  TaskState task;
  task.spec.id = "x-1";
  task.spec.goal = "g";
  task.spec.title = "Port x";
  task.spec.body = "All of it.";
  task.spec.accept = {"It compiles."};
  task.spec.scope = {"x.h"};
  task.spec.path = "x.h";
  Attempt failed;
  failed.number = 1;
  failed.agent = "small";
  failed.outcome = Outcome::checks_failed;
  failed.reason = "red";
  failed.handoff.summary = "Mostly.";
  Attempt now;
  now.number = 2;
  task.attempts = {failed, now};
  PromptContext context;
  context.checks = {"ninja"};
  context.protected_paths = {".reeve"};
  CHECK(task_file(task, context) == R"({
  "id": "x-1",
  "goal": "g",
  "attempt": 2,
  "title": "Port x",
  "body": "All of it.",
  "accept": [
    "It compiles."
  ],
  "scope": [
    "x.h"
  ],
  "checks": [
    "ninja"
  ],
  "protected": [
    ".reeve"
  ],
  "path": "x.h",
  "previous": [
    {
      "attempt": 1,
      "agent": "small",
      "outcome": "checks_failed",
      "reason": "red",
      "handoff": {
        "summary": "Mostly."
      }
    }
  ]
}
)");
  context.conflicts = {"x.h"};
  context.causes = {"y: Port y"};
  const std::string in_conflict = task_file(task, context);
  CHECK(in_conflict.find(R"("conflicts": [
    "x.h"
  ])") != std::string::npos);
  CHECK(in_conflict.find("y: Port y") != std::string::npos);
}

}  // namespace task_file_test
