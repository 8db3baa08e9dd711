#include "judge/interaction.h"

#include <algorithm>

#include "base/glob.h"
#include "config/config_values.h"
#include "judge/gate_line.h"

namespace reeve {

namespace {

std::set<std::string> targets_of(const std::string& path, const BuildTargets& targets) {
  std::set<std::string> names;
  for (const auto& [name, target] : targets)
    if (any_glob_matches(target.paths, path)) names.insert(name);
  return names;
}

// With those that are made from them.
void add_dependent(std::set<std::string>& names, const BuildTargets& targets) {
  for (bool has_grown = true; has_grown;) {
    has_grown = false;
    for (const auto& [name, target] : targets) {
      const bool is_made_from_one = std::ranges::any_of(
          target.needs, [&](const std::string& needed) { return names.contains(needed); });
      if (is_made_from_one && names.insert(name).second) has_grown = true;
    }
  }
}

}  // namespace

Touched touched_by(const std::vector<std::string>& paths, const BuildTargets& targets) {
  if (targets.empty()) return {{paths.begin(), paths.end()}, ""};
  Touched touched;
  for (const std::string& path : paths) {
    std::set<std::string> names = targets_of(path, targets);
    if (names.empty()) return {{}, path};
    touched.names.merge(names);
  }
  add_dependent(touched.names, targets);
  return touched;
}

std::map<std::string, std::string> told_interactions(const std::vector<queue::Candidate>& waiting,
                                                     const std::map<std::string, std::string>& strays) {
  struct Ahead {
    std::size_t place = 0;
    std::string task;
  };
  std::map<std::string, std::string> told;
  std::map<std::string, Ahead> last;  // by what it touches
  for (std::size_t place = 0; place < waiting.size(); ++place) {
    const queue::Candidate& candidate = waiting[place];
    if (const auto stray = strays.find(candidate.id); stray != strays.end())
      told[candidate.id] = "can interact with all, as " + in_quotes(stray->second) + " is in no target";
    const std::string* shared = nullptr;
    for (const std::string& name : candidate.touches) {
      const auto ahead = last.find(name);
      if (ahead == last.end()) continue;
      if (shared == nullptr || ahead->second.place > last.at(*shared).place) shared = &name;
    }
    if (shared != nullptr)
      told[candidate.id] = "shares " + in_quotes(*shared) + " with " + last.at(*shared).task + " ahead of it";
    for (const std::string& name : candidate.touches) last[name] = {place, task_of(candidate.id)};
  }
  return told;
}

}  // namespace reeve
