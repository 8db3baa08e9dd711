// Logs of tasks and goals on a server with the gate: what is added, by whom, and what never goes.
#include <algorithm>
#include <functional>
#include <thread>

#include "hooks/server_world.h"
#include "hub/log_note.h"
#include "support/catch.h"
#include "task/codec.h"
#include "task/ref_names.h"

namespace server_logs_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const std::string log_ref = "refs/notes/reeve/task/x";

// An event by somebody, now; `change` fills in the rest.
std::string line(EventType type, const std::string& by, const std::function<void(Event&)>& change = {}) {
  Event event = make_event(type, system_clock().now(), by);
  if (change) change(event);
  return encode_event(event);
}

std::string claim_line(const std::string& by, Milliseconds lease) {
  return line(EventType::claimed, by, [&](Event& event) {
    event.attempt = 1;
    event.nonce = "n";
    event.lease_until = event.at + lease;
  });
}

// An event of the claim that the log has now.
std::string line_of_claim(ServerWorld& world, EventType type, const std::string& by) {
  const Claim claim = world.worker().find("x").value().state.claim.value();
  return line(type, by, [&](Event& event) {
    event.attempt = claim.attempt;
    event.nonce = claim.nonce;
    if (type == EventType::failed) event.outcome = Outcome::killed;
  });
}

std::string text_of(ServerWorld& world) {
  return read_log_note(world.objects(), world.hub().read(log_ref).value()).text;
}

}  // namespace

TEST_CASE("the gate lets the whole life of a task through, as workers and people push it") {
  ServerWorld world;
  TaskRecord task = world.claimed("x");
  CHECK(world.worker().renew(task, Milliseconds{600'000}));
  const git::Oid work = world.work_on(task.task_commit);
  CHECK(world.worker().progress(task, work, Milliseconds{600'000}));
  CHECK(world.worker().progress(task, world.work_on(task.task_commit, "again\n"), Milliseconds{600'000}));
  Failure failure;
  failure.outcome = Outcome::crashed;
  failure.work = work;
  const auto retry = [&](const TaskState&) {
    return make_event(EventType::retried, system_clock().now(), "worker@one");
  };
  CHECK(world.worker().fail(task, failure, retry));
  CHECK(world.ada().hold(task, "wait"));
  CHECK(world.ada().release(task, "go on"));
  CHECK(world.ada().dispatch(task));
  CHECK(world.worker().claim(task, {"small", "m-1", "run", Milliseconds{600'000}}));
  CHECK(world.worker().ask(task, "which?", {}));
  CHECK(world.ada().answer(task, "this"));
  CHECK(world.worker().claim(task, {"small", "m-1", "run", Milliseconds{600'000}}));
  CHECK(world.worker().submit(task, {work, {}, {}, {}, {}}));
  failure.outcome = Outcome::conflict;
  CHECK(world.ada().reject(task, failure, retry));
  CHECK(world.worker().keep_work("x", 1, world.work_on(work, "more\n")));
  CHECK(world.ada().cancel(task, "not wanted"));
  CHECK(world.push(world.filing()) == "");
  GoalRecord goal = world.goal();
  CHECK(world.goals().append(goal, EventType::paused, "later"));
}

TEST_CASE("a task log that does not simply grow is refused") {
  ServerWorld world;
  world.publish("x");
  const git::Oid tip = world.hub().read(log_ref).value();
  const LogNote note = read_log_note(world.objects(), tip);
  const std::string dispatched = line(EventType::held, "worker@one");
  const auto log = [&](const std::string& text, const std::optional<git::Oid>& parent) {
    return Updates{{log_ref, tip, world.log_commit(note.subject, text, parent)}};
  };
  SECTION("truncated") {
    const std::string shorter = note.text.substr(0, note.text.find('\n') + 1);
    CHECK(refused_by(world, log(shorter, tip), log_ref, "log", "a log only grows") == "");
  }
  SECTION("with a line that is changed") {
    std::string changed = note.text;
    changed.replace(changed.find("Change x"), 8, "Change y");
    CHECK(refused_by(world, log(changed, tip), log_ref, "log", "a log only grows") == "");
  }
  SECTION("with its history rewritten, though its text grows") {
    CHECK(refused_by(world, log(note.text, std::nullopt), log_ref, "log", "is not built on") == "");
  }
  SECTION("by a merge of notes") {
    git::CommitData commit = world.objects().read_commit(tip);
    commit.parents = {tip, world.log_commit(note.subject, note.text, std::nullopt)};
    CHECK(refused_by(world, {{log_ref, tip, world.objects().write_commit(commit)}}, log_ref, "log",
                     "is not built on") == "");
  }
  SECTION("truncated and restored within one push") {
    const git::Oid shorter =
        world.log_commit(note.subject, note.text.substr(0, note.text.find('\n') + 1), tip);
    CHECK(refused_by(world, log(note.text, shorter), log_ref, "log", "takes away from it") == "");
  }
  SECTION("moved to another commit") {
    CHECK(refused_by(world, {{log_ref, tip, world.log_commit(tip, note.text, tip)}}, log_ref, "log") == "");
  }
  SECTION("with a second note beside it") {
    git::CommitData commit = world.objects().read_commit(tip);
    auto entries = world.objects().read_tree(commit.tree);
    entries.push_back({std::string(40, 'a'), git::FileMode::blob, world.objects().write_blob("x")});
    commit.parents = {tip};
    commit.tree = world.objects().write_tree(entries);
    CHECK(refused_by(world, {{log_ref, tip, world.objects().write_commit(commit)}}, log_ref, "log",
                     "exactly one note") == "");
  }
  SECTION("deleted") {
    CHECK(refused_by(world, {{log_ref, tip, std::nullopt}}, log_ref, "log", "into the ledger") == "");
  }
  SECTION("replaced by a blob") {
    const git::Oid blob = world.objects().write_blob("{}\n");
    CHECK(refused_by(world, {{log_ref, tip, blob}}, log_ref, "object", "no commit") == "");
  }
  SECTION("rolled back to its own past") {
    const git::Oid past = world.objects().read_commit(tip).parents.front();
    CHECK(refused_by(world, {{log_ref, tip, past}}, log_ref, "log", "is not built on") == "");
  }
}

TEST_CASE("an event that cannot be read or may not follow is refused") {
  ServerWorld world;
  world.publish("x");
  const auto refused = [&](const std::string& more, const std::string& rule, const std::string& words) {
    return refused_by(world, {world.log_with(log_ref, more)}, log_ref, rule, words);
  };
  CHECK(refused("no JSON\n", "log", "line 4: it is no JSON object") == "");
  CHECK(refused("{\"event\":\"held\"}\n", "log", "it has no \"at\"") == "");
  CHECK(refused(R"({"event":"held","at":"2026-11-21T03:20:00Z","by":"x"})", "log",
                "last line is not complete") == "");
  CHECK(refused(line(EventType::unknown, "x", [](Event& event) { event.name = "promoted"; }), "transition",
                "'promoted' is not known") == "");
  CHECK(refused(line(EventType::opened, "x"), "transition", "a task that is open cannot be opened") == "");
  CHECK(refused(line(EventType::submitted, "worker@one"), "transition", "cannot be submitted") == "");
  CHECK(refused(line(EventType::landed, "judge@build7"), "transition", "no log but in the ledger") == "");
  CHECK(refused(line(EventType::held, "x", [](Event& event) { event.at += std::chrono::hours{1}; }),
                "transition", "the server's clock says") == "");
  CHECK(refused(std::string(5 << 20, ' ') + "\n", "limit", "bytes are added") == "");
  CHECK(refused(claim_line("worker@two", std::chrono::hours{24 * 365 * 3}), "claim", "is longer than 24 h") ==
        "");
  CHECK(world.push({world.log_with(log_ref, claim_line("worker@two", std::chrono::hours{1}))}) == "");
}

TEST_CASE("the claim of another worker holds as long as its lease") {
  ServerWorld world;
  TaskRecord task = world.claimed("x");
  const auto refused = [&](const std::string& more, const std::string& rule, const std::string& words) {
    return refused_by(world, {world.log_with(log_ref, more)}, log_ref, rule, words);
  };
  CHECK(refused(claim_line("worker@two", Milliseconds{600'000}), "transition", "cannot be claimed") == "");
  CHECK(refused(line_of_claim(world, EventType::failed, "worker@two"), "claim",
                "for the claim of worker@one, whose lease holds") == "");
  CHECK(refused(line_of_claim(world, EventType::renewed, "worker@two"), "claim", "of worker@one") == "");
  CHECK(refused(line(EventType::progressed, "worker@one", [](Event& event) { event.attempt = 1; }),
                "transition", "not this worker's") == "");
  SECTION("but its own machine can see that it is gone") {
    CHECK(world.push({world.log_with(log_ref, line_of_claim(world, EventType::failed, "reconcile@one"))}) ==
          "");
  }
  SECTION("and a person can take it away") {
    CHECK(world.ada().hold(task, "stop"));
  }
  SECTION("and one whose lease is over is anybody's") {
    CHECK(world.worker().renew(task, Milliseconds{-1}));
    CHECK(world.push({world.log_with(log_ref, line_of_claim(world, EventType::failed, "worker@two"))}) == "");
  }
}

TEST_CASE("of workers that claim at once through the gate one wins, and the others have lost the race") {
  ServerWorld world;
  world.publish("x");
  constexpr int workers = 4;
  std::vector<std::string> ends(workers);
  std::vector<std::thread> threads;
  for (int i = 0; i < workers; ++i) {
    threads.emplace_back([&, i] {
      try {
        ScratchRepository clone(git::Repository::Kind::bare);
        RemoteHub hub(git::Repository::open(clone.path()), world.server().path().string());
        TaskStore store(hub, system_clock(), "worker@" + std::to_string(i),
                        {"Test", "test@localhost", system_clock().now()});
        TaskRecord task = store.find("x").value();
        ends[static_cast<std::size_t>(i)] =
            store.claim(task, {"small", "m-1", "run", Milliseconds{600'000}}) ? "won" : "lost";
      } catch (const std::exception& error) {
        ends[static_cast<std::size_t>(i)] = error.what();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::ranges::sort(ends);
  CHECK(ends == std::vector<std::string>{"lost", "lost", "lost", "won"});
}

TEST_CASE("a new log must be of its ref, begin at its beginning, belong to a goal and bring its branch") {
  ServerWorld world;
  world.publish("x");
  const std::string text = text_of(world);
  const git::Oid commit = world.worker().find("x").value().task_commit;
  const auto refused = [&](const std::string& log, const std::string& rule, const std::string& words) {
    const Updates updates{
        {"refs/notes/reeve/task/y", std::nullopt, world.log_commit(commit, log, std::nullopt)}};
    return refused_by(world, updates, "refs/notes/reeve/task/y", rule, words);
  };
  TaskSpec spec;
  spec.id = "y";
  spec.goal = "goal";
  spec.title = "Y";
  const std::string planned = line(EventType::planned, "ada");
  CHECK(refused(text, "log", "it is the log of x") == "");
  CHECK(refused(encode_spec(spec), "transition", "begins with 'planned'") == "");
  CHECK(refused(encode_spec(spec) + planned + planned, "transition", "planned already") == "");
  CHECK(refused(encode_spec(spec) + planned, "branch", "does not bring its branch reeve/held/y") == "");
  spec.goal = "nowhere";
  CHECK(refused(encode_spec(spec) + planned, "log", "there is no goal nowhere") == "");
}

TEST_CASE("a goal's log only grows, by events of goals, and is never deleted") {
  ServerWorld world;
  const std::string ref = "refs/notes/reeve/goal/goal";
  const git::Oid tip = world.hub().read(ref).value();
  const LogNote note = read_log_note(world.objects(), tip);
  CHECK(refused_by(world, {{ref, tip, std::nullopt}}, ref, "log", "never deleted") == "");
  CHECK(refused_by(world, {{ref, tip, world.log_commit(note.subject, note.text, std::nullopt)}}, ref, "log",
                   "is not built on") == "");
  CHECK(refused_by(world, {world.log_with(ref, line(EventType::claimed, "x"))}, ref, "transition",
                   "cannot be claimed") == "");
  CHECK(refused_by(world, {world.log_with(ref, line(EventType::opened, "x"))}, ref, "transition",
                   "cannot be opened") == "");
  CHECK(world.push({world.log_with(ref, line(EventType::stopped, "ada"))}) == "");
}

TEST_CASE("a goal cannot be opened on a branch of another task or goal") {
  ServerWorld world;
  GoalSpec spec;
  spec.id = "mine";
  spec.title = "Mine";
  spec.target = "refs/heads/reeve/goal/goal";
  spec.base = world.goal().goal_commit.hex();
  const std::string text = encode_spec(spec) + line(EventType::opened, "eve");
  const git::Oid log = world.log_commit(world.goal().goal_commit, text, std::nullopt);
  CHECK(refused_by(world, {{"refs/notes/reeve/goal/mine", std::nullopt, log}}, "refs/notes/reeve/goal/mine",
                   "transition", "is no branch that can receive landings") == "");
}

}  // namespace server_logs_test
