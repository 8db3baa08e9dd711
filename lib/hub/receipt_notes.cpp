#include "hub/receipt_notes.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "git/ssh_signature.h"
#include "hub/ledger.h"
#include "task/codec.h"

namespace reeve {

namespace {

constexpr std::string_view receipt_signature_name = "Signature: ";

bool is_pass_of_gate(const Receipt& receipt, const git::Oid& tree) {
  return receipt.result == CheckResult::pass && receipt.where == CheckPlace::gate &&
         receipt.tree == tree.hex();
}

TimePoint time_of(const std::string& note) {
  const auto receipts = tree_receipts_from(receipt_note_from(note).text);
  return receipts ? receipts->at : TimePoint();
}

std::map<git::Oid, std::string> newest(const git::Repository& repository,
                                       const std::map<git::Oid, git::Oid>& all, std::size_t count) {
  struct Dated {
    TimePoint at;
    git::Oid tree;
    std::string note;
  };
  std::vector<Dated> notes;
  for (const auto& [tree, blob] : all) {
    std::string note = repository.read_blob(blob);
    const TimePoint at = time_of(note);
    notes.push_back({at, tree, std::move(note)});
  }
  std::ranges::sort(notes, [](const Dated& a, const Dated& b) {
    return std::pair(b.at, b.tree) < std::pair(a.at, a.tree);
  });
  std::map<git::Oid, std::string> kept;
  for (std::size_t i = 0; i < std::min(count, notes.size()); ++i)
    kept.emplace(notes[i].tree, std::move(notes[i].note));
  return kept;
}

}  // namespace

std::string text_of(const TreeReceipts& receipts) {
  std::vector<JsonObject> items;
  for (Receipt receipt : receipts.receipts) {
    if (!is_pass_of_gate(receipt, receipts.tree)) continue;
    receipt.log.clear();
    receipt.log_file.clear();
    items.push_back(receipt_to_json(receipt));
  }
  JsonObject object;
  object.add("reeve", "receipts").add("v", 1).add("tree", receipts.tree.hex()).add("by", receipts.by);
  return object.add("at", format_time(receipts.at)).add("receipts", items).text();
}

std::optional<TreeReceipts> tree_receipts_from(const std::string& text) {
  const auto document = try_parse_json(text);
  if (!document || !document->IsObject() || json_string(*document, "reeve") != "receipts" ||
      json_integer(*document, "v") != 1)
    return std::nullopt;
  const auto tree = git::Oid::parse(json_string(*document, "tree").value_or(""));
  const auto at = parse_time(json_string(*document, "at").value_or(""));
  const JsonValue* items = json_member(*document, "receipts");
  if (!tree || !at || items == nullptr || !items->IsArray()) return std::nullopt;
  TreeReceipts receipts{*tree, json_string(*document, "by").value_or(""), *at, {}};
  for (const JsonValue& item : items->GetArray()) {
    Receipt receipt = receipt_from_json(item);
    if (is_pass_of_gate(receipt, *tree)) receipts.receipts.push_back(std::move(receipt));
  }
  return receipts;
}

std::string to_note(const ReceiptNote& note) {
  const std::string signature =
      note.signature.empty()
          ? ""
          : std::string(receipt_signature_name) + git::one_line_of_signature(note.signature) + "\n";
  return note.text + "\n" + signature;
}

ReceiptNote receipt_note_from(const std::string& note) {
  ReceiptNote result;
  for (const std::string& line : split_lines(note)) {
    if (line.starts_with(receipt_signature_name)) {
      result.signature = git::armoured_signature(line.substr(receipt_signature_name.size()));
    } else if (result.text.empty()) {
      result.text = line;
    }
  }
  return result;
}

ReadReceipts read_receipt_note(const std::string& note, const git::Oid& tree,
                               const std::optional<std::string>& allowed_signers) {
  const ReceiptNote parts = receipt_note_from(note);
  auto receipts = tree_receipts_from(parts.text);
  if (!receipts) return {std::nullopt, "the note has no receipts of a format that is known"};
  if (receipts->tree != tree)
    return {std::nullopt, "the receipts are those of tree " + receipts->tree.short_hex()};
  if (!allowed_signers) return {std::move(receipts), ""};
  if (parts.signature.empty()) return {std::nullopt, "the receipts are not signed"};
  if (git::signer_of(parts.text, parts.signature, *allowed_signers, git::reeve_namespace))
    return {std::move(receipts), ""};
  return {std::nullopt, "the signature of the receipts is none of .reeve/allowed_signers"};
}

std::optional<git::Oid> receipt_note_id(const git::Repository& repository, const git::Oid& tip,
                                        const git::Oid& tree) {
  return ledger_note_id(repository, tip, tree);
}

std::map<git::Oid, git::Oid> all_receipt_notes(const git::Repository& repository, const git::Oid& tip) {
  std::map<git::Oid, git::Oid> notes;
  for (const git::TreeEntry& folder : repository.read_tree(repository.tree_of(tip))) {
    if (folder.mode != git::FileMode::tree) continue;
    for (const git::TreeEntry& entry : repository.read_tree(folder.id))
      if (const auto tree = git::Oid::parse(folder.name + entry.name);
          tree && entry.mode == git::FileMode::blob)
        notes.emplace(*tree, entry.id);
  }
  return notes;
}

git::Oid write_receipt_notes(git::Repository& repository, const std::optional<git::Oid>& tip,
                             const std::map<git::Oid, std::string>& notes, std::size_t most,
                             const git::Signature& author) {
  const std::string message = "receipts of " + count_of(notes.size(), "tree") + "\n";
  const auto there = tip ? all_receipt_notes(repository, *tip) : std::map<git::Oid, git::Oid>();
  if (there.size() + notes.size() <= most) return write_ledger(repository, tip, notes, message, author);
  auto kept = newest(repository, there, most / 2);
  for (const auto& [tree, note] : notes) kept.insert_or_assign(tree, note);
  return write_ledger(repository, std::nullopt, kept, message, author);
}

}  // namespace reeve
