#include "hub/provenance.h"

#include <algorithm>

#include "base/text.h"
#include "hub/ledger.h"
#include "task/id.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

// "Task: ID (title)", as ledger_note() begins.
std::optional<std::string> task_named_by(const std::string& note) {
  constexpr std::string_view start = "Task: ";
  if (!note.starts_with(start)) return std::nullopt;
  return note.substr(start.size(), note.find(' ', start.size()) - start.size());
}

// Of every line that reads like one, wherever it stands.
std::vector<std::string> lines_like_trailer(const std::string& message, const std::string& name) {
  std::vector<std::string> values;
  const std::string start = name + ": ";
  for (const std::string& line : split_lines(message)) {
    const std::string_view text = trim(line);
    if (!text.starts_with(start)) continue;
    const std::string value(trim(text.substr(start.size())));
    if (std::ranges::find(values, value) == values.end()) values.push_back(value);
  }
  return values;
}

std::string last_of(const std::vector<std::string>& values) {
  return values.empty() ? "" : values.back();
}

}  // namespace

std::vector<std::string> values_of_trailer(const std::string& message, const std::string& name) {
  auto values = trailers(message, name);
  return values.empty() ? lines_like_trailer(message, name) : values;
}

std::optional<TaskState> task_in_note(const std::string& note) {
  const auto log = log_in_ledger_note(note);
  return log ? state_in(*log) : std::nullopt;
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

// Of this commit, or of the one that it was made of. A commit of the gate is one task's: what else its
// message says is an agent's words.
std::optional<std::string> ProvenanceReader::note_for(Provenance& provenance) {
  if (auto note = read_ledger(repository_, ledger_, provenance.commit)) return note;
  for (const std::string& id : lines_like_trailer(provenance.data.message, "Reeve-Task")) {
    if (id != provenance.task && is_valid_id(id)) provenance.also.push_back(id);
  }
  if (ledger_) provenance.noted = landing_of(provenance.task);
  return provenance.noted ? read_ledger(repository_, ledger_, *provenance.noted) : std::nullopt;
}

Provenance ProvenanceReader::of(const git::Oid& commit) {
  Provenance result;
  result.commit = commit;
  result.data = repository_.read_commit(commit);
  result.task = last_of(values_of_trailer(result.data.message, "Reeve-Task"));
  result.goal = last_of(values_of_trailer(result.data.message, "Reeve-Goal"));
  if (result.task.empty()) return result;
  const auto note = note_for(result);
  if (!note) return result;
  result.story = task_in_note(*note);
  result.verdict = verdict_in_note(*note);
  return result;
}

}  // namespace reeve
