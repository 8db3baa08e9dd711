#include "cli/command_fleet.h"

#include <unistd.h>

#include <array>
#include <regex>
#include <stdexcept>

#include "base/text.h"

namespace reeve::test {

namespace {

const git::Signature author{"Test", "test@localhost", TimePoint{Milliseconds{1'800'000'000'000}}};

void require(bool succeeded, const std::string& what) {
  if (!succeeded) throw std::runtime_error(what + " did not happen");
}

std::string host() {
  std::array<char, 256> name{};
  ::gethostname(name.data(), name.size() - 1);
  return name.data();
}

Failure failed_checks() {
  Failure failure;
  failure.outcome = Outcome::checks_failed;
  failure.reason = "the tests do not pass\nall of them";
  failure.usage.seconds = 88;
  failure.usage.cost = 0.25;
  failure.usage.input = 1200;
  failure.usage.output = 340;
  Receipt receipt;
  receipt.tree = "tree";
  receipt.command = "make test";
  receipt.result = CheckResult::fail;
  receipt.exit = 2;
  receipt.seconds = 1.5;
  receipt.log = "1 of 2 failed\n";
  failure.receipts = {receipt};
  return failure;
}

}  // namespace

CommandFleet::CommandFleet()
    : hub_(git::Repository::open(scratch().path())),
      tasks_(hub_, clock(), "Test <test@localhost>", author),
      goals_(tasks_) {
  begin({{"a.txt", "one\n"}, {"b.txt", "one\n"}, {"src/one.c", "1\n"}});
  GoalSpec spec;
  spec.id = "speed-aaaa";
  spec.title = "Make it fast";
  require(goals_.open(spec, scratch().repository().resolve_commit("main").value()), "opening the goal");
}

void CommandFleet::publish(TaskSpec spec) {
  spec.goal = "speed-aaaa";
  require(tasks_.publish({spec}, goals_.find(spec.goal).value().base()), "publishing " + spec.id);
}

void CommandFleet::publish(const std::string& id, const std::string& title,
                           const std::vector<std::string>& after) {
  TaskSpec spec;
  spec.id = id;
  spec.title = title;
  spec.after = after;
  publish(spec);
}

TaskRecord CommandFleet::claim(const std::string& id) {
  TaskRecord task = record(id);
  require(tasks_.claim(task, {"small", "m-1", "run", Milliseconds{600'000}}), "claiming " + id);
  return task;
}

void CommandFleet::fail_once(const std::string& id, const Handoff& handoff) {
  TaskRecord task = claim(id);
  clock().tick(Milliseconds{90'000});
  Failure failure = failed_checks();
  failure.handoff = handoff;
  failure.work = scratch().commit({{"a.txt", "two\n"}}, {task.task_commit});
  const auto at_the_first_rung = [&](const TaskState&) {
    return make_event(EventType::retried, clock().now(), "worker");
  };
  require(tasks_.fail(task, failure, at_the_first_rung), "failing " + id);
}

void CommandFleet::submit(const std::string& id, const Handoff& handoff) {
  TaskRecord task = claim(id);
  Files files = scratch().files_of(task.task_commit);
  files["a.txt"] += id + "\n";
  const git::Oid work = scratch().commit(files, {task.task_commit});
  require(tasks_.submit(task, {work, handoff, {}, {}, {}}), "submitting " + id);
}

void CommandFleet::land_one_and_fail_one() {
  publish("parser-aaaa", "Port the parser");
  fail_once("parser-aaaa", {});
  submit("parser-aaaa");
  judge();
  publish("printer-aaaa", "Port the printer");
  fail_once("printer-aaaa", {});
}

void CommandFleet::change_goal(const Event& event) {
  GoalRecord goal = goals_.find("speed-aaaa").value();
  if (!goals_.append(goal, event)) throw std::runtime_error("the goal was changed by somebody else");
}

void CommandFleet::judge() {
  require(run({"judge"}).exit_code == cli::ExitCode::done, "judging");
}

std::string CommandFleet::told(const std::vector<std::string>& words, cli::ExitCode expected,
                               std::size_t width) {
  const std::string text = replace_all(CommandWorld::told(words, expected, width), "@" + host(), "@HOST");
  return std::regex_replace(text, std::regex("\\(gate, [0-9.]+ s\\)"), "(gate, TIME)");
}

}  // namespace reeve::test
