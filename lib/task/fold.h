// The state of a task: a pure fold of its log. Nothing else decides what phase a task is in.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "task/codec.h"

namespace reeve {

enum class Phase {
  waiting,  // for its predecessors
  open,     // can be claimed
  claimed,  // a worker has it
  ready,    // waits for the gate
  failed,   // its last attempt failed, and what follows is not decided yet
  held,     // waits for a person or the planner
  landed,
  cancelled,
};

std::string_view name_of(Phase phase);

struct Claim {
  int attempt = 0;
  std::string nonce;
  std::string by;
  std::string run;
  TimePoint lease_until{};

  bool operator==(const Claim&) const = default;
};

// What a lens of the gate said of what an attempt submitted.
struct Review {
  std::string lens;
  std::string agent;
  std::string verdict;               // review_pass …
  std::string reason;                // in a sentence; of one that could not run, why
  std::vector<std::string> reasons;  // a line each criterion and finding: "src/a.c:12: major: …"
  std::string commit;                // that it looked at
  AgentTrace trace;
  Usage usage;

  bool operator==(const Review&) const = default;
};

struct Attempt {
  int number = 0;
  std::string agent;
  AgentTrace trace;  // the model as claimed, and once it has ended, as the agent says
  int rung = 0;
  std::string by;
  TimePoint started{};
  std::optional<TimePoint> ended;
  std::optional<Outcome> outcome;  // absent while it runs or waits for the gate
  std::string reason;
  std::string answer;                // to the question that it asked
  std::string commit;                // its work, as last pushed
  std::optional<ChangeSize> change;  // of what it submitted
  std::vector<std::string> paths;    // where it conflicted
  Handoff handoff;
  Usage usage;
  std::optional<Amount> reserved;  // the most that it may use, as claimed; absent: nobody counted
  std::vector<Receipt> receipts;
  std::optional<TimePoint> until;    // when a rate limit ends, where it said so
  std::vector<Review> reviews = {};  // in the order in which they ended
};

struct TaskState {
  TaskSpec spec;
  Phase phase = Phase::waiting;
  TimePoint planned_at{};
  TimePoint phase_since{};
  TimePoint last_event_at{};
  std::string base;            // commit it was cut from
  std::optional<Claim> claim;  // in phase `claimed`
  std::vector<Attempt> attempts;
  int rung = 0;                  // the ladder's rung that the next claim uses
  std::size_t counted_from = 0;  // attempts before this one do not count against the limits: a person (or
                                 // the planner) put the task back after them
  std::optional<TimePoint> not_before;  // in phase `open`: paused until then
  bool resume_work = false;             // the next attempt goes on from `work`: only a merge is missing
  std::string work;                     // newest commit of the task's branch, or empty
  std::string submitted;                // in phase `ready`: the commit that waits
  std::string reason;        // why it is held, cancelled, failed or rejected; the question it asks;
                             // of a plan that is done: "12 tasks"
  std::string landed;        // the commit on the target
  bool is_given_up = false;  // in phase `held`: because the rules had nothing more to try, not because
                             // somebody wanted it
  // Of a cancelled task: who waits for it waits for these instead. Neither: who waits for it waits for ever.
  std::vector<std::string> replaced_by;
  bool is_dropped = false;               // nobody need wait for it
  std::vector<std::string> passed_over;  // events of unknown kind or out of order, for people

  bool finished() const { return phase == Phase::landed || phase == Phase::cancelled; }
  const Attempt* last_attempt() const { return attempts.empty() ? nullptr : &attempts.back(); }
};

// Why this event may not follow this state, or absent if it may. The rule of every append, and of the server.
std::optional<std::string> objection(const TaskState& state, const Event& event);

// The state after the event, which objection() let pass; an unknown event changes nothing.
void apply(TaskState& state, const Event& event);

// The state of a whole log. Events that objection() refuses are passed over and noted, never an error: what
// is in the log has happened, and one bad line must not hide a task.
TaskState fold(const TaskLog& log);

// Whether the claim's time is over at `now`.
bool lease_expired(const TaskState& state, TimePoint now);

}  // namespace reeve
