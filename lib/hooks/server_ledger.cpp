#include "hooks/server_ledger.h"

#include <utility>

#include "base/error.h"
#include "base/text.h"
#include "hooks/server_chain.h"
#include "hooks/server_half_landed.h"
#include "hub/goal_store.h"
#include "hub/ledger.h"
#include "hub/ledger_totals.h"
#include "task/ref_names.h"

namespace reeve::hooks {

namespace {

Objection ledger_objection(const std::string& what) {
  return {Rule::ledger, what, "the gate alone writes the ledger: git reeve judge"};
}

// "ab/cdef…", as git notes and Reeve lay it out with one level of folders.
std::optional<git::Oid> commit_of(const std::string& path) {
  const bool has_folder = path.size() == 41 && path[2] == '/';
  return has_folder ? git::Oid::parse(path.substr(0, 2) + path.substr(3)) : std::nullopt;
}

// The log of a task that this push takes off the server; absent if it stays or never was.
std::optional<std::string> log_that_goes(const PushReader& reader, const std::string& id) {
  const git::RefUpdate* const update = reader.update(refs::task_log(id));
  if (update == nullptr || update->desired) return std::nullopt;
  const auto note = reader.log_before(update->ref);
  return note ? std::optional(note->text) : std::nullopt;
}

class LedgerReader {
 public:
  LedgerReader(const PushReader& reader, LedgerChange& change) : reader_(reader), change_(change) {
    for (const auto& [id, goal] : reader.goals()) goal_commits_.emplace(goal.goal_commit, id);
  }

  void read(const git::Change& note) {
    if (const auto goal = goal_of_totals(note.path)) return read_totals(*goal, note);
    const auto commit = commit_of(note.path);
    if (!commit || note.kind == git::ChangeKind::deleted || note.mode != git::FileMode::blob)
      return object("the note " + note.path + " is removed, or is none");
    const std::string text = reader_.repository().read_blob(note.new_id);
    const std::string before =
        note.kind == git::ChangeKind::modified ? reader_.repository().read_blob(note.old_id) : "";
    if (const auto goal = goal_commits_.find(*commit); goal != goal_commits_.end())
      return read_filing(goal->second, before, text);
    if (!before.empty()) return object("the note on " + commit->hex() + " is changed");
    if (log_in_ledger_note(text)) return read_landing(*commit, text);
    read_revert(*commit, text);
  }

 private:
  void object(const std::string& what) { change_.objections.push_back(ledger_objection(what)); }

  // They are computed again: a reader that goes on from them must come to what is there.
  void read_totals(const std::string& id, const git::Change& file) {
    const auto goal = reader_.goals().find(id);
    const git::RefUpdate* const update =
        goal == reader_.goals().end() ? nullptr : reader_.update(goal->second.state.spec.target);
    const bool is_written = file.kind != git::ChangeKind::deleted && file.mode == git::FileMode::blob;
    if (!is_written || update == nullptr || !update->expected)
      return object(file.path + " is written without a landing of its goal, or removed");
    const git::Oid base = base_of(goal->second.state, goal->second.goal_commit);
    if (reader_.repository().read_blob(file.new_id) != totals_at({id, base, *update->expected}))
      object(file.path + " does not hold the sums of what has landed before this push");
  }

  std::string totals_at(const TargetStretch& stretch) {
    const git::Repository& repository = reader_.repository();
    const auto ledger = reader_.before(std::string(refs::ledger));
    LandingReader landings(repository, ledger);
    std::vector<LandedReading> earlier;
    if (auto written = totals_in_ledger(repository, ledger, stretch.goal))
      earlier.push_back(std::move(*written));
    return totals_text(stretch.goal, read_landed(repository, landings, stretch, std::move(earlier)));
  }

  void read_revert(const git::Oid& commit, const std::string& text) {
    const bool is_there = reader_.is_commit(commit);
    const std::string message = is_there ? reader_.repository().read_commit(commit).message : "";
    const auto task = trailer(message, "Reeve-Reverts");
    if (!task || !is_put_on_target(trailer(message, "Reeve-Goal").value_or(""), commit))
      return object("the note on " + commit.hex() + " has no log in it");
    change_.reverted.emplace(commit, RevertNote{text, *task});
  }

  void read_landing(const git::Oid& commit, const std::string& text) {
    const auto log = log_in_ledger_note(text);
    const TaskLog decoded = decode_task_log(*log);
    const auto before = log_that_goes(reader_, decoded.spec.id);
    if (!before || !log->starts_with(*before))
      return object("the log in the note on " + commit.hex() + " is not that of a task that lands");
    if (!lands(*before, decoded, commit))
      return object("the log in the note on " + commit.hex() + " does not land a task that is ready, there");
    if (landed_before_push(reader_, fold(decode_task_log(*before))) == commit) {
      change_.filed.insert(decoded.spec.id);
      return;
    }
    if (!is_put_on_target(decoded.spec.goal, commit))
      return object("commit " + commit.hex() +
                    ", which has a note, is not put on the goal's target by this push");
    change_.filed.insert(decoded.spec.id);
    change_.landed.emplace(commit, LandedNote{text, fold(decoded)});
  }

  // A task must not go as landed while the target stays where it is.
  bool is_put_on_target(const std::string& id, const git::Oid& commit) {
    const auto goal = reader_.goals().find(id);
    if (goal == reader_.goals().end()) return false;
    const std::string& target = goal->second.state.spec.target;
    const auto [place, is_new] = commits_of_targets_.try_emplace(target);
    if (is_new) place->second = new_commits(target);
    return place->second.contains(commit);
  }

  std::set<git::Oid> new_commits(const std::string& target) const {
    const git::RefUpdate* const update = reader_.update(target);
    if (update == nullptr || !update->expected || !update->desired || !reader_.is_commit(*update->desired))
      return {};
    const auto commits = reader_.repository().first_parents(*update->desired, update->expected);
    return {commits.begin(), commits.end()};
  }

  static bool lands(const std::string& before, const TaskLog& after, const git::Oid& commit) {
    const TaskLog known = decode_task_log(before);
    if (after.events.size() != known.events.size() + 1) return false;
    const Event& last = after.events.back();
    return last.type == EventType::landed && last.commit == commit.hex() && !objection(fold(known), last);
  }

  void read_filing(const std::string& goal, const std::string& before, const std::string& text) {
    if (!text.starts_with(before)) return object("the note on goal " + goal + " only grows");
    std::string_view rest = std::string_view(text).substr(before.size());
    while (!rest.empty()) {
      const std::string id = decode_task_log(rest.substr(0, rest.find('\n') + 1)).spec.id;
      const auto log = log_that_goes(reader_, id);
      const bool is_filed = log && rest.starts_with(*log) && may_be_filed(goal, *log);
      if (!is_filed)
        return object("the note on goal " + goal + " gets the log of " + id +
                      ", which is not one of its ended tasks that go in this push");
      change_.filed.insert(id);
      rest.remove_prefix(log->size());
    }
  }

  static bool may_be_filed(const std::string& goal, const std::string& log) {
    const TaskState state = fold(decode_task_log(log));
    const bool is_done = state.phase == Phase::landed && state.spec.kind != TaskKind::work;
    return (state.phase == Phase::cancelled || is_done) && state.spec.goal == goal;
  }

  const PushReader& reader_;
  LedgerChange& change_;
  std::map<git::Oid, std::string> goal_commits_;
  std::map<std::string, std::set<git::Oid>> commits_of_targets_;
};

std::optional<Objection> objection_to_ref(const PushReader& reader, const git::RefUpdate& update,
                                          const ServerLimits& limits) {
  if (!update.desired) return ledger_objection("the ledger is never deleted");
  if (!reader.is_commit(*update.desired)) return ledger_objection("its tip is no commit");
  const auto steps = new_steps(reader, update, limits);
  if (std::get_if<Objection>(&steps) == nullptr) return std::nullopt;
  return ledger_objection(std::get<Objection>(steps).what);
}

}  // namespace

LedgerChange ledger_change(const PushReader& reader, const ServerLimits& limits) {
  LedgerChange change;
  const git::RefUpdate* const update = reader.update(std::string(refs::ledger));
  if (update == nullptr) return change;
  if (auto objected = objection_to_ref(reader, *update, limits)) {
    change.objections.push_back(std::move(*objected));
    return change;
  }
  const git::Repository& repository = reader.repository();
  const git::Oid before =
      update->expected ? repository.tree_of(*update->expected) : git::Repository::empty_tree();
  LedgerReader ledger(reader, change);
  try {
    for (const git::Change& note : repository.changes(before, repository.tree_of(*update->desired)))
      ledger.read(note);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    change.objections.push_back(ledger_objection(std::string("a note cannot be read: ") + error.what()));
  }
  return change;
}

}  // namespace reeve::hooks
