// What every command on a repository needs: the hub, who the person is, and the stores.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.h"
#include "config/config.h"
#include "hub/goal_history.h"
#include "hub/goal_store.h"
#include "hub/hub.h"
#include "tools/command.h"

namespace reeve::cli {

// What a command does with the hub. Who only reads need not have told git a name.
// Workers and judges wait longer for a hub that has gone: it may come back, and their work is dear.
enum class Purpose { reading, changing, working };

// Opens the repository that contains the context's folder. Throws Error(not_found) where there is none, and
// Error(configuration) if git does not know who the person is that wants to change something. Stays where it
// was made: the stores refer to each other.
class Session {
 public:
  Session(const Context& context, Purpose purpose);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

 private:
  std::unique_ptr<Hub> owned_hub_;

 public:
  Clock& clock;
  Hub& hub;
  std::string who;  // "Ada <ada@example.org>"
  git::Signature signature;
  TaskStore tasks;  // signs as the person
  GoalStore goals;
};

// The one of `ids` that `text` names or begins; absent if none does. Throws Error(usage) where several begin
// so; `kind` is for its message: "task".
std::optional<std::string> match_id(const std::string& text, const std::vector<std::string>& ids,
                                    const std::string& kind);

// The id that was probably meant, with or without its random end; absent if none is near.
std::optional<std::string> nearest_id(const std::string& text, const std::vector<std::string>& ids);

// The goal with this id, or the only one whose id begins so; without a text, the only open goal. Throws
// Error(not_found) with the nearest or all ids, Error(usage) where it could be several.
GoalRecord resolve_goal(Session& session, const std::optional<std::string>& text);

// The id of the live task that this names: whole, or the beginning of only one. Throws Error(not_found) with
// the nearest id, Error(usage) where it could be several.
std::string resolve_task(Session& session, const std::string& text);

// Names each log that cannot be read, with its ref, on standard error. `negative` if there is one.
ExitCode tell_damaged(const std::vector<DamagedTask>& damaged, Context& context);

// Where there is no goal here: that there may be some at a remote, on standard error.
void tell_of_other_hub(Session& session, Context& context);

// What the refs here do not tell of landed tasks, and each log that cannot be read, on standard error.
// `negative` if there is one; notes that were not fetched are the person's choice.
ExitCode tell_missing(const GoalHistory& history, Context& context);

// The configuration on the goal's target. Throws Error(configuration).
Config config_for(Session& session, const GoalRecord& goal);

}  // namespace reeve::cli
