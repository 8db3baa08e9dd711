#include "agent/role.h"

namespace reeve {

std::string_view name_of(Role role) {
  switch (role) {
    case Role::planner:
      return "planner";
    case Role::worker:
      return "worker";
    case Role::judge:
      return "judge";
    case Role::review:
      break;
  }
  return "review";
}

}  // namespace reeve
