// What a server's gate says about a push: the rules by name, and what breaks one. SERVER.md is the users'
// list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace reeve::hooks {

enum class Rule {
  name,        // names of refs
  object,      // what a ref may point at
  limit,       // sizes, counts, time
  target,      // the branch that receives landings
  verdict,     // what a landing must bring with it
  green,       // the newest tested commit
  ledger,      // the notes on what landed
  log,         // a log only grows, and can be read
  transition,  // what may follow what
  claim,       // whose task it is, and for how long
  receipt,     // what gates tell each other of trees
  branch,      // a task's branch follows its log
  settings,    // .reeve/ on the branch that the configuration is read from
  override_,   // the push option that lifts rules
};

std::string_view name_of(Rule rule);

// Why something is refused, before it is known which ref it is about.
struct Objection {
  Rule rule;
  std::string what;  // what is wrong, without a full stop
  std::string next;  // what to do about it
};

struct Breach {
  std::string ref;  // empty: the push as a whole
  Objection objection;
};

// Whether a signed override may lift the rule: not those that keep the repository itself sound.
bool may_be_lifted(Rule rule);

// All of it for the person who pushed: two lines a breach. Nothing in it can control a terminal.
std::string refusal_text(const std::vector<Breach>& breaches);

}  // namespace reeve::hooks
