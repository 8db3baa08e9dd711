#include "hub/provenance.h"

#include "base/error.h"
#include "base/text.h"
#include "hub/ledger.h"
#include "task/codec.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

// "Task: ID (title)", as ledger_note() begins.
std::optional<std::string> task_named_by(const std::string& note) {
  constexpr std::string_view start = "Task: ";
  if (!note.starts_with(start)) return std::nullopt;
  return note.substr(start.size(), note.find(' ', start.size()) - start.size());
}

}  // namespace

std::optional<TaskState> task_in_note(const std::string& note) {
  const auto log = log_in_ledger_note(note);
  if (!log) return std::nullopt;
  try {
    return fold(decode_task_log(*log));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    return std::nullopt;
  }
}

ProvenanceReader::ProvenanceReader(const git::Repository& repository)
    : repository_(repository), ledger_(repository.read_ref(std::string(refs::ledger))) {}

std::optional<git::Oid> ProvenanceReader::landing_of(const std::string& task) {
  if (!by_task_) {
    by_task_.emplace();
    for (const auto& [commit, note] : ledger_notes(repository_, *ledger_)) {
      if (const auto id = task_named_by(repository_.read_blob(note))) by_task_->emplace(*id, commit);
    }
  }
  const auto found = by_task_->find(task);
  return found == by_task_->end() ? std::nullopt : std::optional(found->second);
}

Provenance ProvenanceReader::of(const git::Oid& commit) {
  Provenance result;
  result.commit = commit;
  result.data = repository_.read_commit(commit);
  result.task = trailer(result.data.message, "Reeve-Task").value_or("");
  result.goal = trailer(result.data.message, "Reeve-Goal").value_or("");
  if (!ledger_ || result.task.empty()) return result;
  auto note = read_ledger(repository_, ledger_, commit);
  if (!note) {
    result.noted = landing_of(result.task);
    if (result.noted) note = read_ledger(repository_, ledger_, *result.noted);
  }
  if (!note) return result;
  result.story = task_in_note(*note);
  result.verdict = verdict_in_note(*note);
  return result;
}

}  // namespace reeve
