// A fleet that is played step by step in this process: reconcile, one worker, the judge, and again, until
// nothing happens any more.
#pragma once

#include <regex>
#include <string>

#include "base/text.h"
#include "fleet/reconcile.h"
#include "support/fleet_fixture.h"
#include "support/plans.h"

namespace reeve::test {

// Ids without their random ends: "first-k3qa" is "first".
inline std::string without_ends(const std::string& text) {
  return std::regex_replace(text, std::regex("-[a-z2-7]{4}\\b"), "");
}

inline std::string looked(FleetFixture& fleet) {
  FleetView view(fleet.tasks(), fleet.goals(), "");
  view.refresh();
  Reconciler reconciler(fleet.tasks(), view);
  const Reconciled done = reconciler.run();
  std::string text;
  const auto tell = [&](const std::string& what, const std::vector<std::string>& ids) {
    if (!ids.empty()) text += what + " " + join(ids, " ") + "\n";
  };
  tell("dispatched", done.dispatched);
  tell("called", done.called);
  tell("ended", done.ended);
  tell("problem:", done.problems);
  return text;
}

// What happened, a line each. At most `most` rounds, so that a fleet that never ends fails its test.
inline std::string played(FleetFixture& fleet, int most = 30) {
  std::string story;
  for (int round = 0; round < most; ++round) {
    std::string step = looked(fleet);
    if (const std::string worked = fleet.work(); worked != "nothing to do") step += worked + "\n";
    step += fleet.judge();
    if (step.empty()) return without_ends(story);
    story += step;
  }
  return without_ends(story) + "it goes on\n";
}

// "paused, cycle 2: nothing has landed …", and a line for each cycle: "1 continue: b.txt: not met".
inline std::string goal_story(FleetFixture& fleet) {
  const GoalState goal = fleet.goal().state;
  std::string text = std::string(name_of(goal.phase)) + ", cycle " + std::to_string(goal.cycle());
  if (goal.phase == GoalPhase::paused) text += ": " + goal.reason;
  text += "\n";
  for (const Cycle& cycle : goal.cycles) {
    text += std::to_string(cycle.number) + " " + cycle.verdict;
    if (!cycle.reasons.empty()) text += ": " + join(cycle.reasons, ", ");
    text += "\n";
  }
  return text;
}

// A script that does the first of these when it runs for the first time, and so on; the last one for ever.
inline std::string one_after_the_other(const std::string& name, const std::vector<std::string>& scripts) {
  std::string text = "count=$OUTSIDE/" + name + ".count\necho x >> $count\ncase $(wc -l < $count) in\n";
  for (std::size_t index = 0; index < scripts.size(); ++index) {
    const bool is_last = index + 1 == scripts.size();
    text += (is_last ? "*" : std::to_string(index + 1)) + ")\n" + scripts[index] + "\n;;\n";
  }
  return text + "esac\n";
}

// A task as a planner writes it, that makes <id>.txt say "two".
inline std::string file_task_json(const std::string& id, const std::string& more = "") {
  return R"({"id":")" + id + R"(","title":"Change )" + id + R"(","body":"Write )" + id +
         R"(.","accept":["it is there"],"checks":["grep -q two )" + id + R"(.txt"],"scope":[")" + id +
         R"(.txt"],"minutes":30)" + more + "}";
}

}  // namespace reeve::test
