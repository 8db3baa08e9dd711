// Which builds to start and to stop: one function of the queue's state. See verdict.h for what follows from
// their results.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "queue/queue.h"
#include "queue/verdict.h"

namespace reeve::queue {

struct Settings {
  std::size_t slots = 1;          // builds at once; at least 1
  std::size_t most = 16;          // candidates in a tree at most
  int runs = 2;                   // of a tree that fails, before that is believed
  std::size_t reverts = 4;        // an hour at most
  Milliseconds red{60 * 60'000};  // a line that is red for longer gets no more landings
};

struct Step {
  std::vector<std::uint64_t> cancel;  // numbers of running builds that say nothing any more
  std::vector<std::string> land;      // on top of the line's newest, as one push; see may_land()
  std::vector<Blame> reject;
  std::vector<Blame> block;           // for a person; see undecided()
  std::optional<std::string> revert;  // this candidate's change is the line's culprit
  std::optional<std::size_t> green;   // the newest position that is known to pass has moved there
  std::string stopped;             // why nothing lands any more, for people; empty: the line is not stopped
  std::optional<TimePoint> again;  // ask again then, if nothing has happened before
  std::vector<Build> start;        // in order of importance, no more than there are free slots
};

class Policy {
 public:
  virtual ~Policy() = default;
  virtual std::string_view name() const = 0;
  virtual Rule rule() const = 0;
  // What to do now. Pure: the same state gives the same step. A driver carries the step out (cancel, land,
  // block, reject, revert, start, in this order), writes down in the state what came of it, and asks again
  // whenever something has happened, at once after a step that did anything: a step that lands, rejects,
  // blocks or reverts starts nothing, since what is to be started follows from what came of it.
  virtual Step next(const State& state, const Settings& settings, TimePoint now) const = 0;
};

// Candidates of one priority land in the order in which they came. Only who was in a build that failed or was
// cancelled, or could not be merged into a build, or was in one that somebody could not be merged into, may
// land after one that came later; and in lanes and optimistic, and in strict while candidates break together,
// who shares nothing with that one.
//
// "strict", "lanes", "optimistic"; and to compare with them "serial", "batch", "window", "wide-window". Null
// for any other name.
std::unique_ptr<Policy> make_policy(std::string_view name);

// Why a candidate that waits is where it is, for people: "tested with 7 others since 3 min 20 s; tested as
// what is to land next with 12 others since 40.0 s". "it does not wait" for any other.
std::string why_waiting(const State& state, const std::string& candidate, TimePoint now);

}  // namespace reeve::queue
