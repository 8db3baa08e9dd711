#include "tools/session.h"

#include <algorithm>

#include "base/error.h"
#include "base/suggest.h"
#include "base/text.h"
#include "hub/remote_hub.h"
#include "task/id.h"
#include "task/ref_names.h"
#include "tools/hub_choice.h"
#include "tools/output.h"
#include "workspace/target_files.h"

namespace reeve::cli {

namespace {

constexpr Milliseconds a_workers_patience{10 * 60'000};

Milliseconds patience_for(Purpose purpose) {
  switch (purpose) {
    case Purpose::reading:
      return a_persons_patience;
    case Purpose::changing:
      break;
    case Purpose::working:
      return a_workers_patience;
  }
  return RemoteHub::default_patience;
}

git::Signature person_of(const git::Repository& repository, Purpose purpose) {
  const auto person = repository.person(system_clock().now());
  // As for git, a name that is set to nothing is none.
  if (person && !trim(person->name).empty()) return *person;
  if (purpose == Purpose::reading) return {};  // which signs nothing: libgit2 refuses an empty name
  throw Error(
      ErrorKind::configuration, "git does not know who you are",
      "git config --global user.name \"Your Name\" && git config --global user.email you@example.com");
}

// "parser" of "parser-k3qa".
std::string without_suffix(const std::string& id) {
  return id.substr(0, id.rfind('-'));
}

}  // namespace

std::optional<std::string> nearest_id(const std::string& text, const std::vector<std::string>& ids) {
  if (auto whole = nearest(text, ids)) return whole;
  std::vector<std::string> slugs;
  for (const std::string& id : ids) slugs.push_back(without_suffix(id));
  const auto slug = nearest(text, slugs);
  if (!slug) return std::nullopt;
  return ids[static_cast<std::size_t>(std::find(slugs.begin(), slugs.end(), *slug) - slugs.begin())];
}

namespace {

[[noreturn]] void throw_unknown(const std::string& text, const std::vector<std::string>& ids,
                                const std::string& kind, const std::string& list_command) {
  const auto guess = nearest_id(text, ids);
  throw Error(ErrorKind::not_found, "there is no " + kind + " '" + printable(text) + "'",
              guess ? "did you mean '" + *guess + "'?" : "'" + list_command + "' lists them");
}

}  // namespace

Session::Session(const Context& context, Purpose purpose)
    : owned_hub_(open_hub(git::Repository::discover(context.folder), patience_for(purpose))),
      clock(context.clock),
      hub(*owned_hub_),
      signature(person_of(hub.objects(), purpose)),
      tasks(hub, clock, signature.name + " <" + signature.email + ">", signature),
      goals(tasks) {
  who = tasks.who();
}

std::optional<std::string> match_id(const std::string& text, const std::vector<std::string>& ids,
                                    const std::string& kind) {
  if (std::find(ids.begin(), ids.end(), text) != ids.end()) return text;
  if (text.empty()) return std::nullopt;  // every id begins so
  std::vector<std::string> found;
  std::copy_if(ids.begin(), ids.end(), std::back_inserter(found),
               [&](const std::string& id) { return id.starts_with(text); });
  if (found.size() == 1) return found.front();
  if (found.empty()) return std::nullopt;
  if (found.size() > 5) found.resize(5);
  throw Error(ErrorKind::usage, "'" + printable(text) + "' could be more than one " + kind,
              "for example " + join(found, ", "));
}

GoalRecord resolve_goal(Session& session, const std::optional<std::string>& text) {
  std::vector<GoalRecord> goals = session.goals.all().goals;
  std::vector<std::string> ids;
  for (const GoalRecord& goal : goals) {
    if (text || goal.state.phase == GoalPhase::open) ids.push_back(goal.id());
  }
  if (!text && ids.empty())
    throw Error(ErrorKind::not_found, "there is no open goal", "open one with: git reeve goal new TITLE");
  if (!text && ids.size() > 1)
    throw Error(ErrorKind::usage, "there is more than one open goal", "name one: " + join(ids, ", "));
  const auto id = text ? match_id(*text, ids, "goal") : std::optional(ids.front());
  if (!id) throw_unknown(*text, ids, "goal", "git reeve goal list");
  return *std::find_if(goals.begin(), goals.end(), [&](const GoalRecord& goal) { return goal.id() == *id; });
}

std::string resolve_task(Session& session, const std::string& text) {
  if (is_valid_id(text) && session.hub.read(refs::task_log(text))) return text;
  std::vector<std::string> ids;
  for (const git::Ref& ref : session.hub.list(std::string(refs::task_log_prefix))) {
    if (auto id = refs::id_after(refs::task_log_prefix, ref.name)) ids.push_back(std::move(*id));
  }
  const auto id = match_id(text, ids, "task");
  if (!id) throw_unknown(text, ids, "live task", "git reeve task list");
  return *id;
}

ExitCode tell_damaged(const std::vector<DamagedTask>& damaged, Context& context) {
  for (const DamagedTask& task : damaged)
    print_error(context.err, task.problem, "look at it with: git log -p " + task.ref);
  return damaged.empty() ? ExitCode::done : ExitCode::negative;
}

void tell_of_other_hub(Session& session, Context& context) {
  const std::string hint = hint_at_other_hub(session.hub.objects());
  if (!hint.empty() && context.verbosity != Verbosity::quiet) context.err.line("hint: " + hint);
}

ExitCode tell_missing(const GoalHistory& history, Context& context) {
  if (history.untold > 0 && context.verbosity != Verbosity::quiet) {
    context.err.line(count_of(history.untold, "task") +
                     " landed of which the ledger here has no log; with a hub: " +
                     "git fetch REMOTE 'refs/notes/reeve/*:refs/notes/reeve/*'");
  }
  return tell_damaged(history.damaged, context);
}

Config config_for(Session& session, const GoalRecord& goal) {
  return config_of(session.hub.objects(), goal.base());
}

}  // namespace reeve::cli
