#include "hooks/shim.h"

#include "base/text.h"

namespace reeve::hooks {

const std::vector<std::string>& hooks_of(HookSide side) {
  static const std::vector<std::string> client{"prepare-commit-msg", "post-commit", "pre-push"};
  static const std::vector<std::string> server{"pre-receive", "post-receive"};
  return side == HookSide::server ? server : client;
}

std::string shim(HookSide side, const std::string& hook) {
  const std::string_view text = side == HookSide::server ? server_shim_template() : client_shim_template();
  return replace_all(text, "@HOOK@", hook);
}

bool calls_reeve(std::string_view script, const std::string& hook) {
  return script.find("git-reeve hook " + hook) != std::string_view::npos ||
         script.find("git reeve hook " + hook) != std::string_view::npos;
}

}  // namespace reeve::hooks
