#include "agent/role.h"

namespace reeve {

std::string_view name_of(Role role) {
  switch (role) {
    case Role::planner:
      return "planner";
    case Role::worker:
      return "worker";
    case Role::judge:
      break;
  }
  return "judge";
}

}  // namespace reeve
