#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/suggest.h"
#include "base/text.h"
#include "plan/lint_rules.h"
#include "task/codec.h"

namespace reeve {

namespace {

// An agent is at work on what is claimed, and what is ready is the gate's.
constexpr std::array changeable{Phase::waiting, Phase::open, Phase::failed, Phase::held};

class ChangeRule {
 public:
  explicit ChangeRule(const LintInput& input) : input_(input) {}

  std::vector<Finding> run() {
    for (const PlannedTask& task : input_.tasks) check_replaces(task);
    for (const auto& change : input_.changes.drop) check_change("drop", change, "reason");
    for (const auto& change : input_.changes.retry) check_change("retry", change, "note");
    for (const PlannedTask& task : input_.tasks) check_after(task);
    return std::move(findings_);
  }

 private:
  // Several tasks may replace one: then it is split.
  void check_replaces(const PlannedTask& task) {
    std::set<std::string> seen;
    for (const std::string& id : task.replaces) {
      const std::string words = fmt::format("{} replaces '{}', which ", describe(task), printable(id));
      if (!seen.insert(id).second) {
        add(task.where, words + "it names twice");
        continue;
      }
      verbs_.emplace(id, "replace");
      check_id(id, task.where, words);
    }
  }

  void check_change(const std::string& verb, const PlanChanges::Change& change, std::string_view text_name) {
    const std::string words = fmt::format("'{}' names '{}', which ", verb, printable(change.task));
    const auto [said, is_new] = verbs_.emplace(change.task, verb);
    if (!is_new) {
      add(change.where, words + fmt::format("the plan is to {} already", said->second), "name it once");
      return;
    }
    if (change.text.size() > longest_text) {
      add(change.where, fmt::format("the {} of '{}' has {} bytes, and {} are allowed", text_name,
                                    printable(change.task), change.text.size(), longest_text));
    }
    const KnownTask* task = check_id(change.task, change.where, words);
    if (task == nullptr || verb != "retry" || task->phase == Phase::held) return;
    add(change.where, words + fmt::format("is {}", name_of(task->phase)),
        "only a task that is held is put back");
  }

  // The task, if the plan may change it.
  const KnownTask* check_id(const std::string& id, const std::string& where, const std::string& words) {
    const auto known = input_.known.find(id);
    if (known == input_.known.end()) return refuse_unknown(id, where, words);
    const KnownTask& task = input_.context.tasks[known->second];
    if (task.phase == Phase::landed) return refuse(where, words + "has landed");
    if (task.is_above || task.kind == TaskKind::judge)
      return refuse(where, words + "is not for it to change");
    if (!task.is_own)
      return refuse(where, words + "another planner has planned", "say in the handoff what is wrong with it");
    if (std::ranges::find(changeable, task.phase) != changeable.end()) return &task;
    return refuse(where, words + fmt::format("is {}", name_of(task.phase)), "leave it until it has ended");
  }

  const KnownTask* refuse_unknown(const std::string& id, const std::string& where, const std::string& words) {
    if (input_.context.known_ids.contains(id)) return refuse(where, words + "has landed");
    std::vector<std::string> ids;
    for (const auto& [other, place] : input_.known) ids.push_back(other);
    const auto near = nearest(id, ids);
    return refuse(where, words + "is no open task of this goal",
                  near ? fmt::format("did you mean '{}'?", *near) : "");
  }

  // What it waits for would never land.
  void check_after(const PlannedTask& task) {
    for (const std::string& id : task.spec.after) {
      if (input_.by_name.contains(id) || !input_.leaving.contains(id)) continue;
      add(task.where,
          fmt::format("{} comes after '{}', which this plan takes away", describe(task), printable(id)),
          "name what replaces it");
    }
  }

  const KnownTask* refuse(const std::string& where, const std::string& what, const std::string& hint = "") {
    add(where, what, hint);
    return nullptr;
  }
  void add(const std::string& where, const std::string& what, const std::string& hint = "") {
    findings_.push_back({where, what, hint, FindingKind::wrong});
  }

  const LintInput& input_;
  std::map<std::string, std::string> verbs_;  // by id: what the plan says first of it
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> change_findings(const LintInput& input) {
  return ChangeRule(input).run();
}

}  // namespace reeve
