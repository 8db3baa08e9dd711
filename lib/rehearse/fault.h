// What can go wrong in a rehearsal.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reeve::rehearse {

enum class Fault {
  // Of an agent that works
  crash,          // it ends with an error, half done
  hang,           // it goes on until its time is over
  idle,           // it says nothing until its idle limit ends it
  lie,            // it says that it is done, and has done nothing
  wrong_content,  // its files are not what the checks want
  wrong_scope,    // it touches a file outside its scope
  bad_merge,      // asked to merge, it drops the other side
  rate_limit,     // the service wants it to wait, and says how long
  quota,          // the same, for its agent's every attempt for an hour
  auth,           // its agent's key is refused for an hour
  context_full,
  refused,
  needs_input,
  // Of a worker's process
  worker_killed,  // and the machine knows it
  worker_lost,    // and nobody knows it: its lease has to run out
  worker_paused,  // for longer than its lease; then it goes on
  // Of planners and judges
  bad_json,        // the result is no JSON
  bad_plan,        // its tasks wait for each other in a circle, both times
  duplicate_work,  // it plans a task twice
  judge_killed,    // the gate's process
  // Of what is around them
  flaky_check,  // a check is red for no reason
  lost_hub,     // unreachable for a while
  lost_answer,  // a change was made, and the answer did not arrive
  run_killed,   // the controller with all that it started; it is started again
  machine_lost  // the same, and it goes on in another clone, which knows nothing but the hub
};

// Who is hit: what a probability counts by.
enum class FaultPlace { work_attempt, plan_attempt, gate_run, check, change, hour };

const std::vector<Fault>& all_faults();
// As in a scenario: "rate_limit".
std::string_view name_of(Fault fault);
std::optional<Fault> fault_named(std::string_view name);
FaultPlace place_of(Fault fault);

}  // namespace reeve::rehearse
