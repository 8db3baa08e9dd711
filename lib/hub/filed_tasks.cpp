#include "hub/filed_tasks.h"

#include "base/error.h"
#include "hub/ledger.h"
#include "task/ref_names.h"

namespace reeve {

TaskRecord record_of_log(const std::string& log) {
  TaskRecord task;
  task.state = fold(decode_task_log(log));
  task.text = log;
  return task;
}

std::vector<TaskRecord> filed_tasks(Hub& hub, const git::Oid& goal_commit) {
  std::vector<TaskRecord> tasks;
  const auto note = read_ledger(hub.objects(), hub.read(std::string(refs::ledger)), goal_commit);
  if (!note) return tasks;
  for (const std::string& log : logs_in_note(*note)) {
    try {
      tasks.push_back(record_of_log(log));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) throw;
    }
  }
  return tasks;
}

}  // namespace reeve
