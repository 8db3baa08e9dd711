// A bare repository whose pre-receive hook is the built git-reeve, a clone with the stores of honest people
// on it, and raw pushes of whatever a test makes up.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hub/goal_store.h"
#include "hub/ledger_totals.h"
#include "hub/remote_hub.h"
#include "hub/verdict.h"
#include "judge/chain.h"
#include "support/repository.h"
#include "support/ssh_key.h"

namespace reeve::test {

// A task of the world's goal.
inline TaskSpec spec_of(const std::string& id, TaskKind kind) {
  TaskSpec spec;
  spec.id = id;
  spec.goal = "goal";
  spec.kind = kind;
  spec.title = "Do " + id;
  return spec;
}

using Updates = std::vector<git::RefUpdate>;

struct ServerSetting {
  bool with_signers = false;    // .reeve/allowed_signers on main names judge() and ada_key()
  std::string target = "";      // full ref name; empty: the goal's own branch
  std::string checks = "";      // tables [[gate.check]]
  std::string quarantine = "";  // .reeve/quarantine.toml; empty: there is none
};

// How a raw push is sent.
struct PushWay {
  std::vector<std::string> options = {};  // git push -o
  std::string key = "";                   // file of an SSH key: the push is signed
};

class ServerWorld {
 public:
  explicit ServerWorld(const ServerSetting& setting = {});

  ScratchRepository& server() { return server_; }
  ScratchRepository& clone() { return clone_; }
  RemoteHub& hub() { return hub_; }
  git::Repository& objects() { return hub_.objects(); }
  TaskStore& worker() { return worker_; }
  TaskStore& other() { return other_; }
  TaskStore& ada() { return ada_; }
  const SshKey& judge_key() const { return judge_key_; }
  const SshKey& ada_key() const { return ada_key_; }
  GoalRecord goal() { return goals_.find("goal").value(); }
  GoalStore& goals() { return goals_; }
  std::string target() { return goal().state.spec.target; }

  // --- What honest people do
  void publish(const std::string& id);
  TaskRecord claimed(const std::string& id);
  // With a change of this file; empty: of <id>.txt.
  TaskRecord submitted(const std::string& id, const std::string& path = "");
  // A commit on top of this one that changes a file, in the clone's objects.
  git::Oid work_on(const git::Oid& parent, const std::string& content = "two\n");

  // The updates with which the judge would land these tasks now, all of them ready; signed with `key` if
  // there is one. Nothing moves. Its checks passed, or were skipped where none of their paths changes, unless
  // `judge_says` makes something else of that before it is signed.
  std::function<void(std::vector<Receipt>&)> judge_says;
  Updates landing(const std::vector<std::string>& ids, const std::string& key = "");
  // The updates with which the judge would file the cancelled tasks now.
  Updates filing();

  // --- What anybody may try
  // One `git push --atomic` of these new values; the server's words if it refuses them, "" if it does not.
  // Throws unless the server, and not the client, has decided.
  std::string push(const Updates& updates, const PushWay& way = {});
  // The hook itself, with this standard input: what a client other than git could send.
  std::string ask_hook(const std::string& standard_input);
  // The log of a task with these lines at its end, on top of the commit that it is at now.
  git::RefUpdate log_with(const std::string& ref, const std::string& more);
  // A commit of a log with this text, on top of `parent`; no ref moves.
  git::Oid log_commit(const git::Oid& subject, const std::string& text,
                      const std::optional<git::Oid>& parent);

  std::string refs() { return server_.git({"for-each-ref", "--format=%(refname) %(objectname)"}); }

 private:
  void install_hook();
  Updates captured(const std::function<void(TaskStore&)>& act);

  ScratchRepository server_{git::Repository::Kind::bare};
  ScratchRepository clone_{git::Repository::Kind::bare};
  SshKey judge_key_{"judge@build7"};
  SshKey ada_key_{"ada@example.org"};
  RemoteHub hub_;
  TaskStore worker_;
  TaskStore other_;
  TaskStore ada_;
  GoalStore goals_;
  LedgerTotals totals_;
};

// An update in a list, by its ref. Throws if it is not there.
git::RefUpdate& update_of(Updates& updates, const std::string& ref);

// The landing with the verdict in its ledger changed.
using ChangeVerdict = std::function<void(SignedVerdict&)>;
Updates with_changed_verdict(ServerWorld& world, Updates updates, const ChangeVerdict& change);

// Whether the push was refused by this rule, for this ref, with these words, and nothing changed on the
// server. Gives "" if so, and otherwise what happened instead.
std::string refused_by(ServerWorld& world, const Updates& updates, const std::string& ref,
                       const std::string& rule, const std::string& words = "", const PushWay& way = {});

}  // namespace reeve::test
