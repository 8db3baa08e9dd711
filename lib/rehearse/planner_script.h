// What a scripted planner writes: the part of the scenario's tree that its task stands for, as far as it is
// neither done nor planned; and what is to become of tasks of its part that nobody can go on with.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "agent/agent.h"
#include "base/json.h"
#include "rehearse/stage.h"

namespace reeve::rehearse {

class PlannerScript {
 public:
  PlannerScript(Stage& stage, const AgentRequest& request);

  // The text of the result file; with what the fault of this attempt does to it.
  std::string result();
  // The one after objections: good, unless the fault is one that lasts.
  std::string corrected_result();

 private:
  void read_fleet();
  std::string slice_of(const TaskSpec& plan) const;
  bool is_wanted(const Node& node);
  std::string write(bool with_fault);
  JsonObject task_of(const Node& node) const;
  void add_paths(JsonObject& task, const Node& node) const;
  std::vector<std::string> predecessors(const Node& node) const;
  std::set<std::string> troubled() const;
  void add_changes(JsonObject& result);
  bool knows(const char* key) const;
  bool matches_something(const std::string& glob) const;

  Stage& stage_;
  const AgentRequest& request_;
  std::string slice_;
  std::optional<Fault> fault_;
  git::Oid target_;
  std::vector<std::string> files_;          // of it
  std::map<std::string, TaskRecord> live_;  // by node
  std::vector<const Node*> now_;            // what is to be planned
  std::set<std::string> now_ids_;
};

}  // namespace reeve::rehearse
