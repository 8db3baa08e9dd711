#include "agent/prompt.h"

#include "base/error.h"
#include "support/catch.h"

using namespace reeve;

namespace {

TaskState task() {
  TaskState task;
  task.spec.id = "x-1";
  task.spec.title = "Port x";
  task.spec.body = "All of it.";
  task.attempts.push_back({});
  task.attempts.back().number = 1;
  task.attempts.back().agent = "small";
  return task;
}

std::string worker_prompt(const TaskState& task, const PromptContext& context = {}) {
  return fill_template(worker_prompt_template(), prompt_variables(task, context), "worker");
}

const std::string head =
    "You do one task in a copy of a git repository that is yours alone. Your working directory is its "
    "top.\n\n"
    "# Task: Port x\n\nAll of it.\n";

const std::string rules =
    "\n# What counts\n\n"
    "The difference that your files make to the copy you were given is the result, nothing else. What you "
    "say about "
    "it\nis not believed: the paths you changed are compared with the scope, and the checks are run on the "
    "result.\n"
    "No difference is a failure. A partial result that passes the checks but leaves part of the task is a "
    "failure.\n"
    "Forbidden: TODO comments in place of work, weakening or deleting a check or a test so that it passes, "
    "changes "
    "outside\nthe scope, new dependencies that the task does not name.\n"
    "You need not commit. If you do, commit on the branch you are on.\n";

const std::string tail =
    "\n# When you are done\n\n"
    "Write the file named by the environment variable REEVE_OUT, `$REEVE_OUT/result.json`:\n\n"
    "    {\"outcome\": \"done\", \"handoff\": {\"summary\": \"…\", \"concerns\": [], \"deviations\": [], "
    "\"findings\": "
    "[], \"suggestions\": []}}\n\n"
    "`outcome` is one of: done, no_change (nothing had to be changed: say why), stuck (say what you tried),\n"
    "needs_input (with a member \"question\": one question that a person can answer in a sentence).\n"
    "The handoff is read by whoever plans the next tasks. concerns: what may be wrong with your result. "
    "deviations: "
    "where\nyou left the task's words. findings: what you noticed outside the task and left alone. At most "
    "ten lines "
    "in all.\n";

}  // namespace

TEST_CASE("the worker's prompt for a bare task and a first attempt") {
  CHECK(worker_prompt(task()) == head + rules + tail);
}

TEST_CASE("the worker's prompt says what is accepted, allowed, checked and protected, and what was tried") {
  TaskState retried = task();
  retried.spec.accept = {"It compiles.", "It is fast."};
  retried.spec.scope = {"x.h", "x/**"};
  Attempt& failed = retried.attempts.back();
  failed.outcome = Outcome::checks_failed;
  failed.reason = "'ninja' failed: exit code 1\nx.h:3: error";
  failed.handoff.summary = "Mostly there.";
  failed.handoff.concerns = {"slow"};
  failed.handoff.findings = {"y is broken"};
  Attempt lost = failed;
  lost.number = 2;
  lost.outcome = Outcome::killed;
  lost.reason = "its worker went away";
  Attempt now;
  now.number = 3;
  retried.attempts.insert(retried.attempts.end(), {lost, now});
  PromptContext context;
  context.checks = {"ninja", "ctest"};
  context.protected_paths = {".reeve"};
  CHECK(worker_prompt(retried, context) ==
        head + "\n# It is accepted if\n\n- It compiles.\n- It is fast.\n" +
            "\n# You may change these paths only\n\n- `x.h`\n- `x/**`\n" +
            "\n# These commands are run on the result and must succeed\n\n- `ninja`\n- `ctest`\n" +
            "\n# Never change these paths\n\n- `.reeve`\n\n" + rules.substr(1) +
            "\n# This is attempt 3. Earlier ones failed; do not repeat what they tried.\n"
            "\nAttempt 1 by small ended with checks_failed:\n'ninja' failed: exit code 1\nx.h:3: error\n"
            "It reported: Mostly there.\n- concern: slow\n- finding: y is broken\n\n" +
            tail.substr(1));
}

TEST_CASE("a template's variables are filled once, and a name that is none is an error with its place") {
  const std::map<std::string, std::string> variables{{"title", "{{body}} {{x"}, {"body", "text"}};
  CHECK(fill_template("{{title}}|{{ body }}|{single}|{{open", variables, "p.md") ==
        "{{body}} {{x|text|{single}|{{open");
  CHECK(fill_template("", variables, "p.md") == "");
  try {
    fill_template("a\nb {{titel}}", variables, "p.md");
    FAIL("it was accepted");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    CHECK(error.what() == std::string("p.md:2: unknown variable '{{titel}}'"));
    CHECK(error.hint() == "did you mean '{{title}}'?");
  }
}
