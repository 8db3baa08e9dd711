#include "hub/goal_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "hub/log_note.h"
#include "hub/words.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

std::string goal_message(const GoalSpec& spec) {
  std::string message = one_line(spec.title) + "\n";
  if (!spec.body.empty()) message += "\n" + paragraphs(spec.body) + "\n";
  message += "\n";
  for (const std::string& criterion : spec.accept) message += "Reeve-Accept: " + one_line(criterion) + "\n";
  return message + "Reeve-Goal: " + spec.id + "\n";
}

git::Signature at(git::Signature signature, TimePoint when) {
  signature.when = when;
  return signature;
}

}  // namespace

git::Oid base_of(const GoalState& goal, const git::Oid& goal_commit) {
  return git::Oid::parse(goal.spec.base).value_or(goal_commit);
}

bool GoalStore::open(GoalSpec spec, const git::Oid& base) {
  const std::string own_branch = refs::goal(spec.id);
  if (spec.target.empty()) spec.target = own_branch;
  spec.base = base.hex();
  const Event opened = make_event(EventType::opened, tasks_.clock().now(), tasks_.who());
  const git::Signature signature = at(tasks_.signature(), opened.at);

  git::CommitData commit;
  commit.tree = hub_.objects().tree_of(base);
  commit.parents = {base};
  commit.message = goal_message(spec);
  commit.author = commit.committer = signature;
  const git::Oid goal_commit = hub_.objects().write_commit(commit);
  const git::Oid log =
      write_log_note(hub_.objects(), std::nullopt, goal_commit, encode_spec(spec) + encode_event(opened),
                     "opened by " + printable(tasks_.who()) + "\n", signature);

  const git::Oid green = spec.target == own_branch ? goal_commit : base;
  Transaction transaction;
  transaction.reason = "open goal " + spec.id;
  transaction.updates = {{own_branch, std::nullopt, goal_commit},
                         {refs::green(spec.id), std::nullopt, green},
                         {refs::goal_log(spec.id), std::nullopt, log}};
  if (spec.target != own_branch) transaction.updates.push_back({spec.target, base, base});
  return hub_.apply(transaction).succeeded();
}

GoalRecord GoalStore::read(const std::string& id, const git::Oid& log, const RefSnapshot& now) {
  try {
    LogNote note = read_log_note(hub_.objects(), log);
    GoalRecord goal;
    goal.state = fold(decode_goal_log(note.text));
    goal.log = log;
    goal.goal_commit = note.subject;
    goal.text = std::move(note.text);
    if (goal.id() != id) throw Error(ErrorKind::damaged, "it is the log of " + goal.id());
    goal.target = now.read(goal.state.spec.target);
    if (!goal.target) goal.target = hub_.read(goal.state.spec.target);
    goal.green = now.read(refs::green(id));
    return goal;
  } catch (const Error& error) {
    throw Error(ErrorKind::damaged, "the log of goal " + id + " cannot be read: " + error.what(),
                "look at it with: git log -p " + refs::goal_log(id));
  }
}

std::optional<GoalRecord> GoalStore::find(const std::string& id) {
  const RefSnapshot now = hub_.read_each({refs::goal_log(id), refs::goal(id), refs::green(id)});
  const auto log = now.read(refs::goal_log(id));
  if (!log) return std::nullopt;
  return read(id, *log, now);
}

GoalStore::All GoalStore::all() {
  return all(hub_.look(
      {std::string(refs::goal_log_prefix), std::string(refs::goal_prefix), std::string(refs::green_prefix)}));
}

GoalStore::All GoalStore::all(const RefSnapshot& now) {
  All all;
  for (const git::Ref& ref : now.list(refs::goal_log_prefix)) {
    const auto id = refs::id_after(refs::goal_log_prefix, ref.name);
    if (!id) continue;
    try {
      all.goals.push_back(read(*id, ref.id, now));
    } catch (const Error& error) {
      all.damaged.push_back({*id, ref.name, error.what()});
    }
  }
  std::sort(all.goals.begin(), all.goals.end(), [](const GoalRecord& a, const GoalRecord& b) {
    return std::pair(a.state.opened_at, a.id()) < std::pair(b.state.opened_at, b.id());
  });
  return all;
}

bool GoalStore::append(GoalRecord& goal, EventType type, const std::string& reason) {
  Event event = make_event(type, tasks_.clock().now(), tasks_.who());
  event.reason = reason;
  return append(goal, event);
}

bool GoalStore::append(GoalRecord& goal, const Event& event) {
  return append(goal, {event}, {});
}

git::RefUpdate GoalStore::appended(const GoalRecord& goal, const std::vector<Event>& events) {
  std::string text = goal.text;
  git::Oid log = goal.log;
  for (const Event& event : events) {
    text += encode_event(event);
    log = write_log_note(hub_.objects(), log, goal.goal_commit, text,
                         fmt::format("{} by {}\n", event.name, printable(event.by)),
                         at(tasks_.signature(), event.at));
  }
  return {refs::goal_log(goal.id()), goal.log, log};
}

bool GoalStore::append(GoalRecord& goal, const std::vector<Event>& events,
                       const std::vector<git::RefUpdate>& others) {
  const git::RefUpdate log = appended(goal, events);
  Transaction transaction;
  transaction.reason = events.front().name + " " + goal.id();
  transaction.updates = {log};
  transaction.updates.insert(transaction.updates.end(), others.begin(), others.end());
  if (!hub_.apply(transaction).succeeded()) return false;
  goal.log = *log.desired;
  for (const Event& event : events) goal.text += encode_event(event);
  goal.state = fold(decode_goal_log(goal.text));
  return true;
}

}  // namespace reeve
