// A fleet of one person, one worker and one gate on one hub, with a clock that stands still.
#pragma once

#include <memory>
#include <string>

#include "base/fake_clock.h"
#include "hub/task_store.h"
#include "task/policy.h"
#include "task/ref_names.h"
#include "task/story.h"
#include "test_hubs.h"

namespace reeve::test {

class TaskWorld {
 public:
  explicit TaskWorld(const std::string& kind = "memory") : hubs_(make_hubs(kind)), hub_(hubs_->open()) {}

  Hub& hub() { return *hub_; }
  FakeClock& clock() { return clock_; }
  // Everybody has a store of their own, as in a process of their own.
  TaskStore& ada() { return ada_; }
  TaskStore& worker() { return worker_; }
  TaskStore& other() { return other_; }
  const git::Oid& base() const { return base_; }

  TaskSpec spec(const std::string& id, std::vector<std::string> after = {}) {
    TaskSpec spec;
    spec.id = id;
    spec.goal = "g";
    spec.title = "Port " + id;
    spec.after = std::move(after);
    return spec;
  }
  TaskRecord published(const std::string& id) {
    if (!ada_.publish({spec(id)}, base_)) throw std::runtime_error(id + " is taken");
    return get(id);
  }
  TaskRecord claimed(const std::string& id) {
    TaskRecord task = published(id);
    if (!worker_.claim(task, request())) throw std::runtime_error(id + " cannot be claimed");
    return task;
  }
  TaskRecord submitted(const std::string& id) {
    TaskRecord task = claimed(id);
    if (!worker_.submit(task, {work("work"), {}, {}, {}, {}})) throw std::runtime_error("cannot submit");
    return task;
  }
  TaskRecord get(const std::string& id) { return ada_.find(id).value(); }
  git::Oid work(const std::string& text) { return commit_saying(*hub_, text); }
  ClaimRequest request(const std::string& agent = "small") {
    return {agent, "m-1", "host/boot/1/2", Milliseconds{600'000}};
  }
  Failure failure(Outcome outcome, const std::string& reason = "", std::optional<git::Oid> work = {}) {
    Failure failure;
    failure.outcome = outcome;
    failure.reason = reason;
    failure.work = work;
    return failure;
  }
  // Two rungs, as reconcile would decide.
  TaskStore::NextStep next() {
    return [this](const TaskState& state) { return next_step(state, 2, {}, clock_.now(), "reconcile"); };
  }

  // All of Reeve's refs: "task/x=Port x", and a log by the message of its newest commit.
  std::string refs() {
    std::string text;
    for (const git::Ref& ref : hub_->list("refs/")) {
      const std::string name(refs::short_name(ref.name));
      text += name.substr(name.find("reeve/") + 6) + (ref.name.starts_with("refs/notes/") ? " log=" : "=") +
              split_lines(hub_->objects().read_commit(ref.id).message).front() + "\n";
    }
    return text;
  }
  // As it is on the hub now, and as `task` says it is: the two must be one.
  std::string state(const TaskRecord& task) {
    const auto found = other_.find(task.id());
    if (!found) return describe(task.state) + "not on the hub";
    const bool is_same = describe(found->state) == describe(task.state) && found->log == task.log &&
                         found->branch == task.branch && found->text == task.text;
    return is_same ? describe(task.state) : "the record is not what the hub has";
  }

 private:
  std::unique_ptr<HubFactory> hubs_;
  std::unique_ptr<Hub> hub_;
  FakeClock clock_;
  git::Signature signature_{"Test", "test@localhost", TimePoint{}};
  TaskStore ada_{*hub_, clock_, "ada", signature_};
  TaskStore worker_{*hub_, clock_, "worker", signature_};
  TaskStore other_{*hub_, clock_, "other", signature_};
  git::Oid base_ = commit_saying(*hub_, "base");
};

}  // namespace reeve::test
