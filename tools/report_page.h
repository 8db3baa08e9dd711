// The page of `git reeve report --html`: reads what it shows, and writes it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report/page.h"
#include "tools/session.h"

namespace reeve::cli {

// A goal whose report and status were read, with all that the refs tell of its run.
PageGoal page_goal_of(Session& session, const GoalRecord& goal, GoalReport report, GoalStatus status,
                      std::vector<FileCollisions> files);

// Writes FOLDER/index.html, by rename, and makes the folder. Returns what to say of it: "wrote …". Throws
// Error(usage) where `folder` is something else than a folder, Error(io) where nothing can be written there.
std::string write_page(Session& session, std::vector<PageGoal> goals, const std::filesystem::path& folder);

}  // namespace reeve::cli
