// What `git reeve doctor` looks at.
#pragma once

#include <string>
#include <vector>

#include "tools/command.h"

namespace reeve::cli {

enum class Health { ok, warning, problem };

struct HealthFinding {
  std::string subject;  // one word: "hub"
  Health health = Health::ok;
  std::string text;    // what was found
  std::string advice;  // what to do about it; empty where all is well
};

std::string_view name_of(Health health);

// Looks at everything, in an order in which what is said first explains what follows. Does not throw for what
// it finds: trouble is a finding. Changes nothing in the repository.
std::vector<HealthFinding> check_up(Context& context);

// The hooks: which are installed, and which of them git really runs.
std::vector<HealthFinding> check_hooks(const Context& context);

}  // namespace reeve::cli
