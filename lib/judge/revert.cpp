#include "judge/revert.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/error.h"
#include "base/text.h"
#include "git/git_program.h"
#include "hub/ledger.h"
#include "hub/words.h"
#include "judge/landing.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

constexpr std::string_view no_revert_line = "Reeve-No-Revert:";

git::Signature signature_now(TaskStore& store) {
  git::Signature signature = store.signature();
  signature.when = store.clock().now();
  return signature;
}

git::Oid commit_on(TaskStore& store, const git::Oid& parent, const git::Oid& tree,
                   const std::string& message) {
  git::CommitData commit;
  commit.tree = tree;
  commit.parents = {parent};
  commit.message = message;
  commit.author = commit.committer = signature_now(store);
  return store.hub().objects().write_commit(commit);
}

// A commit on top of the landed one that undoes it, merged with the tip: so that git takes the one as the
// base, and what came after it stays.
git::MergeResult merge_inverse(TaskStore& store, const git::Oid& landed, const git::Oid& tip) {
  git::Repository& repository = store.hub().objects();
  const git::Oid before = repository.tree_of(repository.read_commit(landed).parents.front());
  return git::merge(repository, tip, commit_on(store, landed, before, "Undo " + landed.hex() + "\n"));
}

std::string message_of(const std::string& landed_message, const git::Oid& landed, const Revert& revert,
                       const GoalRecord& goal, const std::string& reason) {
  const std::string title = split_lines(landed_message + "\n").front();
  return fmt::format(
      "Revert \"{}\"\n\nThis takes back commit {}:\n{}\n\nReeve-Reverts: {}\nReeve-Goal: {}\n"
      "Reeve-Attempt: {}\n",
      title, landed.hex(), paragraphs(reason), revert.task, goal.id(), revert.attempt);
}

std::string note_of(const Revert& revert, const GoalRecord& goal, const std::string& reason) {
  return fmt::format("Revert: {} ({})\nGoal: {}\nReason: {}\n", revert.task, revert.landed.hex(), goal.id(),
                     one_line(reason));
}

}  // namespace

std::optional<std::string> no_revert_reason(const std::string& text) {
  for (const std::string& line : split_lines(text + "\n")) {
    if (line.starts_with(no_revert_line)) return std::string(trim(line.substr(no_revert_line.size())));
  }
  return std::nullopt;
}

RevertResult make_revert(TaskStore& store, const GoalRecord& goal, const git::Oid& landed,
                         const git::Oid& tip, const std::string& reason) {
  const git::CommitData commit = store.hub().objects().read_commit(landed);
  const auto task = trailer(commit.message, "Reeve-Task");
  if (!task || commit.parents.empty()) return {{}, landed.short_hex() + " is no landing of a task"};
  Revert revert;
  revert.task = *task;
  revert.attempt = std::atoi(trailer(commit.message, "Reeve-Attempt").value_or("0").c_str());
  revert.landed = landed;
  if (const auto opted_out = no_revert_reason(commit.message))
    return {{}, fmt::format("{} is not to be reverted: {}", *task, *opted_out)};
  const git::MergeResult merge = merge_inverse(store, landed, tip);
  if (!merge.clean()) {
    return {{},
            fmt::format("{} cannot be reverted, as later changes build on it in {}", *task,
                        join(merge.conflicts, ", "))};
  }
  revert.commit = commit_on(store, tip, merge.tree, message_of(commit.message, landed, revert, goal, reason));
  return {revert, ""};
}

bool apply_revert(TaskStore& store, const GoalRecord& goal, const Revert& revert, const git::Oid& tip,
                  const git::Oid& base, Failure failure, const TaskStore::NextStep& next) {
  Hub& hub = store.hub();
  const std::string ledger_ref(refs::ledger);
  const auto ledger = hub.read(ledger_ref);
  const auto note = read_ledger(hub.objects(), ledger, revert.landed);
  const auto log = note ? log_in_ledger_note(*note) : std::nullopt;
  Transaction transaction;
  transaction.reason = "revert " + revert.task;
  const std::string text = with_verdict(note_of(revert, goal, failure.reason),
                                        verdict_on(hub, goal, tip, revert.commit, {revert.task}, {}));
  transaction.updates = {{goal.state.spec.target, tip, revert.commit},
                         {ledger_ref, ledger,
                          write_ledger(hub.objects(), ledger, {{revert.commit, text}},
                                       transaction.reason + "\n", signature_now(store))}};
  if (log) {
    failure.work = revert.commit;
    const auto reopened = store.reopening(*log, base, failure, next);
    transaction.updates.insert(transaction.updates.end(), reopened.begin(), reopened.end());
  }
  return hub.apply(transaction).succeeded();
}

}  // namespace reeve
