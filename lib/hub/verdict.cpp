#include "hub/verdict.h"

#include "base/json.h"
#include "base/text.h"
#include "git/ssh_signature.h"
#include "task/codec.h"

namespace reeve {

namespace {

constexpr std::string_view verdict_name = "Verdict: ";
constexpr std::string_view verdict_signature_name = "Verdict-Signature: ";

std::vector<JsonObject> receipts_to_json(const std::vector<Receipt>& receipts) {
  std::vector<JsonObject> items;
  for (Receipt receipt : receipts) {
    receipt.log.clear();
    items.push_back(receipt_to_json(receipt));
  }
  return items;
}

std::optional<git::Oid> id_in(const JsonValue& object, std::string_view name) {
  return git::Oid::parse(json_string(object, name).value_or(""));
}

bool is_verdict(const JsonValue& object) {
  return json_string(object, "reeve") == "verdict" && json_integer(object, "v") == 1 &&
         json_string(object, "verdict") == "pass";
}

std::vector<Receipt> receipts_from(const JsonValue& object) {
  std::vector<Receipt> receipts;
  const JsonValue* array = json_member(object, "receipts");
  if (array == nullptr || !array->IsArray()) return receipts;
  for (const JsonValue& item : array->GetArray()) receipts.push_back(receipt_from_json(item));
  return receipts;
}

}  // namespace

std::string verdict_text(const Verdict& verdict) {
  JsonObject object;
  object.add("reeve", "verdict").add("v", 1).add("verdict", "pass").add("goal", verdict.goal);
  object.add("target", verdict.target).add("base", verdict.base.hex()).add("commit", verdict.commit.hex());
  object.add("tree", verdict.tree.hex()).add("policy", verdict.policy.hex()).add("tasks", verdict.tasks);
  object.add("receipts", receipts_to_json(verdict.receipts));
  return object.text();
}

std::optional<Verdict> verdict_from(const std::string& text) {
  const auto document = try_parse_json(text);
  if (!document || !document->IsObject() || !is_verdict(*document)) return std::nullopt;
  const auto base = id_in(*document, "base");
  const auto commit = id_in(*document, "commit");
  const auto tree = id_in(*document, "tree");
  const auto policy = id_in(*document, "policy");
  if (!base || !commit || !tree || !policy) return std::nullopt;
  return Verdict{json_string(*document, "goal").value_or(""),
                 json_string(*document, "target").value_or(""),
                 *base,
                 *commit,
                 *tree,
                 *policy,
                 json_strings(*document, "tasks"),
                 receipts_from(*document)};
}

std::string with_verdict(const std::string& note, const SignedVerdict& verdict) {
  std::string lines = std::string(verdict_name) + verdict.text + "\n";
  if (!verdict.signature.empty())
    lines += std::string(verdict_signature_name) + git::one_line_of_signature(verdict.signature) + "\n";
  const auto end = note.find("\n\n");
  if (end == std::string::npos) return note + lines;
  return note.substr(0, end + 1) + lines + note.substr(end + 1);
}

std::optional<SignedVerdict> verdict_in_note(const std::string& note) {
  std::optional<SignedVerdict> found;
  for (const std::string& line : split_lines(note.substr(0, note.find("\n\n")))) {
    if (line.starts_with(verdict_name)) found = SignedVerdict{line.substr(verdict_name.size()), ""};
    if (found && line.starts_with(verdict_signature_name))
      found->signature = git::armoured_signature(line.substr(verdict_signature_name.size()));
  }
  return found;
}

}  // namespace reeve
