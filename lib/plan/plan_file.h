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
// or JSON Lines: the same tables, one object a line. The keys are those of a task's spec (task/FORMAT.md):
// id, title, body, accept, scope, checks, after, kind, path, agent, difficulty, priority. A list with one
// element may be written as a string.
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
