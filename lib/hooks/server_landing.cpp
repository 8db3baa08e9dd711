#include "hooks/server_landing.h"

#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "config/quarantine.h"
#include "git/ssh_signature.h"
#include "hooks/policy_landing.h"
#include "hub/goal_store.h"
#include "hub/ledger.h"
#include "task/ref_names.h"
#include "workspace/check_choice.h"
#include "workspace/target_files.h"

namespace reeve::hooks {

namespace {

const std::string use_the_judge = "submit the change as a task and let the judge land it: git reeve judge";

Objection not_here(const std::string& goal, const std::string& what) {
  return {Rule::target, "it receives the landings of goal " + goal + " and " + what, use_the_judge};
}

std::optional<Objection> objection_to_move(const PushReader& reader, const std::string& goal,
                                           const git::RefUpdate& update) {
  if (!update.desired) return not_here(goal, "cannot be deleted");
  if (!update.expected) return not_here(goal, "was not there");
  if (!reader.is_forward(*update.expected, *update.desired)) return not_here(goal, "moves forward only");
  const auto reeve_of = [&](const git::Oid& commit) {
    return entry_of(reader.repository(), commit, ".reeve");
  };
  if (reeve_of(*update.expected) == reeve_of(*update.desired)) return std::nullopt;
  return Objection{Rule::settings, "a landing does not change .reeve/", "change it with a signed override"};
}

// The notes of the commits that land, in order; absent if one of them has none in this push.
std::optional<std::vector<const LandedNote*>> landed_notes(const PushReader& reader,
                                                           const LedgerChange& ledger,
                                                           const git::RefUpdate& update) {
  auto commits = reader.repository().first_parents(*update.desired, update.expected);
  std::ranges::reverse(commits);
  std::vector<const LandedNote*> notes;
  for (const git::Oid& commit : commits) {
    const auto note = ledger.landed.find(commit);
    if (note == ledger.landed.end()) return std::nullopt;
    notes.push_back(&note->second);
  }
  return notes;
}

// The judge reads the configuration where tasks are cut from: green, or the target where nothing is green.
git::Oid configuration_commit(const PushReader& reader, const GoalView& goal, const git::RefUpdate& update) {
  return reader.before(refs::green(goal.state.spec.id)).value_or(*update.expected);
}

// A check may take hours, so what was in quarantine a day ago may have been so when it ran.
constexpr std::chrono::days quarantine_slack{1};

// What the checks of this landing had to be, by the configuration of the server's side of the push.
void add_checks(LandingFacts& facts, const git::Repository& repository, const Config& config,
                const std::vector<const LandedNote*>& notes, TimePoint now) {
  std::vector<std::string> own;
  for (const LandedNote* const note : notes) {
    const auto& checks = note->state.spec.checks;
    own.insert(own.end(), checks.begin(), checks.end());
  }
  const ChosenChecks chosen =
      choose_checks(config.gate, own, changed_paths(repository, repository.tree_of(facts.base), facts.tree));
  facts.checks = chosen.run;
  facts.skipped = chosen.skipped;
  for (const Quarantined& entry : config.quarantine)
    if (is_in_force(entry, now - quarantine_slack)) facts.quarantined.push_back(entry.command);
}

LandingFacts facts_of(const PushReader& reader, const GoalView& goal, const git::RefUpdate& update,
                      const std::vector<const LandedNote*>& notes, TimePoint now) {
  const git::Repository& repository = reader.repository();
  const git::Oid configured = configuration_commit(reader, goal, update);
  LandingFacts facts;
  facts.goal = goal.state.spec.id;
  facts.target = update.ref;
  facts.base = *update.expected;
  facts.commit = *update.desired;
  facts.tree = repository.tree_of(*update.desired);
  facts.policy = entry_of(repository, configured, ".reeve/config.toml");
  const Config config = config_of(repository, configured);
  if (config.gate.policy != "strict") facts.proof = LandingFacts::Proof::earlier_trees;
  for (const LandedNote* const note : notes) facts.tasks.push_back(note->state.spec.id);
  add_checks(facts, repository, config, notes, now);
  return facts;
}

std::optional<Objection> objection_to_signature(const ServerPolicy& policy, const SignedVerdict& verdict) {
  if (!policy.allowed_signers) return std::nullopt;
  const std::string next = "land with a key of .reeve/allowed_signers: git config reeve.signingKey FILE";
  if (verdict.signature.empty()) return Objection{Rule::verdict, "the verdict is not signed", next};
  const auto signer =
      git::signer_of(verdict.text, verdict.signature, *policy.allowed_signers, git::reeve_namespace);
  if (signer) return std::nullopt;
  return Objection{Rule::verdict,
                   "the verdict's signature is none of .reeve/allowed_signers as " + policy.ref +
                       " had it before this push",
                   next};
}

bool all_of_goal(const std::vector<const LandedNote*>& notes, const std::string& goal) {
  return std::ranges::all_of(notes, [&](const LandedNote* note) { return note->state.spec.goal == goal; });
}

// The commit by which the task has landed before this push; absent if it has not, or is taken back already.
std::optional<git::Oid> landing_before(const PushReader& reader, const GoalView& goal, const git::Oid& tip,
                                       const std::string& task) {
  const auto landed =
      landed_tasks(reader.repository(), goal.state.spec.id, tip, base_of(goal.state, goal.goal_commit));
  const auto commit = landed.find(task);
  return commit == landed.end() ? std::nullopt : std::optional(commit->second);
}

std::optional<Objection> objection_to_passing(const ServerPolicy& policy, const std::string& note,
                                              const LandingFacts& facts) {
  const auto signed_one = verdict_in_note(note);
  const auto verdict = signed_one ? verdict_from(signed_one->text) : std::nullopt;
  if (!verdict)
    return Objection{Rule::verdict, "the ledger's note on the new tip has no passing verdict", use_the_judge};
  if (auto objected = objection_to_verdict(*verdict, facts)) return objected;
  return objection_to_signature(policy, *signed_one);
}

// One commit that takes back one landing, where the policy lets land what has to be verified afterwards.
std::optional<Objection> objection_to_revert(const PushReader& reader, const ServerPolicy& policy,
                                             const GoalView& goal, const git::RefUpdate& update,
                                             const RevertNote& note, TimePoint now) {
  LandingFacts facts = facts_of(reader, goal, update, {}, now);
  const std::string& id = goal.state.spec.id;
  if (facts.proof == LandingFacts::Proof::this_tree)
    return not_here(id, "reverts nothing, as its policy is strict");
  if (!landing_before(reader, goal, *update.expected, note.task))
    return not_here(id, "has no landing of " + note.task + " that could be reverted");
  facts.proof = LandingFacts::Proof::nothing;
  facts.tasks = {note.task};
  return objection_to_passing(policy, note.text, facts);
}

}  // namespace

std::optional<Objection> objection_to_landing(const PushReader& reader, const ServerPolicy& policy,
                                              const LedgerChange& ledger, const GoalView& goal,
                                              const git::RefUpdate& update, TimePoint now) {
  const std::string& id = goal.state.spec.id;
  if (auto objected = objection_to_move(reader, id, update)) return objected;
  if (const auto revert = ledger.reverted.find(*update.desired); revert != ledger.reverted.end()) {
    if (reader.repository().read_commit(*update.desired).parents == std::vector{*update.expected})
      return objection_to_revert(reader, policy, goal, update, revert->second, now);
  }
  const auto notes = landed_notes(reader, ledger, update);
  if (!notes || notes->empty() || !all_of_goal(*notes, id))
    return not_here(id, "a commit of this push lands no task of it in the ledger");
  return objection_to_passing(policy, notes->back()->text, facts_of(reader, goal, update, *notes, now));
}

}  // namespace reeve::hooks
