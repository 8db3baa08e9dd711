// A repository and a goal, to hold plans against.
#pragma once

#include <string>
#include <vector>

#include "plan/lint.h"

namespace reeve::test {

// A planner of the whole goal. Live: a parser that is open, and a printer that waits for it; landed: a lexer.
inline LintContext planner_context() {
  LintContext context;
  context.author = PlanAuthor::planner;
  context.paths = {"doc/guide.md",     "src/lexer.c",      "src/lexer.h",     "src/main.c",
                   "src/parser/a.c",   "src/parser/b.c",   "src/printer/a.c", "src/printer/b.c",
                   "tests/lexer_test", "tests/parser_test"};
  KnownTask parser{
      .id = "parser-aaaa", .title = "Port the parser", .scope = {"src/parser/**"}, .is_own = true};
  parser.phase = Phase::open;
  KnownTask printer{
      .id = "printer-bbbb", .title = "Port the printer", .scope = {"src/printer/**"}, .is_own = true};
  printer.after = {"parser-aaaa"};
  KnownTask lexer{
      .id = "lexer-cccc", .title = "Port the lexer to C++", .scope = {"src/lexer.c", "src/lexer.h"}};
  lexer.phase = Phase::landed;
  context.tasks = {parser, printer, lexer};
  context.known_ids = {"parser-aaaa", "printer-bbbb", "lexer-cccc"};
  return context;
}

// A task that nothing is wrong with, as long as its scope is.
inline PlannedTask planned(const std::string& name, const std::vector<std::string>& scope) {
  PlannedTask task;
  task.name = name;
  task.where = "p:" + name;
  task.spec.title = "Do " + name;
  task.spec.accept = {name + " is done"};
  task.spec.checks = {"test -e " + name};
  task.spec.scope = scope;
  task.spec.minutes = 30;
  return task;
}

// A part of the goal for another planner.
inline PlannedTask planned_part(const std::string& name, const std::vector<std::string>& scope) {
  PlannedTask task = planned(name, scope);
  task.spec.kind = TaskKind::plan;
  task.spec.accept = {};
  task.spec.checks = {};
  task.spec.minutes = 0;
  return task;
}

}  // namespace reeve::test
