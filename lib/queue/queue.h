// A merge queue as values: what one reader of it knows at one moment. Which builds to start, and what may
// land, follows from this alone (policy.h, verdict.h), so that the same code decides for a real gate and in
// a simulation, and a gate that was killed goes on from what it can read.
//
// The queue works on a *line*: the changes that its target got since the queue began, in order. A *tree* is
// a place on the line with candidates merged on top of it, one after the other. A *build* runs the checks on
// a tree. Nothing here knows of git: whoever drives the queue merges, runs and lands, and tells the results.
//
// The shape (recompute everything from one read, policies choose builds and never verdicts) is that of Uber's
// SubmitQueue; see "CI in SubmitQueue", https://github.com/uber/submitqueue.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"

namespace reeve::queue {

// A change that asks to land.
struct Candidate {
  std::string id;     // unique among all that ever wait: a task that was submitted anew is another candidate
  TimePoint since{};  // when it was submitted
  int priority = 0;
  // What others interact with it by: paths, or names of targets. Two candidates can interact if they share
  // one. Empty: nobody knows, so that it can interact with all.
  std::set<std::string> touches;
  // Its checks passed on its own branch, on a base that was green.
  bool passed_on_branch = false;
};

enum class ChangeKind {
  candidate,
  revert,   // takes back the change `id`
  outside,  // somebody else moved the target
};

// A change that the target got.
struct Change {
  ChangeKind kind = ChangeKind::candidate;
  std::string id;  // of the candidate, or of the one that is reverted; empty for `outside`
  TimePoint at{};
  std::set<std::string> touches;  // as the candidate's; empty: it can interact with all
};

// The first `position` changes of the line, and these candidates on top, in this order.
struct Tree {
  std::size_t position = 0;
  std::vector<std::string> changes;

  auto operator<=>(const Tree&) const = default;
};

// Why a build was started. No verdict follows from it; policies know by it what they had in mind.
enum class Purpose {
  group,    // several candidates for the first time
  suspect,  // those of a group that failed, fewer at a time
  chain,    // what is to land next, on top of what is to land before
  rerun,    // the same tree once more, since a failure may be a flake
  without,  // a tree without the suspect: is the failure its own?
  verify,   // a place on the line, after the landing
};

struct Build {
  std::uint64_t number = 0;  // given by the driver; 0: not started yet
  Purpose purpose = Purpose::group;
  Tree tree;
  TimePoint started{};
};

enum class Outcome {
  pass,
  fail,
  could_not_run,  // says nothing about the tree; a person is needed
};

struct Result {
  Build build;
  Outcome outcome = Outcome::pass;
  TimePoint ended{};
};

// What was seen so far, for whoever sizes groups. Weights fade, so that they follow what changes.
struct History {
  double candidates = 0;     // that were decided
  double bad = 0;            // of them, those that were rejected for their checks
  double clashes = 0;        // of these, those that had passed before, or had landed
  double runs = 0;           // of trees that turned out to be good
  double flakes = 0;         // of them, those that failed
  Milliseconds duration{0};  // of a build, lately; zero: none has ended
  // Share of candidates that are bad, and of runs of a good tree that fail. Never zero: one seen in a hundred
  // is supposed before there is anything to see.
  double bad_share() const;
  double flake_share() const;
  // Share of candidates that break only with what landed while they waited. It fades to zero.
  double clash_share() const;
};

struct State {
  std::vector<Candidate> waiting;  // in turn: sort_by_turn()
  std::vector<Change> line;
  std::vector<Build> running;
  // Builds that ended and still say something: about candidates that wait, or about the line from `green`
  // on. The oldest first.
  std::vector<Result> results;
  // Candidates that could not be merged onto a tree that was to be built, with what of it was merged before;
  // they were left out. Who cannot be merged onto the line's newest itself is rejected by the driver. Where
  // nothing was left of a build, the driver asks again; else it waits until something happens.
  std::map<std::string, Tree> unmerged;
  // The newest position whose tree is known to pass, and whether there is one: nobody has tested what the
  // queue found when it began.
  std::size_t green = 0;
  bool has_green = false;
  TimePoint red_since{};           // when the line was first seen red after `green`; zero: it is not red
  std::vector<TimePoint> reverts;  // the times of those of the last hour
  History history;
};

// How long a step of priority is worth as waiting, so that nothing starves.
inline constexpr Milliseconds priority_step{10 * 60'000};

// Oldest submission first; a step of priority counts as much as `priority_step`.
void sort_by_turn(std::vector<Candidate>& candidates);

// Whether they share something, or nothing is known of one of them.
bool can_interact(const std::set<std::string>& a, const std::set<std::string>& b);
bool can_interact(const Candidate& a, const Candidate& b);

// What of this tree has not landed yet, if its tree is the line's newest with candidates on top: the line has
// grown by nothing since but the first of the tree's own changes. Absent if the line went another way.
struct Rest {
  bool is_on_line = false;
  std::vector<std::string> changes;
};
Rest rest_of(const Tree& tree, const std::vector<Change>& line);

// The same tree told from the newest position of the line that it contains, so that trees can be compared:
// those of its changes that landed next, in its order, are the line's. Without changes: a place on the line.
Tree normalized(const Tree& tree, const std::vector<Change>& line);

// Drops the results that say nothing any more: neither about a candidate that waits, nor about the line from
// `green` on, nor about a place on the line that such a result stands on. For a driver that keeps a state.
void forget_settled(State& state);

// Takes into account that a build of this tree ended; `before` are the results that were known before it. A
// failure counts as a flake once the same tree has passed.
void learn_run(History& history, const std::vector<Result>& before, const Result& result);

enum class Decided {
  landed,
  bad,      // rejected for its checks, and never passed
  clashed,  // rejected for its checks, and passed before; or reverted
};

// As what a candidate that is rejected for its checks counts.
Decided decided_by_rejection(const State& state, const std::string& candidate);

// Takes into account what was decided of a candidate.
void learn_decision(History& history, Decided decided);

}  // namespace reeve::queue
