#include "work/attempt.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "agent/agent.h"
#include "agent/agent_environment.h"
#include "agent/ladder.h"
#include "agent/task_file.h"
#include "base/error.h"
#include "base/text.h"
#include "git/diff_size.h"
#include "git/git_program.h"
#include "task/policy.h"
#include "task/ref_names.h"
#include "work/budget.h"
#include "work/conflict.h"
#include "work/heartbeat.h"
#include "workspace/attempt_log.h"
#include "workspace/change_rules.h"
#include "workspace/check.h"
#include "workspace/secret_rules.h"
#include "workspace/task_prompt.h"

namespace reeve {

namespace {

// Reading the history that an agent wrote: bounded, since the repository it lies in is hostile.
constexpr Milliseconds agent_import_limit{60'000};

// Whoever makes more commits than this for one task gets them as one.
constexpr std::size_t most_commits = 1'000;

// A step of the attempt that ends it. Thrown inside this file only, so that the steps below read as a
// straight line.
struct Ended {
  AttemptEnd end;
  Failure failure;
};

class AttemptRun {
 public:
  AttemptRun(const AttemptSetting& setting, TaskRecord& task)
      : setting_(setting),
        store_(setting.store),
        repository_(setting.store.hub().objects()),
        task_(task),
        workspace_(setting.workspace),
        forward_(setting.stop, [this] { stop_.request_stop(); }) {
    context_ =
        prompt_context(repository_, setting.goal.base(), setting.config, setting.agent, task.state.spec);
  }

  AttemptResult run() {
    try {
      return submit(make_change());
    } catch (Ended& ended) {
      return record(ended);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::hub_unreachable) throw;
      return record_trouble(outcome_of(error), error.what());
    } catch (const std::exception& error) {
      return record_trouble(Outcome::killed, error.what());
    }
  }

 private:
  // --- The steps

  // A commit on the newest target that keeps the rules and passed the checks.
  git::Oid make_change() {
    git::Oid start = task_.task_commit;
    is_resumed_ = task_.state.resume_work && task_.branch;
    if (is_resumed_) {
      work_ = *task_.branch;
      report_.handoff = handoff_of_resumed();
    } else {
      start = on_target(start).value();
      work_ = run_agent_on(start, "worker");
      require_good_change(start);
    }
    const git::Oid merged = merge_target();
    require_checks(merged);
    return merged;
  }

  // `commit` merged with the target as it is now; absent if they conflict (a task commit is empty: it never
  // does).
  std::optional<git::Oid> on_target(const git::Oid& commit) {
    target_ = newest_base();
    if (repository_.is_ancestor(target_, commit)) return commit;
    const git::MergeResult merge = git::merge(repository_, commit, target_);
    conflicts_ = merge.conflicts;
    const git::Oid merged = merge_commit(merge.tree, commit);
    if (merge.clean()) return merged;
    marked_ = merged;
    return std::nullopt;
  }

  // The newest target. Where the gate verifies what has landed only afterwards, the target may be red, and
  // the work stands on green; but after a conflict with what landed on the target itself, or it would
  // conflict again.
  git::Oid newest_base() {
    const GoalSpec& goal = setting_.goal.state.spec;
    if (setting_.config.gate.policy != "strict" && !is_resumed_) {
      if (const auto green = store_.hub().read(refs::green(goal.id))) return *green;
    }
    return store_.hub().read(goal.target).value_or(setting_.goal.base());
  }

  git::Oid merge_commit(const git::Oid& tree, const git::Oid& ours) {
    git::CommitData commit;
    commit.tree = tree;
    commit.parents = {ours, target_};
    commit.message =
        "Merge " + refs::short_name(setting_.goal.state.spec.target) + " into " + task_.id() + "\n";
    commit.author = commit.committer = store_.signature();
    commit.author.when = commit.committer.when = store_.clock().now();
    return repository_.write_commit(commit);
  }

  // Runs the agent on the files of `start` and returns the commit with what it did.
  git::Oid run_agent_on(const git::Oid& start, const std::string& prompt_name) {
    const FilledPrompt prompt = filled_prompt(repository_, setting_.goal.base(), prompt_name,
                                              prompt_variables(task_.state, context_));
    workspace_.reset(repository_, start);
    workspace_.note({task_.id(), attempt_number(), start});
    start_ = start;

    Heartbeat heartbeat(store_, task_, workspace_, setting_.config.limits, start, stop_, secrets_);
    AgentRequest request;
    request.agent = setting_.agent;
    request.limits = setting_.config.limits;
    request.task = task_.state;
    request.prompt = prompt.text;
    request.task_file = task_file(task_.state, context_);
    request.workspace = workspace_.files().folder();
    request.borrowed = workspace_.borrowed_objects();
    request.folder = workspace_.attempt_folder();
    request.left = left_of(setting_.left, usage_);
    request.log = new_attempt_log(repository_, task_.id(), attempt_number(), prompt_name);
    request.stop = stop_.get_token();
    request.on_tick = [&] {
      heartbeat.beat();
      if (setting_.on_tick) setting_.on_tick();
    };
    report_ = setting_.runners.agent(request);
    goal_ended_ = heartbeat.goal_ended();
    report_.trace.prompt = prompt_id(repository_, prompt.text);
    usage_ = usage_ + report_.usage;

    const git::Oid work = collect(heartbeat, start);
    collected_ = work;
    if (stop_.stop_requested()) give_up(work);
    if (report_.outcome != Outcome::done) fail(report_.outcome, report_.reason, work);
    require_collected(work);
    return work;
  }

  // The files as the agent left them, on top of its own commits where it made some on our branch.
  git::Oid collect(Heartbeat& heartbeat, const git::Oid& start) {
    try {
      snapshot_ = workspace_.files().snapshot({setting_.config.limits.file_bytes});
    } catch (const Error& error) {
      fail(Outcome::crashed, std::string("the agent left a workspace that cannot be read: ") + error.what(),
           heartbeat.pushed());
    }
    // All files gone is an accident; what was pushed before it is worth more.
    if (snapshot_.tree == git::Repository::empty_tree()) {
      fail(Outcome::denied, "the agent deleted every file of its workspace", heartbeat.pushed());
    }
    const std::string message = fmt::format("{}\n\nReeve-Task: {}\nReeve-Attempt: {}\n",
                                            task_.state.spec.title, task_.id(), attempt_number());
    const git::Oid parent = agents_commit(start).value_or(start);
    require_no_secret(start, parent, heartbeat.pushed());
    return heartbeat.commit_of(snapshot_.tree, parent, message);
  }

  // Before there is a commit that could be pushed. What was pushed before is clean, and all that is kept.
  void require_no_secret(const git::Oid& start, const git::Oid& parent, const git::Oid& pushed) {
    auto problem = secret_in_change(repository_, repository_.tree_of(start), snapshot_.tree, secrets_);
    if (!problem) problem = secret_in_commits(repository_, start, parent, secrets_);
    if (problem) fail(problem->outcome, problem->reason + ", so this work is not kept", pushed);
  }

  // Where the agent's own commits lead, if they were made on top of `start`: a HEAD that it moved elsewhere,
  // or a branch of its own invention, says nothing, and the files alone count.
  std::optional<git::Oid> agents_commit(const git::Oid& start) {
    const auto head = git::read_untrusted_head(workspace_.files().folder());
    if (!head || *head == start || !snapshot_.too_large.empty()) return std::nullopt;
    const auto git_dir = workspace_.files().folder() / ".git";
    if (!git::import_commit(repository_, git_dir, *head, agent_import_limit)) return std::nullopt;
    if (!repository_.is_ancestor(start, *head) || !is_small(start, *head)) return std::nullopt;
    return head;
  }

  // Not too many commits, and no file in them that is larger than a landing may contain: one that was
  // committed and removed again would be pushed for ever.
  bool is_small(const git::Oid& start, const git::Oid& head) {
    const auto commits = repository_.history(head, start, most_commits + 1);
    return commits.size() <= most_commits &&
           std::none_of(commits.begin(), commits.end(),
                        [&](const git::Oid& id) { return has_large_file(id); });
  }

  bool has_large_file(const git::Oid& id) {
    const git::CommitData commit = repository_.read_commit(id);
    const git::Oid before =
        commit.parents.empty() ? git::Repository::empty_tree() : repository_.tree_of(commit.parents.front());
    const auto changes = repository_.changes(before, commit.tree);
    return std::any_of(changes.begin(), changes.end(), [&](const git::Change& change) {
      if (change.kind == git::ChangeKind::deleted || change.mode == git::FileMode::commit) return false;
      return repository_.blob_size(change.new_id) > setting_.config.limits.file_bytes;
    });
  }

  void require_collected(const git::Oid& work) {
    if (!snapshot_.too_large.empty()) {
      fail(Outcome::denied, "files are larger than limits.file_size: " + join(snapshot_.too_large, ", "),
           work);
    }
    if (!snapshot_.unreadable.empty()) {
      fail(Outcome::denied, "files cannot be read: " + join(snapshot_.unreadable, ", "), work);
    }
    if (!snapshot_.nested.empty()) {
      report_.handoff.concerns.push_back("repositories inside the workspace were left out: " +
                                         join(snapshot_.nested, ", "));
    }
  }

  void require_good_change(const git::Oid& start) {
    const auto problem = problem_with(repository_, repository_.tree_of(start), repository_.tree_of(work_),
                                      rules_for(task_.state.spec, setting_.config));
    if (problem) fail(problem->outcome, problem->reason, work_);
  }

  git::Oid merge_target() {
    if (const auto merged = on_target(work_)) return *merged;
    return resolve_conflicts();
  }

  // One try by the agent; if it does not succeed, the next attempt starts afresh from the newest target.
  git::Oid resolve_conflicts() {
    const git::Oid ours = work_;
    const git::Oid theirs = target_;
    context_.conflicts = conflicts_;
    context_.causes = causes_of(repository_, ours, theirs, conflicts_);
    const git::Oid resolved = run_agent_on(marked_, "conflict");
    const git::Oid tree = repository_.tree_of(resolved);
    const auto touched = touched_paths(repository_.tree_of(marked_), tree);
    if (const auto flaw = flaw_in_resolution(repository_, ours, theirs, tree, touched)) {
      fail(Outcome::conflict, *flaw, resolved);
    }
    const auto problem = problem_with(repository_, repository_.tree_of(theirs), tree,
                                      rules_for(task_.state.spec, setting_.config));
    if (problem) fail(problem->outcome, problem->reason, resolved);
    return merge_commit(tree, ours);
  }

  // The conflicts and whatever else the agent touched: a side's lines can be dropped in any file.
  std::vector<std::string> touched_paths(const git::Oid& marked_tree, const git::Oid& tree) {
    std::set<std::string> paths(conflicts_.begin(), conflicts_.end());
    for (const git::Change& change : repository_.changes(marked_tree, tree)) paths.insert(change.path);
    return {paths.begin(), paths.end()};
  }

  // The checks on a clean checkout. One that is red on the target as well says nothing about this change: the
  // gate, which will find the same, blocks and tells a person.
  void require_checks(const git::Oid& merged) {
    const git::Oid tree = repository_.tree_of(merged);
    const ChosenChecks chosen = choose_checks(setting_.config.gate, task_.state.spec.checks,
                                              changed_paths(repository_, repository_.tree_of(target_), tree));
    if (chosen.empty()) return;
    if (collected_) push(merged);
    if (!chosen.run.empty()) receipts_ = run_on(merged, chosen.run);
    if (stop_.stop_requested()) give_up(merged);
    const Receipt* failed = blocking_receipt(receipts_);
    const bool is_red = failed != nullptr && !(needs_comparison(*failed, setting_.config.gate) &&
                                               is_red_on_target(merged, chosen.run));
    if (is_red)
      fail(Outcome::checks_failed, fmt::format("'{}' failed: {}", failed->command, failed->log), merged);
    const auto skipped = skipped_receipts(chosen, tree, CheckPlace::worker);
    receipts_.insert(receipts_.begin(), skipped.begin(), skipped.end());
  }

  // The target gets the same commands, up to the one that failed: it may need what they build.
  bool is_red_on_target(const git::Oid& merged, const std::vector<std::string>& commands) {
    const std::vector<std::string> same(commands.begin(),
                                        commands.begin() + static_cast<std::ptrdiff_t>(receipts_.size()));
    const auto on_target = run_on(target_, same);
    if (stop_.stop_requested()) give_up(merged);
    return blocking_receipt(on_target) != nullptr;
  }

  // Checks take the workspace, and they may take hours: the work must not be in this process alone.
  void push(const git::Oid& merged) {
    if (!store_.progress(task_, merged, setting_.config.limits.lease)) {
      throw Ended{AttemptEnd::claim_lost, failure_with(Outcome::killed, "", merged)};
    }
    workspace_.clear_note();
  }

  std::vector<Receipt> run_on(const git::Oid& commit, const std::vector<std::string>& commands) {
    Heartbeat heartbeat(store_, task_, workspace_, setting_.config.limits, commit, stop_);
    auto receipts = setting_.runners.checks(commands, repository_, commit, workspace_, setting_.config,
                                            CheckPlace::worker, stop_.get_token(),
                                            [&heartbeat] { heartbeat.keep_claim(); });
    goal_ended_ = heartbeat.goal_ended();
    return receipts;
  }

  // --- The ends

  AttemptResult submit(const git::Oid& merged) {
    const Submission submission{merged,    report_.handoff,   report_.trace,  usage_,
                                receipts_, change_of(merged), new_conflicts()};
    if (!store_.submit(task_, submission))
      return record({AttemptEnd::claim_lost, failure_with(Outcome::killed, "", merged)});
    workspace_.clear_note();
    return {AttemptEnd::submitted, Outcome::done, ""};
  }

  // What would land, had the target not moved again.
  ChangeSize change_of(const git::Oid& merged) {
    const git::DiffSize size =
        git::diff_size(repository_, repository_.tree_of(target_), repository_.tree_of(merged));
    return {static_cast<std::int64_t>(size.files), static_cast<std::int64_t>(size.lines)};
  }

  // Those that the gate found are in its rejection already: each conflict is told once.
  std::vector<std::string> new_conflicts() const {
    return is_resumed_ ? std::vector<std::string>() : conflicts_;
  }

  Failure failure_with(Outcome outcome, const std::string& reason, std::optional<git::Oid> work) const {
    if (work == start_) work.reset();  // nothing was done
    const bool is_conflict = outcome == Outcome::conflict;
    return {outcome,         reason,        work,
            report_.handoff, report_.trace, usage_,
            receipts_,       report_.until, is_conflict ? conflicts_ : std::vector<std::string>()};
  }

  [[noreturn]] void fail(Outcome outcome, const std::string& reason, const std::optional<git::Oid>& work) {
    const AttemptEnd end = outcome == Outcome::needs_input ? AttemptEnd::asked : AttemptEnd::failed;
    throw Ended{end, failure_with(outcome, reason, work)};
  }

  [[noreturn]] void give_up(const git::Oid& work) {
    if (setting_.stop.stop_requested())
      throw Ended{AttemptEnd::given_back, failure_with(Outcome::killed, "the worker was interrupted", work)};
    if (goal_ended_) throw Ended{AttemptEnd::given_back, failure_with(Outcome::killed, *goal_ended_, work)};
    throw Ended{AttemptEnd::claim_lost, failure_with(Outcome::killed, "", work)};
  }

  AttemptResult record(const Ended& ended) {
    const Failure& failure = ended.failure;
    bool recorded = false;
    if (ended.end == AttemptEnd::asked) recorded = store_.ask(task_, question(), failure);
    if (ended.end == AttemptEnd::failed || ended.end == AttemptEnd::given_back) {
      recorded = store_.fail(task_, failure, next_step_for(store_, setting_.config));
    }
    if (!recorded && failure.work) keep(*failure.work);
    workspace_.clear_note();
    const AttemptEnd end = recorded ? ended.end : AttemptEnd::claim_lost;
    return {end, failure.outcome, failure.reason};
  }

  // Trouble that no rule foresaw. What was not collected yet stays in the workspace with its note, for
  // salvage.
  AttemptResult record_trouble(Outcome outcome, const std::string& reason) {
    const Failure failure = failure_with(outcome, reason, collected_);
    const bool recorded = store_.fail(task_, failure, next_step_for(store_, setting_.config));
    if (!recorded && collected_) keep(*collected_);
    if (collected_) workspace_.clear_note();
    return {recorded ? AttemptEnd::failed : AttemptEnd::claim_lost, outcome, reason};
  }

  // Whoever took the claim over has kept the last snapshot, which our commit need not be built on.
  void keep(const git::Oid& work) {
    if (store_.keep_work(task_.id(), attempt_number(), work)) return;
    const auto kept = store_.hub().read(refs::failed(task_.id(), attempt_number()));
    if (!kept) return;
    git::CommitData both = repository_.read_commit(work);
    both.parents = {*kept, work};
    both.message = "Work on " + task_.id() + " after the claim was lost\n";
    store_.keep_work(task_.id(), attempt_number(), repository_.write_commit(both));
  }

  // The agent does not run again where only a merge is missing; what it said then still holds.
  Handoff handoff_of_resumed() const {
    const auto& attempts = task_.state.attempts;
    return attempts.size() < 2 ? Handoff() : attempts[attempts.size() - 2].handoff;
  }

  std::string question() const {
    return report_.question.empty() ? "the agent needs input, and did not say which" : report_.question;
  }

  int attempt_number() const { return static_cast<int>(task_.state.attempts.size()); }

  const AttemptSetting& setting_;
  TaskStore& store_;
  git::Repository& repository_;
  TaskRecord& task_;
  Workspace& workspace_;
  const std::vector<Secret> secrets_ = secrets_of(setting_.agent);
  PromptContext context_;
  std::stop_source stop_;  // the person's wish, or the claim is lost, or the goal has ended
  std::stop_callback<std::function<void()>> forward_;
  std::optional<std::string> goal_ended_;  // why

  git::Oid target_;                     // the target's tip at the last merge
  std::optional<git::Oid> start_;       // what the agent was given
  std::optional<git::Oid> collected_;   // what it made of it
  git::Oid work_;                       // the change, before it is merged with the target
  git::Oid marked_;                     // a merge with conflict markers in it
  std::vector<std::string> conflicts_;  // its paths
  bool is_resumed_ = false;             // it goes on from work that is done but for a merge
  git::Snapshot snapshot_;
  AgentReport report_;
  Usage usage_;
  std::vector<Receipt> receipts_;
};

}  // namespace

Outcome outcome_of(const Error& error) {
  if (error.kind() == ErrorKind::configuration) return Outcome::needs_input;
  return error.kind() == ErrorKind::process ? Outcome::crashed : Outcome::killed;
}

AttemptResult run_attempt(const AttemptSetting& setting, TaskRecord& task) {
  return AttemptRun(setting, task).run();
}

TaskStore::NextStep next_step_for(TaskStore& store, const Config& config) {
  RetryLimits limits;
  limits.attempts = static_cast<int>(config.limits.attempts);
  limits.lost = static_cast<int>(config.limits.lost);
  return [&store, limits, config](const TaskState& state) {
    if (auto step = step_of_budget(state, config, store.clock().now(), store.who())) return *step;
    const std::size_t rungs = ladder_of(state.spec, config.roles).size();
    return next_step(state, rungs, limits, store.clock().now(), store.who());
  };
}

}  // namespace reeve
