// One line of a log. A flat value: which members hold for which event is said in FORMAT.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "task/outcome.h"
#include "task/usage.h"

namespace reeve {

enum class EventType {
  planned,
  dispatched,
  claimed,
  renewed,
  progressed,
  asked,
  answered,
  submitted,
  failed,
  rejected,
  landed,
  retried,
  held,
  released,
  cancelled,
  opened,
  cycle_started,
  judged,
  achieved,
  stopped,
  paused,
  resumed,
  delivered,
  woken,   // a planner or a judge was asked: `task` is the task that was made for it
  halted,  // the line was stopped: only plans and judges start until it is restarted
  restarted,
  reviewed,  // a lens of the gate has looked at what was submitted
  reverted,  // a landed task whose change was taken back from the target
  unknown,   // written by a newer version: kept, shown, and passed over
};

std::string_view name_of(EventType type);
EventType event_type_named(std::string_view name);  // unknown for any other

struct Handoff {
  std::string summary;
  std::vector<std::string> concerns;
  std::vector<std::string> deviations;
  std::vector<std::string> findings;
  std::vector<std::string> suggestions;
  std::vector<std::string> not_done;  // what is left of the task

  bool empty() const { return *this == Handoff(); }
  bool operator==(const Handoff&) const = default;
};

// What an attempt was made with, as far as it is known.
struct AgentTrace {
  std::string model;    // that answered
  std::string version;  // of the agent's program
  std::string prompt;   // git blob id of the text that the agent got

  bool operator==(const AgentTrace&) const = default;
};

// How large a change is: what git would count.
struct ChangeSize {
  std::int64_t files = 0;
  std::int64_t lines = 0;  // added and removed together; those of binary files are 0

  bool operator==(const ChangeSize&) const = default;
};

enum class CheckResult {
  pass,
  fail,
  could_not_run,
  skipped,      // it is for paths of which none has changed
  quarantined,  // it failed, and .reeve/quarantine.toml says that this blocks nothing
};
// Whether nothing may land that has it.
bool blocks(CheckResult result);
std::string_view name_of(CheckResult result);
std::optional<CheckResult> check_result_named(std::string_view name);

enum class CheckPlace { gate, worker };

// The record of one check on one tree; tree and command are its key.
struct Receipt {
  std::string tree;
  std::string command;
  CheckResult result = CheckResult::could_not_run;
  int exit = -1;
  double seconds = 0;
  CheckPlace where = CheckPlace::worker;
  std::string log;  // the end of the output, if it did not pass
  // What the result depends on beside tree and command (workspace/check_policy.h); empty: nobody said.
  std::string policy = "";
  int runs = 1;       // on this tree, the last of which gave the result
  bool warm = false;  // with build output of an earlier tree in the workspace
  // Where all of the output is kept on the machine that ran it, as "host:path"; empty: nowhere.
  std::string log_file = "";

  bool operator==(const Receipt&) const = default;
};

// Whether the check failed on the very tree on which it passed then.
inline bool is_flaky(const Receipt& receipt) {
  return receipt.result == CheckResult::pass && receipt.runs > 1;
}

// The first receipt with which nothing may land; null if there is none.
const Receipt* blocking_receipt(const std::vector<Receipt>& receipts);

struct Event {
  EventType type = EventType::unknown;
  std::string name;  // as written; differs from name_of(type) for `unknown` alone
  TimePoint at{};
  std::string by;
  int attempt = 0;
  std::string nonce;
  std::optional<TimePoint> lease_until;
  std::optional<TimePoint> until;
  std::string run;
  std::string agent;
  AgentTrace trace;  // `model`, `version` and `prompt`
  int rung = 0;
  std::optional<Amount> reserved;  // the most that the attempt may use of the budgets it is under
  std::string commit;
  std::optional<Outcome> outcome;
  std::string reason;
  std::string verdict;
  std::vector<std::string> reasons;      // of a verdict on a goal
  std::vector<std::string> replaced_by;  // ids of the tasks that do what a cancelled one was to do
  std::vector<std::string> paths;        // where two changes conflict
  std::optional<ChangeSize> change;      // of what was submitted, against the target that it was merged with
  std::string task;                      // id, in the log of a goal
  std::string signature;  // of the failure that stopped the line; see fleet/failure_signature.h
  int cycle = 0;
  Handoff handoff;
  Usage usage;
  std::vector<Receipt> receipts;
  std::string lens = {};  // the name of the one that reviewed

  bool operator==(const Event&) const = default;
};

// Words of `verdict` in a task's log: why it is held, and what its cancellation means for those that wait for
// it.
constexpr std::string_view given_up = "given_up";
constexpr std::string_view dropped = "dropped";
constexpr std::string_view replaced = "replaced";
// And in a goal's, of a halt: no planner can mend it.
constexpr std::string_view for_a_person = "needs_person";

// And of a review: what a lens says of a change. The last one: it could say nothing.
constexpr std::string_view review_pass = "pass";
constexpr std::string_view review_fail = "fail";
constexpr std::string_view review_unsure = "unsure";
constexpr std::string_view review_could_not_run = "could_not_run";

// An event of this type, with its name, time and author filled in.
Event make_event(EventType type, TimePoint at, std::string by);

}  // namespace reeve
