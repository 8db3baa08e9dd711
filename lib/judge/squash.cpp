#include "judge/squash.h"

#include "base/error.h"
#include "base/text.h"
#include "git/git_program.h"
#include "hub/spend_trailers.h"
#include "hub/words.h"
#include "judge/authorship.h"
#include "judge/revert.h"
#include "workspace/change_rules.h"

namespace reeve {

namespace {

void add_trailer(std::string& message, const std::string& name, const std::string& value) {
  if (!value.empty()) message += name + ": " + one_line(value) + "\n";  // an agent says its model itself
}

std::string landing_message(const TaskState& state, const std::vector<std::string>& co_authors) {
  const Attempt& attempt = state.attempts.back();
  std::string message = state.spec.title + "\n\n";
  const std::string& about = attempt.handoff.summary.empty() ? state.spec.body : attempt.handoff.summary;
  if (const std::string text = paragraphs(about); !text.empty()) message += text + "\n\n";
  for (const std::string& person : co_authors) add_trailer(message, "Co-authored-by", person);
  add_trailer(message, "Reeve-Task", state.spec.id);
  add_trailer(message, "Reeve-Goal", state.spec.goal);
  add_trailer(message, "Reeve-Parent", state.spec.parent);
  add_trailer(message, "Reeve-Agent", attempt.agent);
  add_trailer(message, "Reeve-Model", attempt.trace.model);
  add_trailer(message, "Reeve-Attempt", std::to_string(attempt.number));
  const auto no_revert = no_revert_reason(state.spec.body + "\n" + attempt.handoff.summary);
  if (no_revert) add_trailer(message, "Reeve-No-Revert", *no_revert);
  return message + spend_trailers(state);
}

Squashed refusal(Outcome outcome, const std::string& reason, const git::Oid& work) {
  Squashed squashed;
  squashed.kind = Squashed::Kind::refused;
  squashed.failure.outcome = outcome;
  squashed.failure.reason = reason;
  squashed.failure.work = work;
  return squashed;
}

// The branch is what somebody pushed after the submission; what was submitted is what is judged.
Squashed refused_as_moved(const TaskRecord& task) {
  return refusal(Outcome::rejected, "its branch is not at the commit that was submitted",
                 task.branch.value_or(task.task_commit));
}

Squashed conflict_in(const std::vector<std::string>& paths, const git::Oid& work) {
  Squashed squashed =
      refusal(Outcome::conflict, "it conflicts with what landed meanwhile in " + join(paths, ", "), work);
  squashed.kind = Squashed::Kind::conflict;
  squashed.failure.paths = paths;
  return squashed;
}

Squashed try_squash(TaskStore& store, const Config& config, const git::Oid& below, const TaskRecord& task) {
  git::Repository& repository = store.hub().objects();
  const auto work = git::Oid::parse(task.state.submitted);
  if (!work || task.branch != work || !repository.exists(*work)) return refused_as_moved(task);
  const git::MergeResult merge = git::merge(repository, below, *work);
  if (!merge.clean()) return conflict_in(merge.conflicts, *work);
  const auto problem =
      problem_with(repository, repository.tree_of(below), merge.tree, rules_for(task.state.spec, config));
  if (problem) return refusal(problem->outcome, problem->reason, *work);
  Squashed squashed;
  squashed.commit = squash(store, task, merge.tree, below);
  return squashed;
}

}  // namespace

git::Oid squash(TaskStore& store, const TaskRecord& task, const git::Oid& tree, const git::Oid& below) {
  git::Repository& repository = store.hub().objects();
  git::CommitData commit;
  commit.tree = tree;
  commit.parents = {below};
  commit.author = commit.committer = store.signature();
  commit.author.when = commit.committer.when = store.clock().now();
  const auto people = authorship_of(repository, task, below);
  if (people) commit.author = people->author;
  commit.message = landing_message(task.state, people ? people->co_authors : std::vector<std::string>());
  return repository.write_commit(commit);
}

Squashed squash_onto(TaskStore& store, const Config& config, const git::Oid& below, const TaskRecord& task) {
  try {
    return try_squash(store, config, below, task);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::git && error.kind() != ErrorKind::invalid) throw;
    return refusal(Outcome::rejected, error.what(), task.branch.value_or(task.task_commit));
  }
}

}  // namespace reeve
