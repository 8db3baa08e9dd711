#include "agent/prompt.h"

#include "agent/prompt_text.h"
#include "base/error.h"
#include "support/catch.h"

namespace prompt_test {

using namespace reeve;

namespace {

TaskState task() {
  TaskState task;
  task.spec.id = "x-1";
  task.spec.title = "Port x";
  task.spec.body = "All of it.";
  task.attempts.emplace_back();
  task.attempts.back().number = 1;
  task.attempts.back().agent = "small";
  return task;
}

PromptContext context() {
  PromptContext context;
  context.agent.preset = "command";
  return context;
}

std::string prompt(const std::string& name, const TaskState& task, const PromptContext& context) {
  return fill_template(prompt_template(name), prompt_variables(task, context), name);
}

// Attempt 1 failed, 2 was lost, 3 asked and was answered.
TaskState retried() {
  TaskState retried = task();
  Attempt& failed = retried.attempts.back();
  failed.outcome = Outcome::checks_failed;
  failed.reason = "'ninja' failed: exit code 1\nx.h:3: error";
  failed.commit = "0123";
  failed.handoff.summary = "Mostly there.";
  failed.handoff.not_done = {"the rest"};
  failed.handoff.concerns = {"slow"};
  failed.handoff.findings = {"y is broken"};
  Attempt lost;
  lost.number = 2;
  lost.agent = "small";
  lost.outcome = Outcome::killed;
  lost.reason = "its worker went away";
  Attempt asked = lost;
  asked.number = 3;
  asked.outcome = Outcome::needs_input;
  asked.reason = "Which x?";
  asked.answer = "The first.";
  retried.attempts.insert(retried.attempts.end(), {lost, asked, Attempt()});
  return retried;
}

}  // namespace

TEST_CASE("the worker's prompt for a bare task and a first attempt") {
  CHECK(prompt("worker", task(), context()) ==
        R"prompt(You do one task in a git repository that is yours alone. Your working directory is its top.

# Task: Port x

All of it.

# What counts

The difference between the files as you leave them and the files as you got them, and nothing else. It is held
against the paths above, and the commands are run on it in a clean checkout. What you say about it is not believed.

What fails the task:
- no difference;
- a part of the task, however good; a TODO, a stub or a comment in place of work;
- a check that passes because a check, a test or a build file was weakened, skipped or deleted;
- a change outside the paths above, or a new dependency that the task does not name;
- notes, plans, logs or copies left among the files.

What you notice outside the task stays as it is: it is a finding, not more work.
You need not commit. If you do, commit on the branch you are on.

# Limits

You are stopped after 60 minutes. What is written then is all that counts.

# When you are done

Run the commands yourself, then write the file `$REEVE_OUT/result.json` (REEVE_OUT is an environment variable):

    {"outcome": "done", "handoff": {"summary": "…", "not_done": [], "concerns": [], "deviations": [],
     "findings": [], "suggestions": []}}

`outcome` is one of: done; no_change (nothing had to be changed: the summary shows why); stuck (the summary says what
you tried and where it ended); needs_input (with a member "question": one question that a person can answer in a
sentence).

The handoff is read by people who have not seen your work. At most 10 lines in all, each with a path, a line or a
command's output as its evidence:
- summary: what you did, which command you ran last, and what it printed last. 1 to 3 sentences.
- not_done: what of the task is missing. Empty if the outcome is done.
- concerns: what may be wrong with the result.
- deviations: where you left the task's words, and why.
- findings: what you noticed outside the task and left alone.
- suggestions: what should be done next.
)prompt");
}

TEST_CASE("the worker's prompt says what is accepted, allowed, checked and protected, and what was tried") {
  TaskState state = retried();
  state.spec.accept = {"It compiles.", "It is fast."};
  state.spec.scope = {"x.h", "x/**"};
  PromptContext all = context();
  all.checks = {"ninja", "ctest"};
  all.protected_paths = {".reeve"};
  all.guide = "The build needs -j1.\nx.h is generated.\nToo much.\n";
  all.limits.guide_lines = 2;
  all.agent.preset = "claude";
  all.agent.wall = Milliseconds(150'000);
  all.agent.turns = 7;
  CHECK(prompt("worker", state, all) ==
        R"prompt(You do one task in a git repository that is yours alone. Your working directory is its top.

# Task: Port x

All of it.

# It is accepted if

- It compiles.
- It is fast.

# You may change these paths only

- `x.h`
- `x/**`

# These commands are run on the result and must succeed

- `ninja`
- `ctest`

# Never change these paths

- `.reeve`

# What surprised others in this repository

The build needs -j1.
x.h is generated.
[1 more line left out]

# What counts

The difference between the files as you leave them and the files as you got them, and nothing else. It is held
against the paths above, and the commands are run on it in a clean checkout. What you say about it is not believed.

What fails the task:
- no difference;
- a part of the task, however good; a TODO, a stub or a comment in place of work;
- a check that passes because a check, a test or a build file was weakened, skipped or deleted;
- a change outside the paths above, or a new dependency that the task does not name;
- notes, plans, logs or copies left among the files.

What you notice outside the task stays as it is: it is a finding, not more work.
You need not commit. If you do, commit on the branch you are on.

# Limits

You are stopped after 2.5 minutes or 7 turns, whichever comes first. What is written then is all that counts.

# This is attempt 4

Earlier ones failed. Your files are as they were before any of them; what they found out is below. Build on it,
do not look for it again, and do not try again what has failed: it would fail again.

## Attempt 1 by small: checks_failed

'ninja' failed: exit code 1
x.h:3: error
It reported: Mostly there.
- not done: the rest
- concern: slow
- finding: y is broken
What it changed: `git show 0123`

## Attempt 3 by small: needs_input

Which x?
The answer: The first.

# When you are done

Run the commands yourself, then write the file `$REEVE_OUT/result.json` (REEVE_OUT is an environment variable):

    {"outcome": "done", "handoff": {"summary": "…", "not_done": [], "concerns": [], "deviations": [],
     "findings": [], "suggestions": []}}

`outcome` is one of: done; no_change (nothing had to be changed: the summary shows why); stuck (the summary says what
you tried and where it ended); needs_input (with a member "question": one question that a person can answer in a
sentence).

The handoff is read by people who have not seen your work. At most 10 lines in all, each with a path, a line or a
command's output as its evidence:
- summary: what you did, which command you ran last, and what it printed last. 1 to 3 sentences.
- not_done: what of the task is missing. Empty if the outcome is done.
- concerns: what may be wrong with the result.
- deviations: where you left the task's words, and why.
- findings: what you noticed outside the task and left alone.
- suggestions: what should be done next.
)prompt");
}

TEST_CASE("the prompt of a merge names the conflicts and what caused them") {
  PromptContext merge = context();
  merge.checks = {"ninja"};
  merge.conflicts = {"x.h"};
  merge.causes = {"y-1: Port y"};
  CHECK(
      prompt("conflict", task(), merge) ==
      R"prompt(You finish a merge in a git repository that is yours alone. Your working directory is its top. The task below was done
in it; meanwhile others' work landed, and merging the two left conflicts. The files hold the conflict markers.

# Resolve these files, and no others

- `x.h`

# What landed meanwhile on these files

- y-1: Port y

# What counts

Both sides stay: every line that either side added is still there when you are done, adapted where it must be. This is
checked line by line, and then the commands below are run.

What fails the merge:
- a conflict marker that is left;
- one side taken whole, or the other side's change undone, so that the conflict goes away;
- a change in a file that is not listed above, unless the merged code does not build without it;
- any work on the task beyond the merge.

# The task was: Port x

All of it.

# These commands are run on the result and must succeed

- `ninja`

# Limits

You are stopped after 60 minutes. What is written then is all that counts.

# When you are done

Write the file `$REEVE_OUT/result.json` (REEVE_OUT is an environment variable):

    {"outcome": "done", "handoff": {"summary": "how both sides were kept, file by file"}}

If the two cannot both be kept: {"outcome": "stuck", "handoff": {"summary": "which lines exclude each other"}}.
)prompt");
}

TEST_CASE("a history is bounded, whatever the attempts wrote") {
  TaskState state = task();
  Attempt failed;
  failed.outcome = Outcome::crashed;
  failed.reason = std::string(1'000'000, 'x');
  failed.handoff.summary = std::string(100'000, 'y');
  failed.handoff.findings.assign(1'000, std::string(100'000, 'z'));
  state.attempts.assign(30, failed);
  const std::string history = history_section(state);
  CHECK(history.size() < 40'000);
  CHECK(history.find("The 26 attempts before these are left out.") != std::string::npos);
  CHECK(history.find("- finding: 992 more\n") != std::string::npos);
}

TEST_CASE("an excerpt keeps the beginning and the end, and never half a character") {
  CHECK(excerpt("  short \n", 10) == "short");
  CHECK(excerpt("0123456789abcdef", 9) == "012 […7 bytes…] abcdef");
  CHECK(excerpt("ää" + std::string(20, 'x') + "öö", 6) == "ä […22 bytes…] öö");
}

TEST_CASE("a prompt that there is not is an error") {
  CHECK_THROWS_AS(prompt_template("boss"), Error);
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

}  // namespace prompt_test
