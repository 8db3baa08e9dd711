// A plan of tasks as a file. TOML:
//
//     [[task]]
//     id = "parser"                      # a name for `after`; becomes the beginning of the task's id
//     title = "Port the parser"
//     body = "…"
//     scope = ["src/parser/**"]
//     checks = ["make parser-test"]
//
//     [[task]]
//     title = "Port the printer"
//     after = ["parser"]
//
// or JSON Lines: the same tables, one object a line. A list with one element may be written as a string.
//
// The keys of a task's spec (task/FORMAT.md): id, title, body, accept, scope, checks, after, kind, path,
// agent, difficulty, priority, minutes (how long an agent takes for it), splits (hot files that it takes
// apart). Those of a task among the others of its plan:
//
//     creates    path patterns of its scope that match no file yet
//     overlaps   names and ids of tasks that may touch the same files at the same time
//     replaces   ids of tasks that are cancelled, as this one does what they were to do
//
// A planner's result has two lists beside its tasks, that a plan file does not have:
//
//     "drop":  [{"task": "id", "reason": "…"}]   cancelled; who waits for it goes on without
//     "retry": [{"task": "id", "note": "…"}]     given up, and put back; its next attempt reads the note
//
// Only the shape is checked here; whether the plan makes sense is said by plan/lint.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/planned_task.h"
#include "task/event.h"

namespace reeve {

// The tasks in the order of the text. `source` is the file's name ("-" for standard input), for messages and
// for the format: .toml is TOML, .jsonl and .json are JSON Lines (a list of objects, and objects over several
// lines, are read as well); under any other name, text that begins with "{" or "[" and another brace is JSON.
// Throws Error(invalid): a syntax error alone, or all unknown keys and wrong types, each on a line
// "source:line:column: message".
std::vector<PlannedTask> parse_plan(std::string_view text, const std::string& source);

struct PlannerResult {
  std::vector<PlannedTask> tasks;
  PlanChanges changes;
  Handoff handoff;
};

// What a planner agent wrote to its result file. Throws Error(invalid) with all that is wrong, for the agent
// to read.
PlannerResult parse_planner_result(std::string_view text, const std::string& source);

// The JSON schema of that file: templates/schemas/planner-result.json.
std::string_view planner_result_schema();

}  // namespace reeve
