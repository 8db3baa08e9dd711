#include "work/hand_attempt.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "git/git_program.h"
#include "task/policy.h"
#include "task/ref_names.h"
#include "workspace/change_rules.h"
#include "workspace/check.h"

namespace reeve {

namespace {

// A person's own repository is copied from, and may hold more than an agent's would.
constexpr Milliseconds person_import_limit{10 * 60'000};

// Why the work cannot be submitted as it is.
struct Problem {
  Outcome outcome;
  std::string reason;
};

// The claim is not this process's any more. Thrown inside this file only.
struct ClaimLost {};

class HandAttempt {
 public:
  HandAttempt(const HandSetting& setting, TaskRecord& task)
      : setting_(setting),
        store_(setting.store),
        repository_(setting.store.hub().objects()),
        task_(task),
        files_(setting.folder.empty() ? setting.workspace.files()
                                      : git::WorkFiles(repository_, setting.folder,
                                                       setting.workspace.attempt_folder() / "index")),
        last_renewal_(store_.clock().now()) {}

  AttemptResult run() {
    try {
      lay_out();
      for (;;) {
        setting_.let_work(files_.folder(), [this] { keep_claim(); });
        collect();
        if (head_ != start_ && head_ != all_ &&
            goes_back(uncommitted_words("not a part of what is submitted")))
          continue;
        const auto problem = problem_with_work();
        if (!problem) return submit();
        if (!goes_back(problem->reason)) return end(*problem);
      }
    } catch (const ClaimLost&) {
      return lose();
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::hub_unreachable) throw;
      return end({Outcome::killed, error.what()});
    }
  }

 private:
  // --- The place

  // The task's files on the newest target, or the work there is, in a repository that a person can commit in.
  void lay_out() {
    look_at_target();
    start_ = task_.state.resume_work && task_.branch ? *task_.branch : merged_with_target(task_.task_commit);
    all_ = head_ = start_;
    std::filesystem::create_directories(setting_.workspace.attempt_folder());
    files_.reset(start_, git::Leftovers::remove);
    git::write_borrowing_repository(repository_, files_.folder(), start_, files_.index());
    if (setting_.folder.empty()) setting_.workspace.note({task_.id(), number(), start_});
  }

  void look_at_target() {
    target_ = store_.hub().read(setting_.goal.state.spec.target).value_or(setting_.goal.base());
  }

  git::Oid merged_with_target(const git::Oid& commit) {
    if (repository_.is_ancestor(target_, commit)) return commit;
    const git::MergeResult merge = git::merge(repository_, commit, target_);
    if (!merge.clean()) throw Error(ErrorKind::damaged, "the task's own commit conflicts with its target");
    return commit_of(merge.tree, {commit, target_}, "Merge " + target_name() + " into " + task_.id() + "\n");
  }

  git::Oid commit_of(const git::Oid& tree, std::vector<git::Oid> parents, const std::string& message) {
    git::CommitData commit;
    commit.tree = tree;
    commit.parents = std::move(parents);
    commit.message = message;
    commit.author = commit.committer = store_.signature();
    commit.author.when = commit.committer.when = store_.clock().now();
    return repository_.write_commit(commit);
  }

  std::string target_name() const { return refs::short_name(setting_.goal.state.spec.target); }
  int number() const { return static_cast<int>(task_.state.attempts.size()); }

  // --- The claim

  // A person who works on while the claim is lost, or the hub away, is not disturbed: what they do is kept.
  void keep_claim() {
    const TimePoint now = store_.clock().now();
    if (is_lost_ || now - last_renewal_ < setting_.config.limits.lease / 3) return;
    last_renewal_ = now;
    try {
      is_lost_ = !store_.renew(task_, setting_.config.limits.lease);
    } catch (const std::exception&) {
      // Tried again a third of the lease later.
    }
  }

  bool goes_back(const std::string& problem) const {
    return !setting_.stop.stop_requested() && !is_lost_ && setting_.wants_to_go_back(problem);
  }

  // --- What was done

  // `head_`: the newest commit, as far as it was built on what we gave. `all_`: that and what is not
  // committed.
  void collect() {
    const git::Snapshot snapshot = files_.snapshot({setting_.config.limits.file_bytes});
    head_ = persons_commit().value_or(start_);
    const bool is_committed = repository_.tree_of(head_) == snapshot.tree;
    all_ = is_committed ? head_
                        : commit_of(snapshot.tree, {head_}, "Not committed by hand on " + task_.id() + "\n");
  }

  std::optional<git::Oid> persons_commit() {
    const auto head = git::read_untrusted_head(files_.folder());
    if (!head || *head == start_) return std::nullopt;
    if (!git::import_commit(repository_, files_.folder() / ".git", *head, person_import_limit))
      return std::nullopt;
    return repository_.is_ancestor(start_, *head) ? head : std::nullopt;
  }

  // In the order in which a person wants to hear of it.
  std::optional<Problem> problem_with_work() {
    if (setting_.stop.stop_requested()) return Problem{Outcome::killed, "the worker was interrupted"};
    if (is_lost_) throw ClaimLost();
    if (head_ == start_ && !task_.state.resume_work) return problem_without_commits();
    if (auto problem = merge()) return problem;
    const auto broken = problem_with(repository_, repository_.tree_of(target_), repository_.tree_of(merged_),
                                     rules_for(task_.state.spec, setting_.config));
    if (broken) return Problem{broken->outcome, broken->reason};
    return problem_of_checks();
  }

  Problem problem_without_commits() const {
    if (all_ == head_) return {Outcome::killed, "nothing was done"};
    return {Outcome::no_change, uncommitted_words("commit what shall be submitted")};
  }

  std::string uncommitted_words(const std::string& advice) const {
    std::vector<std::string> paths;
    for (const git::Change& change :
         repository_.changes(repository_.tree_of(head_), repository_.tree_of(all_)))
      paths.push_back(change.path);
    return fmt::format("{} not committed ({}): {}", count_of(paths.size(), "file is", "files are"),
                       shorten(join(paths, ", "), 200), advice);
  }

  std::optional<Problem> merge() {
    look_at_target();
    merged_ = head_;
    if (repository_.is_ancestor(target_, head_)) return std::nullopt;
    const git::MergeResult merge = git::merge(repository_, head_, target_);
    if (!merge.clean()) {
      return Problem{Outcome::conflict,
                     fmt::format("it conflicts with what has landed on {} in {}: merge it with "
                                 "'git merge {}'",
                                 target_name(), join(merge.conflicts, ", "), target_.hex())};
    }
    merged_ =
        commit_of(merge.tree, {head_, target_}, "Merge " + target_name() + " into " + task_.id() + "\n");
    return std::nullopt;
  }

  // One that is red on the target as well is the gate's to tell, as for an agent.
  std::optional<Problem> problem_of_checks() {
    receipts_.clear();
    const git::Oid tree = repository_.tree_of(merged_);
    const ChosenChecks chosen = choose_checks(setting_.config.gate, task_.state.spec.checks,
                                              changed_paths(repository_, repository_.tree_of(target_), tree));
    if (!chosen.run.empty()) receipts_ = run_on(merged_, chosen.run);
    if (is_lost_) throw ClaimLost();
    if (const Receipt* failed = blocking_receipt(receipts_)) {
      if (!needs_comparison(*failed, setting_.config.gate) || !is_red_on_target(chosen.run)) {
        if (setting_.stop.stop_requested()) return Problem{Outcome::killed, "the worker was interrupted"};
        return Problem{Outcome::checks_failed, fmt::format("'{}' failed: {}", failed->command, failed->log)};
      }
    }
    const auto skipped = skipped_receipts(chosen, tree, CheckPlace::worker);
    receipts_.insert(receipts_.begin(), skipped.begin(), skipped.end());
    return std::nullopt;
  }

  // The target gets the same commands, up to the one that failed: it may need what they build.
  bool is_red_on_target(const std::vector<std::string>& commands) {
    const std::vector<std::string> same(commands.begin(),
                                        commands.begin() + static_cast<std::ptrdiff_t>(receipts_.size()));
    return blocking_receipt(run_on(target_, same)) != nullptr;
  }

  std::vector<Receipt> run_on(const git::Oid& commit, const std::vector<std::string>& commands) {
    return run_checks(commands, repository_, commit, setting_.for_checks, setting_.config, CheckPlace::worker,
                      setting_.stop, [this] { keep_claim(); });
  }

  // --- The ends

  AttemptResult submit() {
    Submission submission;
    submission.work = merged_;
    submission.usage = usage();
    submission.receipts = receipts_;
    if (!store_.submit(task_, submission)) return lose();
    if (all_ != head_) store_.keep_work(task_.id(), number(), all_);
    leave();
    return {AttemptEnd::submitted, Outcome::done, ""};
  }

  AttemptResult end(const Problem& problem) {
    Failure failure;
    failure.outcome = problem.outcome;
    failure.reason = problem.reason;
    failure.usage = usage();
    failure.receipts = receipts_;
    if (all_ != start_) failure.work = all_;
    if (!store_.fail(task_, failure, next_step_for(store_, setting_.config))) return lose();
    leave();
    const bool is_given_back = problem.outcome == Outcome::killed;
    return {is_given_back ? AttemptEnd::given_back : AttemptEnd::failed, problem.outcome, problem.reason};
  }

  AttemptResult lose() {
    if (all_ != start_) store_.keep_work(task_.id(), number(), all_);
    leave();
    return {AttemptEnd::claim_lost, Outcome::killed, ""};
  }

  void leave() {
    if (setting_.folder.empty()) setting_.workspace.clear_note();
  }

  // No time either: a limit of minutes is one of agents.
  static Usage usage() { return {}; }

  const HandSetting& setting_;
  TaskStore& store_;
  git::Repository& repository_;
  TaskRecord& task_;
  git::WorkFiles files_;
  TimePoint last_renewal_;
  bool is_lost_ = false;

  git::Oid target_;
  git::Oid start_;
  git::Oid head_;
  git::Oid all_;
  git::Oid merged_;
  std::vector<Receipt> receipts_;
};

Error cannot_take(const TaskRecord& task, const std::string& why, const std::string& hint) {
  return {ErrorKind::lost_race, fmt::format("task {} cannot be taken over: {}", task.id(), why), hint};
}

// By the verbs with which a person puts a task back.
void put_back(TaskStore& store, TaskRecord& task) {
  const std::string reason = "taken over by " + store.who();
  const bool is_paused = task.state.phase == Phase::open && task.state.not_before;
  if (is_paused && !store.hold(task, reason))
    throw cannot_take(task, "somebody else changed it", "try again");
  if (task.state.phase != Phase::held && task.state.phase != Phase::failed) return;
  if (!store.retry(task, task.state.rung, reason))
    throw cannot_take(task, "somebody else changed it", "try again");
}

void require_free(const TaskRecord& task) {
  const TaskState& state = task.state;
  if (state.phase == Phase::claimed) {
    throw cannot_take(task,
                      fmt::format("{} works on it ({})", printable(state.claim->by),
                                  printable(state.attempts.back().agent)),
                      "stop that with 'git reeve task hold " + task.id() + "', then take it");
  }
  if (state.phase == Phase::ready) {
    throw cannot_take(task, "it waits for the gate with work that passed its checks",
                      "keep it from landing with 'git reeve task hold " + task.id() + "', then take it");
  }
  if (state.phase == Phase::waiting)
    throw cannot_take(task, "it waits for " + join(state.spec.after, ", "),
                      "see 'git reeve explain " + task.id() + "'");
  if (state.finished()) throw cannot_take(task, fmt::format("it is {}", name_of(state.phase)), "");
}

}  // namespace

TaskRecord claim_by_hand(TaskStore& store, const std::string& id, const std::string& run,
                         Milliseconds lease) {
  auto task = store.find(id);
  if (!task) throw Error(ErrorKind::not_found, "there is no live task '" + printable(id) + "'");
  if (task->state.spec.kind != TaskKind::work) {
    throw Error(ErrorKind::usage,
                fmt::format("{} is no work: it is a {} task, which agents do", task->id(),
                            name_of(task->state.spec.kind)),
                "'git reeve plan --from FILE' publishes a plan of yours");
  }
  require_free(*task);
  put_back(store, *task);
  ClaimRequest request;
  request.agent = person_agent;
  request.run = run;
  request.lease = lease;
  if (!store.claim(*task, request)) throw cannot_take(*task, "somebody else was first", "try again");
  return std::move(*task);
}

AttemptResult run_hand_attempt(const HandSetting& setting, TaskRecord& task) {
  return HandAttempt(setting, task).run();
}

}  // namespace reeve
