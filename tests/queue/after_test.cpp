// Policies by which changes land before the line's newest was tested with them.
#include "queue/after.h"

#include "queue/red.h"
#include "queue/states.h"
#include "support/catch.h"

namespace after_test {

using namespace reeve;
using namespace reeve::queue;
using namespace reeve::test;

namespace {

Settings settings_of(std::size_t slots) {
  Settings settings;
  settings.slots = slots;
  settings.reverts = 2;
  return settings;
}

std::string next(std::string_view policy, const State& state, std::size_t slots = 16) {
  return told(make_policy(policy)->next(state, settings_of(slots), TimePoint{std::chrono::hours{2}}));
}

// Candidates and changes of the line touch the path of this name; "" is not known.
void touch(State& state, const std::string& id, const std::set<std::string>& paths) {
  for (Candidate& candidate : state.waiting)
    if (candidate.id == id) candidate.touches = paths;
  for (Change& change : state.line)
    if (change.id == id) change.touches = paths;
}

void add_revert(State& state, const std::string& id) {
  Change change;
  change.kind = ChangeKind::revert;
  change.id = id;
  change.touches = {"reverted"};
  state.line.push_back(change);
}

}  // namespace

TEST_CASE("in lanes a group stands on those in flight that share something with it") {
  State state = state_of("a b c");
  touch(state, "a", {"x"});
  touch(state, "b", {"x", "y"});
  touch(state, "c", {"z"});
  state.running.push_back(build(0, "a"));
  CHECK(next("lanes", state) == "start group 0[a b c]");
  state.running.push_back(build(0, "a b"));
  CHECK(next("lanes", state) == "start group 0[c]");
}

TEST_CASE("in lanes who passed lands without waiting for what it stood on, and that lands after it") {
  State state = state_of("a b", "z");
  touch(state, "a", {"x"});
  touch(state, "b", {"x"});
  touch(state, "z", {"z"});
  add_result(state, 0, "a b", Outcome::pass);
  CHECK(next("lanes", state) == "land a b");
  State landed = state_of("a", "z b");
  touch(landed, "a", {"x"});
  touch(landed, "b", {"x"});
  touch(landed, "z", {"z"});
  landed.results = state.results;
  CHECK(may_land(landed, Rule::tested_apart, names("a")));
  landed.results.clear();
  add_result(landed, 0, "a", Outcome::pass);
  CHECK_FALSE(may_land(landed, Rule::tested_apart, names("a")));
}

TEST_CASE("two that share something and never passed together do not land at once") {
  State state = state_of("a b c");
  touch(state, "a", {"x"});
  touch(state, "b", {"x"});
  touch(state, "c", {"z"});
  for (const char* alone : {"a", "b", "c"}) add_result(state, 0, alone, Outcome::pass);
  CHECK(join(may_land(state, Rule::tested_apart), " ") == "a c");
  CHECK(may_land(state, Rule::tested_apart, names("b c")));
  CHECK_FALSE(may_land(state, Rule::tested_apart, names("a b")));
}

TEST_CASE("optimistic tests on what is known to pass, and lands whatever landed meanwhile") {
  State state = state_of("a b", "x");
  state.running.push_back(build(1, "", Purpose::verify));
  CHECK(next("optimistic", state) == "start group 0[a b]");
  add_result(state, 0, "a b", Outcome::pass);
  CHECK(next("optimistic", state) == "land a b");
}

TEST_CASE("the changes between the place that passed and the one that failed are told apart side by side") {
  State state = state_of("", "a b c");
  add_result(state, 3, "", Outcome::fail);
  CHECK(next("optimistic", state) == "start verify 1[] rerun 1[] verify 2[] rerun 2[] rerun 3[]");
  add_result(state, 3, "", Outcome::fail);
  add_result(state, 1, "", Outcome::pass);
  add_result(state, 2, "", Outcome::fail);
  CHECK(next("optimistic", state) == "green 1; start rerun 2[] verify 1[c]");
  add_result(state, 2, "", Outcome::fail);
  CHECK(next("optimistic", state) == "revert b; green 1");
}

TEST_CASE("a second culprit is found on top of what passes without the first one") {
  State state = state_of("", "a b c");
  add_revert(state, "a");
  state.reverts.push_back(TimePoint{std::chrono::hours{2}});
  for (int run = 0; run < 2; ++run) {
    add_result(state, 1, "", Outcome::fail);
    add_result(state, 4, "", Outcome::fail);
    add_result(state, 0, "b", Outcome::fail);
  }
  CHECK(next("optimistic", state) == "revert b");
  state.reverts.push_back(state.reverts.front());
  CHECK(next("optimistic", state)
            .find("stopped: b broke the line, and 2 changes were reverted within an hour") == 0);
}

TEST_CASE("optimistic lands as lanes do while changes are known that break each other") {
  State state = state_of("a b c");
  for (Candidate& candidate : state.waiting) candidate.touches = {candidate.id == "c" ? "y" : "x"};
  state.waiting[2].passed_on_branch = true;
  add_result(state, 0, "a", Outcome::pass);
  add_result(state, 0, "b", Outcome::pass);
  CHECK(next("optimistic", state) == "land a b c");
  learn_decision(state.history, Decided::clashed);
  CHECK(next("optimistic", state) == "land a");
  State landed = state_of("b c", "a");
  for (Candidate& candidate : landed.waiting) candidate.touches = state.waiting[1].touches;
  landed.line[0].touches = state.waiting[0].touches;
  landed.history = state.history;
  landed.results = state.results;
  CHECK(next("optimistic", landed) == "green 1; start group 1[b c]");
}

TEST_CASE("on a red line each change is tested with those that it met there, and no candidate is") {
  State state = state_of("d", "a b c");
  for (Change& change : state.line) change.touches = {change.id == "b" ? "y" : "x"};
  for (const char* alone : {"a", "b", "c"}) add_result(state, 0, alone, Outcome::pass);
  state.running.push_back(build(2, "", Purpose::verify));
  add_result(state, 3, "", Outcome::fail);
  CHECK(next("optimistic", state, 5) == "green 1; start rerun 3[] verify 1[b] verify 1[c] group 1[d]");
  add_result(state, 3, "", Outcome::fail);
  CHECK(next("optimistic", state, 5) == "green 1; start verify 1[c] verify 1[b]");
  add_result(state, 1, "c", Outcome::fail);
  CHECK(next("optimistic", state, 5) == "green 1; start rerun 1[c] verify 1[b]");
  add_result(state, 1, "c", Outcome::fail);
  CHECK(next("optimistic", state, 5) == "revert c; green 1");
  add_revert(state, "c");
  CHECK(next("optimistic", state, 5) == "green 1; start verify 4[] group 4[d]");
}

TEST_CASE("a change that fails with several others is tested with each of them") {
  State state = state_of("", "z a b c");
  for (Change& change : state.line) change.touches = {change.id == "z" ? "y" : "x"};
  for (const char* alone : {"a", "b", "c"}) add_result(state, 0, alone, Outcome::pass);
  for (int run = 0; run < 2; ++run) add_result(state, 4, "", Outcome::fail);
  CHECK(next("optimistic", state, 200).find("verify 0[a b c]") != std::string::npos);
  add_result(state, 0, "a b c", Outcome::fail);
  const std::string pairs = next("optimistic", state, 200);
  for (const char* pair : {"verify 0[a c] rerun 0[a c]", "verify 0[b c] rerun 0[b c]"})
    CHECK(pairs.find(pair) != std::string::npos);
}

TEST_CASE("a line that is red for too long is stopped, and lands again once a later place passes") {
  State state = state_of("b", "a");
  state.waiting[0].passed_on_branch = true;
  add_result(state, 1, "", Outcome::fail);
  add_result(state, 1, "", Outcome::fail);
  CHECK(red_since(state, 2) == TimePoint{});  // as these results ended then
  for (Result& result : state.results) result.ended = TimePoint{std::chrono::minutes{5}};
  state.red_since = red_since(state, 2);
  CHECK(state.red_since == TimePoint{std::chrono::minutes{5}});
  CHECK(next("optimistic", state) == "revert a; stopped: the line is red since 1970-01-01T00:05:00.000Z");
  add_revert(state, "a");
  CHECK(next("optimistic", state).find("land") == std::string::npos);
  add_result(state, 2, "", Outcome::pass);
  state.red_since = red_since(state, 2);
  CHECK(state.red_since == TimePoint{});
  CHECK(next("optimistic", state) == "land b; green 2");
}

TEST_CASE("a line that somebody else broke is stopped, and nothing is reverted") {
  State state = state_of("", "a b");
  state.line[1].kind = ChangeKind::outside;
  add_result(state, 1, "", Outcome::pass);
  add_result(state, 2, "", Outcome::fail);
  add_result(state, 2, "", Outcome::fail);
  CHECK(next("lanes", state) == "green 1; stopped: the line is red since somebody else pushed to it");
}

TEST_CASE("people are told why a candidate waits in lanes") {
  State state = state_of("a b c");
  state.running.push_back(build(0, "a b"));
  const TimePoint now{std::chrono::minutes{1}};
  CHECK(why_waiting(state, "b", now) == "tested with 1 other since 1 min 00 s");
  CHECK(why_waiting(state, "c", now) == "waits for a build; 2 ahead of it");
}

}  // namespace after_test
