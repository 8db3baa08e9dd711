#include "tools/role.h"

#include <unistd.h>

#include <array>
#include <filesystem>

#include "tools/arguments.h"

namespace reeve::cli {

std::string role_name(const std::string& role) {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) return role;
  return role + "@" + host.data();
}

std::string chosen_goal(Session& session, const Arguments& arguments) {
  const auto goal = arguments.value("goal");
  return goal ? resolve_goal(session, goal).id() : "";
}

std::size_t configured_workers(Session& session, const std::string& goal) {
  for (const GoalRecord& record : session.goals.all().goals) {
    if (record.state.phase != GoalPhase::open || (!goal.empty() && record.id() != goal)) continue;
    return config_for(session, record).limits.workers;
  }
  return LimitsConfig().workers;
}

std::vector<std::string> this_program(const Context& context) {
  // Not the name it was called by: that may be a link that a package upgrade replaces while the fleet runs.
  return {std::filesystem::read_symlink("/proc/self/exe").string(), "-C", context.folder.string()};
}

}  // namespace reeve::cli
