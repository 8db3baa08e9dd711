// How a branch that a person pushed to reeve/ready/ becomes a task: the last of TaskStore's verbs for people.
#include <fmt/format.h>

#include "base/random.h"
#include "git/git_program.h"
#include "hub/task_store.h"
#include "task/policy.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

// Of a claim that ends in the transaction that makes it: any time will do.
constexpr Milliseconds shortest_lease{60'000};

}  // namespace

// The person's attempt: claimed and submitted at once, in their name.
TaskStore::Steps TaskStore::hand_in(const Offer& offer, std::size_t attempts_before,
                                    const git::Oid& work) const {
  Event claimed = event(EventType::claimed);
  claimed.by = offer.person;
  claimed.attempt = static_cast<int>(attempts_before) + 1;
  claimed.nonce = random_base32(16);
  claimed.lease_until = claimed.at + shortest_lease;
  claimed.agent = person_agent;
  Event submitted = event(EventType::submitted);
  submitted.by = offer.person;
  submitted.attempt = claimed.attempt;
  submitted.nonce = claimed.nonce;
  submitted.commit = work.hex();
  return {claimed, submitted};
}

// What is submitted has the task commit in its history, as a worker's has: with it the log's subject lives as
// long as the work. Absent if the two conflict.
std::optional<git::Oid> TaskStore::joined(const Offer& offer, const git::Oid& task_commit,
                                          const std::string& id) {
  git::Repository& objects = hub_.objects();
  const git::MergeResult merge = git::merge(objects, offer.tip, task_commit);
  if (!merge.clean()) return std::nullopt;
  git::CommitData commit;
  commit.tree = merge.tree;
  commit.parents = {offer.tip, task_commit};
  commit.message = "Take " + refs::short_name(offer.branch) + " as " + id + "\n";
  commit.author = commit.committer = signature_now();
  return objects.write_commit(commit);
}

bool TaskStore::adopt(const TaskSpec& spec, const git::Oid& base, const Offer& offer) {
  const git::Oid task_commit = write_task_commit(spec, base);
  const auto work = joined(offer, task_commit, spec.id);
  if (!work) return false;
  Steps steps{event(EventType::planned), event(EventType::dispatched)};
  steps.front().commit = base.hex();
  for (const Event& step : hand_in(offer, 0, *work)) steps.push_back(step);
  std::string text = encode_spec(spec);
  const git::Oid log = write_steps(std::nullopt, task_commit, text, steps);
  Transaction transaction;
  transaction.reason = fmt::format("take {} as {}", refs::short_name(offer.branch), spec.id);
  transaction.updates = {{refs::task_log(spec.id), std::nullopt, log},
                         {refs::ready(spec.id), std::nullopt, work},
                         {offer.branch, offer.tip, std::nullopt}};
  return hub_.apply(transaction).succeeded();
}

bool TaskStore::adopt_again(TaskRecord& task, const Offer& offer) {
  const auto work = joined(offer, task.task_commit, task.id());
  if (!work) return false;
  const bool is_waiting = task.state.phase == Phase::ready;
  const std::string why = "pushed again by " + offer.person;
  Steps steps;
  if (is_waiting) steps.push_back(event(EventType::held, why));
  steps.push_back(event(EventType::retried, why));
  steps.back().rung = task.state.rung;
  for (const Event& step : hand_in(offer, task.state.attempts.size(), *work)) steps.push_back(step);
  Updates others;
  if (offer.branch != refs::ready(task.id())) others.push_back({offer.branch, offer.tip, std::nullopt});
  if (is_waiting && task.branch)
    others.push_back(
        {refs::failed(task.id(), static_cast<int>(task.state.attempts.size())), std::nullopt, task.branch});
  return try_commit(task, steps, work, others).succeeded();
}

}  // namespace reeve
