// A target branch that somebody has checked out in this repository or one of its linked work trees. Moving
// the branch alone would leave their files behind, looking like a huge uncommitted change.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "git/repository.h"

namespace reeve {

// The work trees whose HEAD is this branch.
std::vector<std::filesystem::path> work_trees_on(const git::Repository& repository,
                                                 const std::string& branch);

// Why these work trees cannot go from one commit to another without losing local changes (git's own words);
// absent if all can. As `receive.denyCurrentBranch = updateInstead` decides for a push.
std::optional<std::string> obstacle(const std::vector<std::filesystem::path>& work_trees,
                                    const git::Oid& from, const git::Oid& to);

// Brings the files along, after the branch has moved. A failure leaves the files as they were.
void bring_along(const std::vector<std::filesystem::path>& work_trees, const git::Oid& from,
                 const git::Oid& to);

}  // namespace reeve
