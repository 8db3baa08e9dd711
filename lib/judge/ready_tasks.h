// The tasks of a goal that wait for the gate, read from the hub.
#pragma once

#include <map>
#include <string>

#include "hub/task_store.h"

namespace reeve {

class ReadyTasks {
 public:
  // The store must outlive it.
  ReadyTasks(TaskStore& store, std::string goal) : store_(store), goal_(std::move(goal)) {}

  // As the hub has them now, by the ids of candidates (gate_line.h). Damaged ones are left out. A log that an
  // earlier call has read is read again only if it has moved.
  const std::map<std::string, TaskRecord>& read();

 private:
  bool is_known(const std::string& task, const git::Oid& log, const git::Oid& branch) const;

  struct Seen {
    git::Oid log;
    git::Oid branch;
    std::string candidate;  // empty: none of this goal
  };

  TaskStore& store_;
  std::string goal_;
  std::map<std::string, Seen> seen_;         // by task
  std::map<std::string, TaskRecord> tasks_;  // by candidate
};

}  // namespace reeve
