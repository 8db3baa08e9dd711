// The script that git runs as a client hook: hooks/client of the source, made for one hook.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reeve {

// The text of hooks/client, compiled in; "@HOOK@" stands for the name.
std::string_view client_shim_template();

}  // namespace reeve

namespace reeve::hooks {

// In the order in which git runs them.
const std::vector<std::string>& client_hooks();

std::string client_shim(const std::string& hook);

// Whether a script, edited or of any version, runs `git-reeve hook <hook>` (or `git reeve hook …`).
bool calls_reeve(std::string_view script, const std::string& hook);

}  // namespace reeve::hooks
