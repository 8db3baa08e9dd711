// How the state of a hook is told.
#pragma once

#include <string>
#include <string_view>

#include "hooks/installer.h"

namespace reeve::cli {

std::string_view hook_state_words(hooks::HookState state);

// "pre-push: installed, after pre-push.before-reeve"
std::string hook_line(const hooks::HookReport& report);

}  // namespace reeve::cli
