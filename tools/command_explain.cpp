#include "base/json.h"
#include "base/text.h"
#include "report/explain.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/fleet_reading.h"
#include "tools/output.h"
#include "tools/task_lookup.h"
#include "tools/wrap.h"

namespace reeve::cli {
namespace {

ExitCode run_explain(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::reading);
  const TaskRecord task = find_task(session, arguments.operands().front());
  auto sentences = reeve::explain(explain_facts(session, task));
  if (task.state.phase != Phase::landed) {
    for (const std::string& log : logs_of_last_attempt(session, task))
      sentences.push_back("What its agent printed: " + printable(log));
    for (const std::string& log : check_logs_of(task))
      sentences.push_back("What a check printed that did not pass: " + printable(log));
  }
  if (arguments.json()) {
    JsonObject object;
    object.add("id", task.id()).add("phase", name_of(task.state.phase)).add("sentences", sentences);
    context.out.line(object.text());
    return ExitCode::done;
  }
  for (const std::string& sentence : sentences) {
    const auto width = context.out.width();
    context.out.write(width ? hanging("", words_of(sentence), *width) : sentence + "\n");
  }
  return ExitCode::done;
}

}  // namespace

const Command explain_command = {
    .name = "explain",
    .summary = "say why a task is where it is, and what happens next",
    .group = Group::look,
    .synopsis = {"ID"},
    .description = {"ID may be the beginning of an id; landed and cancelled tasks are found too."},
    .operands = {.minimum = 1, .maximum = 1, .names = "ID"},
    .json = Json::yes,
    .run = run_explain,
};

}  // namespace reeve::cli
