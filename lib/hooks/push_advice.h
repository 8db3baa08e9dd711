// pre-push: says before a push of a task's branch what the gate would refuse after it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "git/oid.h"
#include "hub/task_store.h"

namespace reeve::hooks {

// A push that puts a commit on reeve/task/<id> or reeve/ready/<id> of a remote.
struct TaskPush {
  std::string ref;  // the remote's, full name
  std::string task;
  git::Oid commit;
};

// Those among the lines that git gives to pre-push on standard input, "<local ref> <local id> <remote ref>
// <remote id>". Found by the names alone, so that any other push costs nothing; lines that are none, and
// deletions, are passed over.
std::vector<TaskPush> task_pushes(std::string_view lines);

// Why the gate would not let the commit land: it changes paths outside the task's scope, or protected ones.
// What it changes is counted from where it left the goal's target. Absent if it keeps the rules, and for a
// task that does not live on this hub. Throws Error where the hub, the task or the configuration cannot be
// read.
std::optional<std::string> objection_to(const TaskPush& push, TaskStore& tasks);

}  // namespace reeve::hooks
