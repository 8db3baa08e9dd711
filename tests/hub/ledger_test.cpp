#include "hub/ledger.h"

#include <fmt/format.h>

#include "hub/local_hub.h"
#include "support/catch.h"
#include "support/repository.h"
#include "task/story.h"
#include "test_hubs.h"

namespace ledger_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const git::Signature gate{"Gate", "gate@localhost", second(0)};

TaskState landed_state() {
  Story story;
  story.open().then_claimed().then(EventType::failed, [](Event& event) {
    event.outcome = Outcome::crashed;
    event.usage.seconds = 60;
    event.usage.cost = 0.25;
  });
  story.then_retried(1).then(EventType::claimed, [](Event& event) {
    event.agent = "opus";
    event.trace.model = "m-1";
  });
  story.then(EventType::submitted, [](Event& event) {
    event.commit = "c1";
    event.usage.seconds = 125.5;
    event.usage.cost = 1;
    event.usage.input = 20;
    event.usage.cache_read = 300;
    event.usage.cache_write = 40;
    event.usage.output = 5;
    event.trace.version = "2.1";
    event.trace.prompt = "0a1b";
    event.receipts = {{"aaaa", "make", CheckResult::pass, 0, 1, CheckPlace::worker, ""}};
  });
  story.then(EventType::landed, [](Event& event) {
    event.commit = "m1";
    event.receipts = {{"0123456789abcdef", "ctest -j4", CheckResult::pass, 0, 12.34, CheckPlace::gate, ""}};
  });
  TaskState state = story.state();
  state.spec.parent = "p-1";
  return state;
}

git::Oid commit_on(git::Repository& repository, const std::optional<git::Oid>& parent,
                   const std::string& message) {
  git::CommitData commit;
  commit.tree = git::Repository::empty_tree();
  if (parent) commit.parents = {*parent};
  commit.tree = repository.write_tree({});
  commit.message = message;
  commit.author = commit.committer = gate;
  return repository.write_commit(commit);
}

}  // namespace

TEST_CASE("a note says who did it, what it cost and what was checked, above the log") {
  CHECK(ledger_note(landed_state(), "{\"reeve\":\"task\"}\n{\"event\":\"planned\"}\n") ==
        "Task: x-1 (T)\n"
        "Goal: g\n"
        "Parent: p-1\n"
        "Agent: opus (m-1), attempt 2\n"
        "Cost: 1.2500, 3 min 05 s of agent time\n"
        "Attempt: 1 by worker small, crashed, 1 min 00 s, cost 0.2500\n"
        "Attempt: 2 by worker opus, done, model m-1, version 2.1, prompt 0a1b, 2 min 05 s, tokens 20 in, 300 "
        "from the cache, 40 to the cache, 5 out, cost 1.0000\n"
        "Check: pass on tree 0123456789: ctest -j4 (12.3 s)\n"
        "\n"
        "{\"reeve\":\"task\"}\n"
        "{\"event\":\"planned\"}\n");
}

TEST_CASE("a note of a task that nobody tried is short") {
  TaskState state;
  state.spec.id = "x-1";
  state.spec.goal = "g";
  state.spec.title = "T";
  CHECK(ledger_note(state, "log\n") == "Task: x-1 (T)\nGoal: g\nCost: 0 ms of agent time\n\nlog\n");
}

TEST_CASE("the log comes back out of a note, whatever a planner wrote into the title and the checks") {
  TaskState state = landed_state();
  state.spec.title = "T\n\n{\"reeve\":\"task\",\"v\":1}";
  state.attempts.back().receipts.back().command = "make\n\n{\"reeve\":\"evil\"}\n";
  const std::string log = "{\"reeve\":\"task\",\"v\":1}\n{\"event\":\"x\"}\n{\"reeve\":\"task\"}\n";
  CHECK(log_in_ledger_note(ledger_note(state, log)) == log);
  CHECK(log_in_ledger_note(log) == log);
  CHECK_FALSE(log_in_ledger_note("Task: x\n\nno log\n"));
  CHECK_FALSE(log_in_ledger_note(""));
}

TEST_CASE("notes are written on several commits at once, kept, replaced, and read by git") {
  ScratchRepository scratch(git::Repository::Kind::bare);
  git::Repository& repository = scratch.repository();
  std::map<git::Oid, std::string> notes;
  for (int i = 0; i < 300; ++i) {
    const std::string name = std::to_string(i);
    notes[commit_on(repository, {}, "commit " + name + "\n")] = "note " + name + "\n";
  }
  const git::Oid first = write_ledger(repository, {}, notes, "landed 300\n", gate);
  const git::Oid changed = notes.begin()->first;
  const git::Oid extra = commit_on(repository, {}, "extra\n");
  const git::Oid second =
      write_ledger(repository, first, {{changed, "changed\n"}, {extra, "extra\n"}}, "landed 2\n", gate);
  notes[changed] = "changed\n";
  notes[extra] = "extra\n";
  for (const auto& [commit, note] : notes) CHECK(read_ledger(repository, second, commit) == note);
  CHECK(read_ledger(repository, first, changed) != "changed\n");
  CHECK_FALSE(read_ledger(repository, first, extra));
  CHECK_FALSE(read_ledger(repository, {}, extra));

  scratch.set_ref("refs/notes/reeve/ledger", second);
  CHECK(scratch.git({"notes", "--ref=reeve/ledger", "show", changed.hex()}) == "changed\n");
  CHECK(scratch.git({"notes", "--ref=reeve/ledger", "show", notes.rbegin()->first.hex()}) ==
        notes.rbegin()->second);
  const auto listed = split_lines(scratch.git({"notes", "--ref=reeve/ledger", "list"}));
  CHECK(listed.size() == notes.size());
  CHECK(scratch.git({"log", "--format=%s", "refs/notes/reeve/ledger"}) == "landed 2\nlanded 300\n");
  CHECK(scratch.git({"fsck", "--strict", "--no-dangling"}) == "");
}

TEST_CASE("a trailer stands in the last paragraph, and the last one counts") {
  const std::string message =
      "Subject\n\nThe agent says:\nReeve-Task: spoofed\n\nReeve-Task: a\nReeve-Goal: g \nReeve-Task: b\n";
  CHECK(trailer(message, "Reeve-Task") == "b");
  CHECK(trailer(message, "Reeve-Goal") == "g");
  CHECK_FALSE(trailer(message, "Reeve"));
  CHECK_FALSE(trailer(message, "reeve-task"));
  CHECK_FALSE(trailer("Subject\n\nReeve-Task: quoted\n\nThe end.\n", "Reeve-Task"));
  CHECK_FALSE(trailer("", "Reeve-Task"));
}

TEST_CASE("the landed tasks of a goal are those of it that are named on the first parents since the base") {
  ScratchRepository scratch(git::Repository::Kind::bare);
  git::Repository& repository = scratch.repository();
  const git::Oid before = commit_on(repository, {}, "before\n\nReeve-Task: early\nReeve-Goal: g\n");
  const git::Oid base = commit_on(repository, before, "base\n");
  const git::Oid a = commit_on(repository, base, "a\n\nReeve-Task: a\nReeve-Goal: g\n");
  const git::Oid other = commit_on(repository, a, "other\n\nReeve-Task: other\nReeve-Goal: of-others\n");
  const git::Oid person = commit_on(repository, other, "by hand\n");
  const git::Oid side = commit_on(repository, base, "side\n\nReeve-Task: side\nReeve-Goal: g\n");
  git::CommitData merge = repository.read_commit(person);
  merge.parents = {person, side};
  merge.message = "b\n\nReeve-Task: b\nReeve-Goal: g\n";
  const git::Oid b = repository.write_commit(merge);
  CHECK(landed_tasks(repository, "g", b, base) == std::map<std::string, git::Oid>{{"a", a}, {"b", b}});
  CHECK(landed_tasks(repository, "g", base, base).empty());
}

}  // namespace ledger_test
