#include "hooks/server_receipts.h"

#include <fmt/format.h>

#include "hub/receipt_notes.h"

namespace reeve::hooks {

namespace {

// Each costs a start of ssh-keygen, 5 ms; a gate writes those of a few builds at once.
constexpr std::size_t most_notes_in_a_push = 2'000;

Objection receipt_objection(const std::string& what) {
  return {Rule::receipt, what, "let the judge write them: git reeve judge, with a key that may sign"};
}

}  // namespace

std::optional<Objection> objection_to_receipts(const git::Repository& repository, const ServerPolicy& policy,
                                               const git::RefUpdate& update) {
  if (!update.desired) return std::nullopt;
  const git::Oid before =
      update.expected ? repository.tree_of(*update.expected) : git::Repository::empty_tree();
  const auto changes = repository.changes(before, repository.tree_of(*update.desired));
  const auto notes = all_receipt_notes(repository, *update.desired);
  std::size_t read = 0;
  for (const git::Change& change : changes) {
    if (change.kind == git::ChangeKind::deleted) continue;
    const auto tree =
        git::Oid::parse(change.path.size() == 41 ? change.path.substr(0, 2) + change.path.substr(3) : "");
    if (!tree || !notes.contains(*tree))
      return receipt_objection("'" + change.path + "' is no note on a tree");
    if (++read > most_notes_in_a_push)
      return receipt_objection(fmt::format("more than {} notes in one push", most_notes_in_a_push));
    const auto found = read_receipt_note(repository.read_blob(change.new_id), *tree, policy.allowed_signers);
    if (!found.receipts)
      return receipt_objection(fmt::format("the note on tree {}: {}", tree->short_hex(), found.problem));
  }
  return std::nullopt;
}

}  // namespace reeve::hooks
