// The agents that rest, as a worker finds them on the hub before it claims.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "hub/task_store.h"
#include "task/agent_pause.h"

namespace reeve {

// Reads only the logs that moved since its last look: the first one at 1,000 tasks costs what a listing of
// them does, a later one a listing of refs. Used by one thread.
class PauseLook {
 public:
  explicit PauseLook(TaskStore& store) : store_(store) {}

  // Those of this goal's agents that rest now. As old as a second, so that a worker that goes through a
  // thousand tasks of a resting agent looks once.
  const AgentPauses& of(const std::string& goal);
  // Whatever was seen is old: an attempt was made since.
  void look_anew() { looked_.reset(); }

 private:
  struct Known {
    git::Oid log;
    std::string goal;
    std::vector<AgentNews> news;
  };
  void look(TimePoint now);
  Known read(const std::string& id, const git::Oid& log);

  TaskStore& store_;
  std::optional<TimePoint> looked_;
  std::map<std::string, Known> known_;  // by task
  std::map<std::string, AgentPauses> pauses_;
};

}  // namespace reeve
