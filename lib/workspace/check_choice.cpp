#include "workspace/check_choice.h"

#include <algorithm>
#include <set>

#include "base/glob.h"

namespace reeve {

namespace {

using Texts = std::vector<std::string>;

bool contains(const Texts& texts, const std::string& text) {
  return std::ranges::find(texts, text) != texts.end();
}

const CheckRules* rules_of(const GateConfig& gate, const std::string& command) {
  const auto rules = gate.check_rules.find(command);
  return rules == gate.check_rules.end() ? nullptr : &rules->second;
}

bool is_for(const CheckRules* rules, const Texts& changed) {
  if (rules == nullptr || rules->paths.empty() || changed.empty()) return true;
  return std::ranges::any_of(changed,
                             [&](const std::string& path) { return any_glob_matches(rules->paths, path); });
}

// What a command names in `needs`; without the key, all before it where `unsaid` asks for that.
enum class Unsaid { nothing, all_before };

Texts needs_of(const GateConfig& gate, const Texts& commands, std::size_t position, Unsaid unsaid) {
  const CheckRules* rules = rules_of(gate, commands[position]);
  if (rules != nullptr && rules->needs) return *rules->needs;
  if (unsaid == Unsaid::nothing) return {};
  return {commands.begin(), commands.begin() + static_cast<std::ptrdiff_t>(position)};
}

// The commands that are wanted, with all that these need, and what that needs. A check needs only what stands
// before it, so one pass from the end is enough.
Texts with_needs(const GateConfig& gate, const Texts& commands, std::set<std::string> wanted, Unsaid unsaid) {
  for (std::size_t position = commands.size(); position-- > 0;) {
    if (!wanted.contains(commands[position])) continue;
    for (const std::string& needed : needs_of(gate, commands, position, unsaid)) wanted.insert(needed);
  }
  Texts chosen;
  std::ranges::copy_if(commands, std::back_inserter(chosen),
                       [&](const std::string& command) { return wanted.contains(command); });
  return chosen;
}

Texts with_own(const GateConfig& gate, const Texts& own) {
  Texts all = gate.checks;
  for (const std::string& command : own)
    if (!contains(all, command)) all.push_back(command);
  return all;
}

}  // namespace

std::vector<std::string> checks_for(const GateConfig& gate, const TaskSpec& spec) {
  return with_own(gate, spec.checks);
}

ChosenChecks choose_checks(const GateConfig& gate, const Texts& own, const Texts& changed) {
  const Texts all = with_own(gate, own);
  std::set<std::string> wanted;
  for (const std::string& command : all) {
    if (contains(own, command) || is_for(rules_of(gate, command), changed)) wanted.insert(command);
  }
  ChosenChecks chosen;
  chosen.run = with_needs(gate, all, std::move(wanted), Unsaid::nothing);
  for (const std::string& command : all)
    if (!contains(chosen.run, command)) chosen.skipped.push_back(command);
  return chosen;
}

std::vector<std::string> changed_paths(const git::Repository& repository, const git::Oid& from_tree,
                                       const git::Oid& to_tree) {
  Texts paths;
  for (const git::Change& change : repository.changes(from_tree, to_tree)) paths.push_back(change.path);
  return paths;
}

std::vector<Receipt> skipped_receipts(const ChosenChecks& chosen, const git::Oid& tree, CheckPlace where) {
  std::vector<Receipt> receipts;
  for (const std::string& command : chosen.skipped) {
    Receipt receipt;
    receipt.tree = tree.hex();
    receipt.command = command;
    receipt.result = CheckResult::skipped;
    receipt.exit = 0;
    receipt.where = where;
    receipts.push_back(receipt);
  }
  return receipts;
}

std::vector<std::string> left_to_run(const GateConfig& gate, const Texts& commands,
                                     const std::vector<Receipt>& known) {
  std::set<std::string> wanted(commands.begin(), commands.end());
  for (const Receipt& receipt : known)
    if (!blocks(receipt.result)) wanted.erase(receipt.command);
  return with_needs(gate, commands, std::move(wanted), Unsaid::all_before);
}

std::vector<Receipt> together(const std::vector<Receipt>& earlier, const std::vector<Receipt>& later) {
  std::vector<Receipt> all = earlier;
  for (const Receipt& receipt : later) {
    const auto before = std::ranges::find(all, receipt.command, &Receipt::command);
    if (before == all.end()) {
      all.push_back(receipt);
    } else if (blocks(before->result) || blocks(receipt.result) || is_flaky(*before)) {
      const int runs = before->runs + receipt.runs;
      *before = receipt;
      before->runs = runs;
    }
  }
  return all;
}

}  // namespace reeve
