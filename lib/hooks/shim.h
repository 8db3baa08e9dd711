// The scripts that git runs as hooks: hooks/client and hooks/server of the source, made for one hook.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reeve {

// The texts of hooks/client and hooks/server, compiled in; "@HOOK@" stands for the name.
std::string_view client_shim_template();
std::string_view server_shim_template();

}  // namespace reeve

namespace reeve::hooks {

// Which hooks a repository can have: commits are made in one with a work tree, pushes come to a bare one.
enum class HookSide { client, server };

// In the order in which git runs them.
const std::vector<std::string>& hooks_of(HookSide side);

std::string shim(HookSide side, const std::string& hook);

// Whether a script, edited or of any version, runs `git-reeve hook <hook>` (or `git reeve hook …`).
bool calls_reeve(std::string_view script, const std::string& hook);

}  // namespace reeve::hooks
