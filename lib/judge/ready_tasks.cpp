#include "judge/ready_tasks.h"

#include <set>

#include "base/error.h"
#include "judge/gate_line.h"
#include "task/ref_names.h"

namespace reeve {

bool ReadyTasks::is_known(const std::string& task, const git::Oid& log, const git::Oid& branch) const {
  const auto seen = seen_.find(task);
  return seen != seen_.end() && seen->second.log == log && seen->second.branch == branch;
}

const std::map<std::string, TaskRecord>& ReadyTasks::read() {
  const RefSnapshot now =
      store_.hub().look({std::string(refs::ready_prefix), std::string(refs::task_log_prefix)});
  std::set<std::string> there;
  for (const git::Ref& ref : now.list(refs::ready_prefix)) {
    const auto id = refs::id_after(refs::ready_prefix, ref.name);
    const auto log = id ? now.read(refs::task_log(*id)) : std::nullopt;
    if (!log) continue;
    there.insert(*id);
    if (is_known(*id, *log, ref.id)) continue;
    Seen& seen = seen_[*id];
    if (!seen.candidate.empty()) tasks_.erase(seen.candidate);
    seen = {*log, ref.id, ""};
    try {
      TaskRecord task = store_.read(*id, *log);
      if (task.state.phase != Phase::ready || task.state.spec.goal != goal_) continue;
      task.branch = ref.id;
      seen.candidate = candidate_id(task.state);
      tasks_.insert_or_assign(seen.candidate, std::move(task));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) throw;
    }
  }
  std::erase_if(seen_, [&](const auto& item) {
    if (there.contains(item.first)) return false;
    tasks_.erase(item.second.candidate);
    return true;
  });
  return tasks_;
}

}  // namespace reeve
