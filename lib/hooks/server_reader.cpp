#include "hooks/server_reader.h"

#include "base/error.h"
#include "task/ref_names.h"

namespace reeve::hooks {

namespace {

GoalView view_of(const LogNote& note) {
  return {fold(decode_goal_log(note.text)), note.subject};
}

}  // namespace

PushReader::PushReader(const git::Repository& repository, const Push& push)
    : repository_(repository), push_(push) {
  for (const git::RefUpdate& update : push.updates) updates_.emplace(update.ref, &update);
}

const git::RefUpdate* PushReader::update(const std::string& ref) const {
  const auto found = updates_.find(ref);
  return found == updates_.end() ? nullptr : found->second;
}

std::optional<git::Oid> PushReader::before(const std::string& ref) const {
  const git::RefUpdate* const update = this->update(ref);
  return update != nullptr ? update->expected : repository_.read_ref(ref);
}

std::optional<git::Oid> PushReader::after(const std::string& ref) const {
  const git::RefUpdate* const update = this->update(ref);
  return update != nullptr ? update->desired : repository_.read_ref(ref);
}

bool PushReader::is_commit(const git::Oid& id) const {
  return repository_.resolve_commit(id.hex()) == id;
}

bool PushReader::is_forward(const git::Oid& from, const git::Oid& to) const {
  return repository_.is_ancestor(from, to);
}

std::optional<LogNote> PushReader::log_before(const std::string& ref) const {
  const auto tip = before(ref);
  return tip ? std::optional(read_log_note(repository_, *tip)) : std::nullopt;
}

std::optional<LogNote> PushReader::log_after(const std::string& ref) const {
  const auto tip = after(ref);
  return tip ? std::optional(read_log_note(repository_, *tip)) : std::nullopt;
}

const std::map<std::string, GoalView>& PushReader::goals() const {
  if (goals_) return *goals_;
  goals_.emplace();
  for (const git::Ref& ref : repository_.list_refs(std::string(refs::goal_log_prefix))) {
    const auto id = refs::id_after(refs::goal_log_prefix, ref.name);
    if (!id) continue;
    try {
      goals_->emplace(*id, view_of(read_log_note(repository_, ref.id)));
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::damaged) throw;
    }
  }
  return *goals_;
}

std::optional<GoalView> PushReader::goal_after(const std::string& id) const {
  const auto note = log_after(refs::goal_log(id));
  return note ? std::optional(view_of(*note)) : std::nullopt;
}

}  // namespace reeve::hooks
