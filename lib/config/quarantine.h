// `.reeve/quarantine.toml`: checks that are known to be flaky. Their failure is recorded and told, and blocks
// nothing, until a day that a person has set:
//
//     [[check]]
//     name = "ui-tests"       # of a [[gate.check]], or its command
//     until = 2026-12-24      # the last day of it, in UTC
//     reason = "the clock test fails at midnight; Ada is on it"
//
// It names whole checks. What a command prints of the tests in it has no format that could be relied on, and
// a pattern for lines that may fail would let pass a crash that prints one of them and nothing else. To
// quarantine some tests, run them by a check of their own.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "config/config.h"

namespace reeve {

// Reads the text of the file; `source` names it in messages. Throws Error(configuration) with all problems,
// as parse_config() does; a check that the gate does not have is one.
std::vector<Quarantined> parse_quarantine(std::string_view toml, const std::string& source,
                                          const GateConfig& gate);

// The entry for this command, over or not; null if there is none.
const Quarantined* quarantine_of(const Config& config, const std::string& command);

// Whether its last day is not over at this time.
bool is_in_force(const Quarantined& entry, TimePoint now);

}  // namespace reeve
