#include "judge/chain.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "git/git_program.h"
#include "hub/spend_trailers.h"
#include "hub/words.h"
#include "judge/authorship.h"
#include "workspace/change_rules.h"

namespace reeve {

namespace {

constexpr std::chrono::minutes priority_step{10};

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
  return message + spend_trailers(state);
}

Failure refusal(Outcome outcome, const std::string& reason, const git::Oid& work) {
  Failure failure;
  failure.outcome = outcome;
  failure.reason = reason;
  failure.work = work;
  return failure;
}

// `target`: what others wrote already is on it.
git::Oid squash(TaskStore& store, const TaskRecord& task, const git::Oid& tree, const git::Oid& parent,
                const git::Oid& target) {
  git::Repository& repository = store.hub().objects();
  git::CommitData commit;
  commit.tree = tree;
  commit.parents = {parent};
  commit.author = commit.committer = store.signature();
  commit.author.when = commit.committer.when = store.clock().now();
  const auto people = authorship_of(repository, task, target);
  if (people) commit.author = people->author;
  commit.message = landing_message(task.state, people ? people->co_authors : std::vector<std::string>());
  return repository.write_commit(commit);
}

class Builder {
 public:
  Builder(TaskStore& store, const Config& config, Chain& chain)
      : store_(store), repository_(store.hub().objects()), config_(config), chain_(chain) {}

  // A history that git cannot merge, or a tree that is too deep to be read, is the candidate's fault and must
  // not stop the gate.
  void add(const TaskRecord& task) {
    try {
      try_add(task);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::git && error.kind() != ErrorKind::invalid) throw;
      refuse(task, refusal(Outcome::rejected, error.what(), task.branch.value_or(task.task_commit)));
    }
  }

 private:
  void try_add(const TaskRecord& task) {
    const auto work = git::Oid::parse(task.state.submitted);
    if (!work || task.branch != work || !repository_.exists(*work)) return refuse_moved(task);
    const git::MergeResult merge = git::merge(repository_, chain_.tip(), *work);
    if (!merge.clean()) return add_conflict(task, *work, merge.conflicts);
    const git::Oid before = repository_.tree_of(chain_.tip());
    if (const auto problem =
            problem_with(repository_, before, merge.tree, rules_for(task.state.spec, config_))) {
      return refuse(task, refusal(problem->outcome, problem->reason, *work));
    }
    chain_.links.push_back({task, squash(store_, task, merge.tree, chain_.tip(), chain_.base)});
  }

  // The branch is what somebody pushed after the submission; what was submitted is what is judged.
  void refuse_moved(const TaskRecord& task) {
    refuse(task, refusal(Outcome::rejected, "its branch is not at the commit that was submitted",
                         task.branch.value_or(task.task_commit)));
  }

  void add_conflict(const TaskRecord& task, const git::Oid& work, const std::vector<std::string>& paths) {
    const bool with_target = chain_.links.empty() || !git::merge(repository_, chain_.base, work).clean();
    if (!with_target) {
      chain_.deferred.push_back(task);
      return;
    }
    Failure failure =
        refusal(Outcome::conflict, "it conflicts with what landed meanwhile in " + join(paths, ", "), work);
    failure.paths = paths;
    refuse(task, std::move(failure));
  }

  void refuse(const TaskRecord& task, Failure failure) {
    chain_.refused.push_back({task, std::move(failure)});
  }

  TaskStore& store_;
  git::Repository& repository_;
  const Config& config_;
  Chain& chain_;
};

}  // namespace

Chain build_chain(TaskStore& store, const Config& config, const git::Oid& target,
                  const std::vector<TaskRecord>& candidates) {
  Chain chain;
  chain.base = target;
  Builder builder(store, config, chain);
  for (const TaskRecord& task : candidates) builder.add(task);
  return chain;
}

void tell_anew(TaskStore& store, Chain& chain) {
  const git::Repository& repository = store.hub().objects();
  git::Oid parent = chain.base;
  for (Link& link : chain.links) {
    link.commit = squash(store, link.task, repository.tree_of(link.commit), parent, chain.base);
    parent = link.commit;
  }
}

void sort_by_turn(std::vector<TaskRecord>& candidates) {
  const auto turn = [](const TaskRecord& task) {
    return std::pair(task.state.phase_since - task.state.spec.priority * Milliseconds(priority_step),
                     task.id());
  };
  std::sort(candidates.begin(), candidates.end(),
            [&](const TaskRecord& a, const TaskRecord& b) { return turn(a) < turn(b); });
}

}  // namespace reeve
