#include "hooks/client_shim.h"

#include "base/text.h"

namespace reeve::hooks {

const std::vector<std::string>& client_hooks() {
  static const std::vector<std::string> hooks{"prepare-commit-msg", "post-commit", "pre-push"};
  return hooks;
}

std::string client_shim(const std::string& hook) {
  return replace_all(client_shim_template(), "@HOOK@", hook);
}

bool calls_reeve(std::string_view script, const std::string& hook) {
  return script.find("git-reeve hook " + hook) != std::string_view::npos ||
         script.find("git reeve hook " + hook) != std::string_view::npos;
}

}  // namespace reeve::hooks
