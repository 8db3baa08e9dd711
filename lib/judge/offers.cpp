#include "judge/offers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "hub/ledger.h"
#include "hub/words.h"
#include "judge/authorship.h"
#include "judge/checked_out.h"
#include "task/id.h"
#include "task/policy.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

constexpr std::size_t longest_title = 200;  // columns, as of planned tasks

std::string name_in(const std::string& ref) {
  return repair_utf8(ref.substr(refs::ready_prefix.size()));
}

// What cannot become a task. Thrown inside this file only.
struct Left {
  std::string reason;
  std::string next;
};

class Adopter {
 public:
  explicit Adopter(TaskStore& store)
      : store_(store), repository_(store.hub().objects()), goals_(GoalStore(store).all().goals) {
    std::erase_if(goals_, [](const GoalRecord& goal) { return goal.state.phase != GoalPhase::open; });
    for (TaskRecord& task : store.fleet().tasks) tasks_.emplace(task.id(), std::move(task));
  }

  void take(const git::Ref& offer) {
    try {
      if (const auto id = try_take(offer)) adopted_.tasks.push_back(*id);
    } catch (const Left& left) {
      adopted_.left.push_back({printable(refs::short_name(offer.name)), left.reason, left.next});
    } catch (const Error& error) {
      // A history that git cannot read is its author's, and must not stop the others.
      if (error.kind() != ErrorKind::git && error.kind() != ErrorKind::damaged) throw;
      adopted_.left.push_back({printable(refs::short_name(offer.name)), error.what(), "push it again"});
    }
  }

  Adopted result() { return std::move(adopted_); }

 private:
  std::optional<std::string> try_take(const git::Ref& offer) {
    const std::string name = name_in(offer.name);
    if (const auto named = tasks_.find(name); named != tasks_.end()) {
      if (named->second.branch == offer.id && named->second.state.phase == Phase::ready) return std::nullopt;
      if (named->second.state.spec.pushed_as.empty()) throw name_is_taken(named->second);
    }
    require_not_checked_out(offer);
    TaskRecord* const before = task_pushed_as(name);
    if (before != nullptr && can_go_on(*before, offer)) return go_on(*before, offer);
    return begin(name, offer);
  }

  static Left name_is_taken(const TaskRecord& task) {
    return {fmt::format("{} is a task of the fleet, which is {}", task.id(), name_of(task.state.phase)),
            "push it under another name; what is of the task, submit with 'git reeve work'"};
  }

  // Its files would be left behind by a branch that goes away.
  void require_not_checked_out(const git::Ref& offer) const {
    if (!store_.hub().refs_are_here()) return;
    const auto places = work_trees_on(repository_, offer.name);
    if (places.empty()) return;
    throw Left{"it is checked out in " + printable(places.front().string()),
               "switch to another branch there: git switch --detach"};
  }

  // The live task that is this name's, by its own id too; null if there is none.
  TaskRecord* task_pushed_as(const std::string& name) {
    for (auto& [id, task] : tasks_) {
      const std::string& pushed_as = task.state.spec.pushed_as;
      if (!pushed_as.empty() && (pushed_as == name || id == name) && !task.state.finished()) return &task;
    }
    return nullptr;
  }

  // Not over what a person or the fleet does with it meanwhile.
  bool can_go_on(const TaskRecord& task, const git::Ref& offer) const {
    const TaskState& state = task.state;
    const Attempt* const last = state.last_attempt();
    const bool was_rejected =
        state.phase == Phase::held && last != nullptr && last->outcome && last->agent == person_agent;
    if (state.phase != Phase::ready && !was_rejected)
      throw Left{fmt::format("its task {} is {}", task.id(), name_of(state.phase)),
                 fmt::format("see 'git reeve explain {0}'; after 'git reeve task cancel {0}', or under "
                             "another name, it is a task of its own",
                             task.id())};
    // One that a killed server left behind is what was judged already.
    if (last != nullptr && last->commit == offer.id.hex())
      throw Left{"it is what was rejected as " + task.id(), "push what you made of it"};
    return true;
  }

  std::optional<std::string> go_on(TaskRecord& task, const git::Ref& offer) {
    const GoalRecord& goal = goal_named(task.state.spec.goal, task.id());
    const auto written = work_of(goal, offer);
    if (store_.adopt_again(task, {offer.name, offer.id, written.author.name})) return task.id();
    return std::nullopt;
  }

  std::optional<std::string> begin(const std::string& name, const git::Ref& offer) {
    const GoalRecord& goal = goal_of(offer);
    const Written written = work_of(goal, offer);
    TaskSpec spec;
    spec.id = make_id(name);
    spec.goal = goal.id();
    spec.title = written.title;
    spec.body = written.body;
    spec.pushed_as = name;
    if (store_.adopt(spec, written.base, {offer.name, offer.id, written.author.name})) return spec.id;
    return std::nullopt;
  }

  // --- Whose goal it is

  const GoalRecord& goal_of(const git::Ref& offer) {
    if (goals_.empty())
      throw Left{"no goal is open, so nobody lands it",
                 "open one: git reeve goal new 'What people change' --target BRANCH"};
    const auto named = goal_in_commits(offer);
    if (named) return goal_named(*named, "a trailer Reeve-Goal of its commits");
    if (goals_.size() == 1) return goals_.front();
    throw Left{
        fmt::format("{} goals are open, and it names none", goals_.size()),
        "add a trailer to its last commit: git commit --amend --trailer Reeve-Goal=" + goals_.front().id()};
  }

  const GoalRecord& goal_named(const std::string& id, const std::string& by) {
    const auto goal = std::ranges::find_if(goals_, [&](const GoalRecord& each) { return each.id() == id; });
    if (goal != goals_.end()) return *goal;
    throw Left{fmt::format("{} names the goal {}, which is not open", by, printable(id)),
               "'git reeve goal list' lists those that are"};
  }

  // The newest commit that names one. What has landed says so, too: only what is on no target counts.
  std::optional<std::string> goal_in_commits(const git::Ref& offer) const {
    for (const git::Oid& id : repository_.history(offer.id, std::nullopt, most_commits)) {
      if (std::ranges::any_of(goals_, [&](const GoalRecord& goal) {
            return goal.target && repository_.is_ancestor(id, *goal.target);
          }))
        return std::nullopt;
      const std::string message = repository_.read_commit(id).message;
      const bool has_landed_elsewhere = trailer(message, "Reeve-Task").has_value();
      if (auto goal = trailer(message, "Reeve-Goal"); goal && !has_landed_elsewhere) return goal;
    }
    return std::nullopt;
  }

  // --- What it is

  struct Person {
    std::string name;  // "Ada <ada@example.org>"
  };
  struct Written {
    git::Oid base;
    std::string title;
    std::string body;
    Person author;
  };

  Written work_of(const GoalRecord& goal, const git::Ref& offer) const {
    if (!goal.target)
      throw Left{"the target " + refs::short_name(goal.state.spec.target) + " does not exist",
                 "see 'git reeve status'"};
    const auto base = repository_.merge_base(*goal.target, offer.id);
    if (!base)
      throw Left{"it has no commit in common with " + refs::short_name(goal.state.spec.target),
                 "bring your change onto it: git rebase --onto, or git cherry-pick"};
    const auto commits = own_commits(repository_, offer.id, *base);
    if (commits.empty())
      return {*base, "Nothing new in " + one_line(name_in(offer.name)), "", person_of(offer.id)};
    return {*base, title_of(commits), body_of(commits), person_of(commits.front())};
  }

  Person person_of(const git::Oid& commit) const {
    const git::Signature author = repository_.read_commit(commit).author;
    return {one_line(author.name + " <" + author.email + ">")};
  }

  std::string title_of(const std::vector<git::Oid>& commits) const {
    const std::string title =
        shorten(one_line(first_line_of(repository_.read_commit(commits.front()).message)), longest_title);
    return title.empty() ? "Change by a person" : title;
  }

  static std::string first_line_of(const std::string& message) {
    return std::string(trim(split_lines(std::string(trim(message)) + "\n").front()));
  }

  // One commit says what it is; of several the rest is told by their titles.
  std::string body_of(const std::vector<git::Oid>& commits) const {
    if (commits.size() == 1) {
      const std::string message(trim(repository_.read_commit(commits.front()).message));
      const auto end = message.find('\n');
      return end == std::string::npos ? "" : paragraphs(message.substr(end));
    }
    std::string body;
    for (const git::Oid& id : commits)
      body +=
          "- " + shorten(one_line(first_line_of(repository_.read_commit(id).message)), longest_title) + "\n";
    return body;
  }

  TaskStore& store_;
  const git::Repository& repository_;
  std::vector<GoalRecord> goals_;  // that are open
  std::map<std::string, TaskRecord> tasks_;
  Adopted adopted_;
};

// No task's: its name is no id, or there is no log of it, or the task has its branch elsewhere.
bool is_offer(const git::Ref& branch, const RefSnapshot& now) {
  const auto id = refs::id_after(refs::ready_prefix, branch.name);
  if (!id || !now.read(refs::task_log(*id))) return true;
  return now.read(refs::held(*id)) || now.read(refs::task(*id));
}

}  // namespace

std::vector<git::Ref> offered_branches(const RefSnapshot& now) {
  std::vector<git::Ref> offers = now.list(refs::ready_prefix);
  std::erase_if(offers, [&](const git::Ref& branch) { return !is_offer(branch, now); });
  return offers;
}

std::vector<git::Ref> offered_branches(Hub& hub) {
  return offered_branches(hub.look({std::string(refs::heads), std::string(refs::task_log_prefix)}));
}

Adopted adopt_offers(TaskStore& store, const std::vector<git::Ref>& offers) {
  if (offers.empty()) return {};
  Adopter adopter(store);
  for (const git::Ref& offer : offers) adopter.take(offer);
  return adopter.result();
}

}  // namespace reeve
