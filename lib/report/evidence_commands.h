// The commands with which the numbers of evidence.h are counted again, by nothing but git, sort and awk of
// POSIX.
#pragma once

#include <string>

#include "base/clock.h"
#include "git/oid.h"

namespace reeve {

// "2026-W47 12", a line for each week with a commit.
std::string commits_by_week_command(const std::string& goal, const git::Oid& base, const git::Oid& tip);
// "peak 3, mean 1.47 in 75.0 minutes".
std::string concurrency_command(const std::string& goal, TimePoint as_of);
// "10 of 12 tasks".
std::string planned_command(const std::string& goal, TimePoint as_of);
// "3 of 4 tasks, 7 failed attempts".
std::string recovered_command(const std::string& goal, TimePoint as_of);
// "12.5000 for 10 landed tasks".
std::string cost_command(const std::string& goal, TimePoint as_of);

}  // namespace reeve
