#include <algorithm>

#include <fmt/format.h>

#include "queue/policy.h"
#include "queue/queue.h"

namespace reeve::queue {

namespace {

bool contains(const std::vector<std::string>& changes, const std::string& candidate) {
  return std::find(changes.begin(), changes.end(), candidate) != changes.end();
}

std::string others(std::size_t count) {
  if (count == 0) return "alone";
  return fmt::format("with {} other{}", count, count == 1 ? "" : "s");
}

std::string_view doing(Purpose purpose) {
  switch (purpose) {
    case Purpose::group:
      return "tested";
    case Purpose::suspect:
      return "tested again, since a tree with it failed,";
    case Purpose::chain:
      return "tested as what is to land next";
    case Purpose::rerun:
      return "tested once more on the same tree, which failed,";
    case Purpose::without:
    case Purpose::verify:
      return "tested";
  }
  return "tested";
}

std::string in_build(const Build& build, const State& state, TimePoint now) {
  const std::size_t size = normalized(build.tree, state.line).changes.size();
  return fmt::format("{} {} since {}", doing(build.purpose), others(size - 1),
                     format_duration(now - build.started));
}

const Result* last_failure(const State& state, const std::string& candidate) {
  const auto failed = [&](const Result& result) {
    return result.outcome != Outcome::pass && contains(result.build.tree.changes, candidate);
  };
  const auto found = std::find_if(state.results.rbegin(), state.results.rend(), failed);
  return found == state.results.rend() ? nullptr : &*found;
}

bool has_passed(const State& state, const std::string& candidate) {
  return std::any_of(state.results.begin(), state.results.end(), [&](const Result& result) {
    return result.outcome == Outcome::pass && contains(result.build.tree.changes, candidate);
  });
}

std::vector<std::string> builds_with(const State& state, const std::string& candidate, TimePoint now) {
  std::vector<std::string> builds;
  for (const Build& build : state.running) {
    if (contains(build.tree.changes, candidate)) builds.push_back(in_build(build, state, now));
  }
  return builds;
}

std::string in_no_build(const State& state, const std::string& candidate, std::size_t ahead) {
  if (const auto met = state.unmerged.find(candidate); met != state.unmerged.end()) {
    return fmt::format("waits for what it conflicts with: {} ahead of it", met->second.changes.size());
  }
  if (has_passed(state, candidate)) return "passed; waits to be tested on top of what lands before it";
  return fmt::format("waits for a build; {} ahead of it", ahead);
}

}  // namespace

std::string why_waiting(const State& state, const std::string& candidate, TimePoint now) {
  const auto waits = std::find_if(state.waiting.begin(), state.waiting.end(),
                                  [&](const Candidate& other) { return other.id == candidate; });
  if (waits == state.waiting.end()) return "it does not wait";
  const std::vector<std::string> builds = builds_with(state, candidate, now);
  std::string why =
      builds.empty() ? in_no_build(state, candidate, static_cast<std::size_t>(waits - state.waiting.begin()))
                     : builds.front();
  for (std::size_t i = 1; i < builds.size(); ++i) why += "; " + builds[i];
  if (const Result* failure = last_failure(state, candidate)) {
    why += fmt::format("; a tree of {} with it failed {} ago", failure->build.tree.changes.size(),
                       format_duration(now - failure->ended));
  }
  return why;
}

}  // namespace reeve::queue
