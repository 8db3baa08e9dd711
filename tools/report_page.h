// Writes the page of `git reeve report --html`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "report/page.h"
#include "tools/session.h"

namespace reeve::cli {

// Writes FOLDER/index.html, by rename, and makes the folder. Returns what to say of it: "wrote …". Throws
// Error(usage) where `folder` is something else than a folder, Error(io) where nothing can be written there.
std::string write_page(Session& session, std::vector<PageGoal> goals, const std::filesystem::path& folder);

}  // namespace reeve::cli
