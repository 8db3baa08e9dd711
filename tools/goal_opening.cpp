#include "tools/goal_opening.h"

#include "base/error.h"
#include "base/suggest.h"
#include "base/text.h"
#include "hub/remote.h"
#include "task/id.h"
#include "tools/hub_choice.h"
#include "workspace/target_files.h"

namespace reeve::cli {

namespace {

constexpr int most_opening_tries = 5;
constexpr std::size_t longest_title = 200;  // it becomes the first line of a commit message

void require_title(const std::string& title) {
  if (trim(title).empty()) throw Error(ErrorKind::usage, "the goal has no title");
  if (printable(title) != title || title.find_first_of("\n\t") != std::string::npos)
    throw Error(ErrorKind::usage, "the title is not one line of plain text", "put the rest into --body");
  if (display_width(title) > longest_title) {
    throw Error(ErrorKind::usage, "the title is longer than " + std::to_string(longest_title) + " characters",
                "put the rest into --body");
  }
}

}  // namespace

git::Oid commit_named(Session& session, const std::optional<std::string>& revision) {
  const std::string name = revision.value_or("HEAD");
  if (const auto commit = session.hub.objects().resolve_commit(name)) return *commit;
  if (!revision)
    throw Error(ErrorKind::not_found, "there is no commit yet", "commit something first: git commit");
  throw Error(ErrorKind::not_found, "'" + printable(name) + "' names no commit");
}

std::string branch_named(Session& session, const std::string& name) {
  const std::string prefix = "refs/heads/";
  const std::string ref = name.starts_with(prefix) ? name : prefix + name;
  const bool is_a_name = git::Repository::is_valid_ref_name(ref);
  if (is_a_name && session.hub.read(ref)) return ref;
  const std::string where = session.hub.refs_are_here() ? "" : " in the hub";
  const std::string remote = chosen_remote(session.hub.objects());
  const std::string making = remote.empty() ? "make it first: git branch "
                                            : "push it there: git push " + without_password(remote) + " ";
  std::vector<std::string> branches;
  for (const git::Ref& branch : session.hub.list(prefix))
    branches.push_back(branch.name.substr(prefix.size()));
  const auto guess = nearest(name, branches);
  throw Error(ErrorKind::not_found, "there is no branch '" + printable(name) + "'" + where,
              guess       ? "did you mean '" + *guess + "'?"
              : is_a_name ? making + name
                          : "");
}

GoalRecord open_goal(Session& session, GoalSpec spec, const git::Oid& base) {
  require_title(spec.title);
  config_of(session.hub.objects(), base);
  for (int tries = 0; tries < most_opening_tries; ++tries) {
    spec.id = make_id(spec.title);
    if (!session.goals.open(spec, base)) continue;
    if (auto goal = session.goals.find(spec.id)) return std::move(*goal);
  }
  throw Error(ErrorKind::lost_race, "the goal could not be opened: the target moved meanwhile", "try again");
}

}  // namespace reeve::cli
