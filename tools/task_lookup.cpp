#include "tools/task_lookup.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "hub/filed_tasks.h"
#include "hub/ledger.h"
#include "task/ref_names.h"
#include "workspace/attempt_log.h"
#include "workspace/check_log.h"

namespace reeve::cli {

namespace {

std::optional<git::Oid> ledger_of(Session& session) {
  return session.hub.read(std::string(refs::ledger));
}

TaskRecord landed_record(Session& session, const std::string& id, const git::Oid& commit) {
  const auto note = read_ledger(session.hub.objects(), ledger_of(session), commit);
  const auto log = note ? log_in_ledger_note(*note) : std::nullopt;
  if (!log) {
    throw Error(ErrorKind::damaged,
                "task " + id + " landed as " + commit.short_hex() + ", but the ledger has no log of it",
                "look at the commit with: git show " + commit.short_hex());
  }
  return record_of_log(*log);
}

std::vector<std::string> live_ids(Session& session) {
  std::vector<std::string> ids;
  for (const git::Ref& ref : session.hub.list(std::string(refs::task_log_prefix))) {
    if (auto id = refs::id_after(refs::task_log_prefix, ref.name)) ids.push_back(std::move(*id));
  }
  return ids;
}

// Tasks that have left the hub, by id: where a landed one landed, or the whole record of another.
struct Departed {
  std::map<std::string, git::Oid> landed;
  std::map<std::string, TaskRecord> filed;

  std::vector<std::string> ids() const {
    std::vector<std::string> ids;
    for (const auto& [id, commit] : landed) ids.push_back(id);
    for (const auto& [id, task] : filed) ids.push_back(id);
    return ids;
  }
};

Departed departed(Session& session) {
  Departed departed;
  for (const GoalRecord& goal : session.goals.all().goals) {
    for (const LandedTask& task : landed_on(session.hub.objects(), goal))
      departed.landed.emplace(task.task, task.commit);
    for (TaskRecord& task : filed_tasks(session, goal)) {
      std::string id = task.id();
      departed.filed.insert_or_assign(std::move(id), std::move(task));
    }
  }
  return departed;
}

}  // namespace

std::vector<std::string> logs_of_last_attempt(Session& session, const TaskRecord& task) {
  std::vector<std::string> logs;
  const Attempt* attempt = task.state.last_attempt();
  if (attempt == nullptr) return logs;
  for (const auto& path : attempt_logs(session.hub.objects(), task.id(), attempt->number))
    logs.push_back(path.string());
  return logs;
}

std::vector<std::string> check_logs_of(const TaskRecord& task) {
  std::vector<std::string> logs;
  for (const Attempt& attempt : task.state.attempts)
    for (const Receipt& receipt : attempt.receipts)
      if (const auto log = check_log_here(receipt.log_file)) logs.push_back(log->string());
  return logs;
}

bool is_live(const TaskRecord& task) {
  return !task.log.is_zero();
}

std::set<std::string> landed_ids(Session& session, const GoalRecord& goal) {
  std::set<std::string> ids;
  for (const LandedTask& task : landed_on(session.hub.objects(), goal)) ids.insert(task.task);
  return ids;
}

std::vector<TaskRecord> filed_tasks(Session& session, const GoalRecord& goal) {
  return filed_tasks(session.hub, goal.goal_commit);
}

TaskRecord find_task(Session& session, const std::string& text) {
  const auto live = live_ids(session);
  const bool is_whole = std::find(live.begin(), live.end(), text) != live.end();
  std::optional<Departed> others;
  if (!is_whole) others = departed(session);
  if (is_whole || !(others->landed.contains(text) || others->filed.contains(text))) {
    if (const auto id = match_id(text, live, "task")) {
      if (auto task = session.tasks.find(*id)) return std::move(*task);
      others = departed(session);  // it left the hub between the two reads
    }
  }
  auto ids = others->ids();
  if (const auto id = match_id(text, ids, "task")) {
    const auto commit = others->landed.find(*id);
    return commit != others->landed.end() ? landed_record(session, *id, commit->second)
                                          : others->filed.at(*id);
  }
  ids.insert(ids.end(), live.begin(), live.end());
  const auto guess = nearest_id(text, ids);
  throw Error(ErrorKind::not_found, "there is no task '" + printable(text) + "'",
              guess ? "did you mean '" + *guess + "'?" : "'git reeve task list --all' lists them");
}

}  // namespace reeve::cli
