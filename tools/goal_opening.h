// Opening a goal, for `goal new` and for `plan` where none is open.
#pragma once

#include "tools/session.h"

namespace reeve::cli {

// What HEAD, or this revision, names. Throws Error(not_found), with its own words for a repository that has
// no commit yet.
git::Oid commit_named(Session& session, const std::optional<std::string>& revision);

// The full name of a branch that is there: "main", "refs/heads/main". Throws Error(not_found) with the
// nearest one.
std::string branch_named(Session& session, const std::string& name);

// Opens a goal on `base`; the id is made here. Throws Error(configuration) unless `base` holds a good
// configuration, Error(usage) for a title that is none, Error(lost_race) if the target moved meanwhile.
GoalRecord open_goal(Session& session, GoalSpec spec, const git::Oid& base);

}  // namespace reeve::cli
