#include "hooks/server_gate.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "hooks/policy_names.h"
#include "hooks/server_goal_refs.h"
#include "hooks/server_ledger.h"
#include "hooks/server_limits.h"
#include "hooks/server_override.h"
#include "hooks/server_policy.h"
#include "hooks/server_reader.h"
#include "hooks/server_receipts.h"
#include "hooks/server_task_refs.h"
#include "task/ref_names.h"

namespace reeve::hooks {

namespace {

class Gate {
 public:
  Gate(const PushReader& reader, const ServerPolicy& policy, const ServerLimits& limits, TimePoint now)
      : reader_(reader),
        policy_(policy),
        ledger_(ledger_change(reader, limits)),
        view_{reader, policy, limits, ledger_, now} {}

  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  // What is wrong with one ref of the push.
  std::vector<Objection> objections_to(const git::RefUpdate& update) const {
    const RefRole role = role_of(update.ref);
    if (role.kind == RefKind::ledger) return ledger_.objections;
    std::vector<Objection> objections;
    const auto add = [&](std::optional<Objection> objection) {
      if (objection) objections.push_back(std::move(*objection));
    };
    if (role.kind != RefKind::outside && update.desired && !reader_.is_commit(*update.desired)) {
      add(Objection{Rule::object, "it would point at something that is no commit",
                    "leave Reeve's refs to git-reeve"});
      return objections;
    }
    add(objection_to_role(update, role));
    if (update.ref == policy_.ref) add(objection_to_settings(update));
    return objections;
  }

 private:
  std::optional<Objection> objection_to_role(const git::RefUpdate& update, const RefRole& role) const {
    if (is_target_of_open_goal(view_, update.ref)) return objection_to_target(view_, update);
    if (is_task_branch(role.kind)) return objection_to_branch_of_task(view_, update, role);
    switch (role.kind) {
      case RefKind::task_log:
        return objection_to_log_of_task(view_, update, role.id);
      case RefKind::goal_log:
        return objection_to_log_of_goal(view_, update, role.id);
      case RefKind::goal:
        return objection_to_branch_of_goal(view_, update, role.id);
      case RefKind::green:
        return objection_to_green(view_, update, role.id);
      case RefKind::receipts:
        return objection_to_receipts(reader_.repository(), policy_, update);
      default:
        return std::nullopt;
    }
  }

  // Who can change allowed_signers can sign anything afterwards.
  std::optional<Objection> objection_to_settings(const git::RefUpdate& update) const {
    if (!policy_.allowed_signers || !policy_.tip) return std::nullopt;
    const git::Repository& repository = reader_.repository();
    const bool is_kept =
        update.desired && reader_.is_commit(*update.desired) &&
        entry_of(repository, *policy_.tip, ".reeve") == entry_of(repository, *update.desired, ".reeve");
    if (is_kept) return std::nullopt;
    return Objection{Rule::settings,
                     ".reeve/ on " + policy_.ref + " says who may sign what, and would change",
                     "git push --signed -o reeve-override=REASON, with a key of .reeve/allowed_signers"};
  }

  const PushReader& reader_;
  const ServerPolicy& policy_;
  LedgerChange ledger_;
  GateView view_;
};

// The rule that a ref's content cannot be held to.
Rule rule_about(const std::string& ref) {
  switch (role_of(ref).kind) {
    case RefKind::task_log:
    case RefKind::goal_log:
      return Rule::log;
    case RefKind::ledger:
      return Rule::ledger;
    case RefKind::green:
      return Rule::green;
    case RefKind::receipts:
      return Rule::receipt;
    case RefKind::goal:
    case RefKind::outside:
      return Rule::target;
    default:
      return Rule::branch;
  }
}

Breach unreadable(const std::string& ref, const Error& error) {
  const std::string next = error.hint().empty() ? "look at it with: git log -p " + ref : error.hint();
  return {ref, {rule_about(ref), std::string("it cannot be checked: ") + error.what(), next}};
}

bool is_ours(const git::RefUpdate& update) {
  return role_of(update.ref).kind != RefKind::outside;
}

std::vector<Breach> breaches_of_names(const Push& push) {
  std::vector<Breach> breaches;
  for (const git::RefUpdate& update : push.updates)
    if (auto objected = objection_to_name(update.ref)) breaches.push_back({update.ref, std::move(*objected)});
  return breaches;
}

std::vector<Breach> breaches_of_volume(const Push& push, const ServerLimits& limits) {
  if (std::ranges::none_of(push.updates, is_ours)) return {};
  return breaches_of_size(git::objects_in(push.quarantine, limits.objects + 1), push.updates.size(), limits);
}

Breach too_slow(const ServerLimits& limits) {
  return {"",
          {Rule::limit, "looking at it takes more than " + format_duration(limits.time),
           "push fewer refs at once, or raise reeve.maxSeconds in the server's git configuration"}};
}

std::vector<Breach> breaches_of_refs(const Gate& gate, const Push& push, const ServerLimits& limits) {
  const auto deadline = std::chrono::steady_clock::now() + limits.time;
  std::vector<Breach> breaches;
  for (const git::RefUpdate& update : push.updates) {
    if (std::chrono::steady_clock::now() > deadline) {
      breaches.push_back(too_slow(limits));
      break;
    }
    try {
      for (Objection& objection : gate.objections_to(update))
        breaches.push_back({update.ref, std::move(objection)});
    } catch (const Error& error) {
      breaches.push_back(unreadable(update.ref, error));
    }
  }
  return breaches;
}

// Once names and sizes are known to be harmless.
std::vector<Breach> breaches_of_content(const PushReader& reader, const ServerPolicy& policy,
                                        const ServerLimits& limits, TimePoint now) {
  try {
    return breaches_of_refs(Gate(reader, policy, limits, now), reader.push(), limits);
  } catch (const Error& error) {
    return {unreadable(std::string(refs::ledger), error)};
  }
}

// What is left when those are lifted that an override may lift.
std::vector<Breach> lift(const git::Repository& repository, const Push& push, const Override& override_,
                         const std::vector<Breach>& breaches, TimePoint now) {
  std::vector<Breach> lifted, left;
  for (const Breach& breach : breaches)
    (may_be_lifted(breach.objection.rule) ? lifted : left).push_back(breach);
  if (left.empty()) record_override(repository, push, override_, lifted, now);
  return left;
}

}  // namespace

std::vector<Breach> breaches_of(const git::Repository& repository, const Push& push, const Clock& clock) {
  const ServerLimits limits = server_limits(repository);
  std::vector<Breach> breaches = breaches_of_names(push);
  const auto too_large = breaches_of_volume(push, limits);
  breaches.insert(breaches.end(), too_large.begin(), too_large.end());
  if (!breaches.empty()) return breaches;
  const ServerPolicy policy = server_policy(repository);
  const PushReader reader(repository, push);
  breaches = breaches_of_content(reader, policy, limits, clock.now());
  const auto asked = asked_override(repository, push, policy);
  if (!asked) return breaches;
  if (const auto* const objection = std::get_if<Objection>(&*asked)) {
    breaches.push_back({"", *objection});
    return breaches;
  }
  return lift(repository, push, std::get<Override>(*asked), breaches, clock.now());
}

}  // namespace reeve::hooks
