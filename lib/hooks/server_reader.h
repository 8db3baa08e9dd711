// What the gate reads: refs and logs as the push finds them and as it would leave them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "git/repository.h"
#include "hooks/server_push.h"
#include "hub/log_note.h"
#include "task/codec.h"
#include "task/goal.h"

namespace reeve::hooks {

struct GoalView {
  GoalState state;
  git::Oid goal_commit;
};

class PushReader {
 public:
  // Both must outlive this.
  PushReader(const git::Repository& repository, const Push& push);

  const git::Repository& repository() const { return repository_; }
  const Push& push() const { return push_; }

  // The update of this ref in the push; null if it has none.
  const git::RefUpdate* update(const std::string& ref) const;
  std::optional<git::Oid> before(const std::string& ref) const;
  std::optional<git::Oid> after(const std::string& ref) const;

  // Whether it is a commit itself, no tag or anything else.
  bool is_commit(const git::Oid& id) const;
  bool is_forward(const git::Oid& from, const git::Oid& to) const;

  // The log of a task or goal at the tip of this ref. Absent: there is none. Throws Error(damaged).
  std::optional<LogNote> log_before(const std::string& ref) const;
  std::optional<LogNote> log_after(const std::string& ref) const;
  // As the server has it, before the push; those whose log cannot be read are left out.
  const std::map<std::string, GoalView>& goals() const;
  // A goal that this push opens, or one of goals(). Throws Error(damaged).
  std::optional<GoalView> goal_after(const std::string& id) const;

 private:
  const git::Repository& repository_;
  const Push& push_;
  std::map<std::string, const git::RefUpdate*> updates_;
  mutable std::optional<std::map<std::string, GoalView>> goals_;
};

}  // namespace reeve::hooks
