// States of a queue in a few words, for tests.
#pragma once

#include <string>

#include "base/text.h"
#include "queue/policy.h"

namespace reeve::test {

inline std::vector<std::string> names(const std::string& words) {
  return words.empty() ? std::vector<std::string>{} : split(words, ' ');
}

inline queue::Candidate candidate(const std::string& id, int minute, int priority = 0) {
  queue::Candidate candidate;
  candidate.id = id;
  candidate.since = TimePoint{std::chrono::minutes{minute}};
  candidate.priority = priority;
  return candidate;
}

// "a b c" wait, one minute after the other; "x y" are on the line; its beginning is known to pass.
inline queue::State state_of(const std::string& waiting, const std::string& line = "") {
  queue::State state;
  int minute = 0;
  for (const std::string& id : names(waiting)) state.waiting.push_back(candidate(id, ++minute));
  for (const std::string& id : names(line)) {
    queue::Change change;
    change.id = id;
    state.line.push_back(change);
  }
  state.has_green = true;
  return state;
}

inline queue::Build build(std::size_t position, const std::string& changes,
                          queue::Purpose purpose = queue::Purpose::group) {
  queue::Build build;
  build.purpose = purpose;
  build.tree = {position, names(changes)};
  return build;
}

inline void add_result(queue::State& state, std::size_t position, const std::string& changes,
                       queue::Outcome outcome) {
  queue::Result result;
  result.build = build(position, changes);
  result.build.number = state.results.size() + 1;
  result.outcome = outcome;
  state.results.push_back(result);
}

// "land a b; reject c; start group 1[d e] chain 1[d]".
inline std::string told(const queue::Step& step) {
  std::vector<std::string> parts;
  const auto add = [&](const std::string& verb, const std::vector<std::string>& what) {
    if (!what.empty()) parts.push_back(verb + " " + join(what, " "));
  };
  const auto ids = [](const std::vector<queue::Blame>& blamed) {
    std::vector<std::string> result;
    for (const queue::Blame& blame : blamed) result.push_back(blame.id);
    return result;
  };
  std::vector<std::string> cancelled;
  for (const std::uint64_t number : step.cancel) cancelled.push_back(std::to_string(number));
  add("cancel", cancelled);
  add("land", step.land);
  add("reject", ids(step.reject));
  add("block", ids(step.block));
  if (step.revert) add("revert", {*step.revert});
  if (step.green) add("green", {std::to_string(*step.green)});
  if (!step.stopped.empty()) add("stopped:", {step.stopped});
  static const std::vector<std::string> purposes{"group", "suspect", "chain", "rerun", "without", "verify"};
  std::vector<std::string> started;
  for (const queue::Build& build : step.start) {
    started.push_back(purposes[static_cast<std::size_t>(build.purpose)] + " " +
                      std::to_string(build.tree.position) + "[" + join(build.tree.changes, " ") + "]");
  }
  add("start", started);
  return join(parts, "; ");
}

}  // namespace reeve::test
