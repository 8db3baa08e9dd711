#include "queue/meetings.h"

#include "queue/states.h"
#include "support/catch.h"

namespace meetings_test {

using namespace reeve;
using namespace reeve::queue;
using namespace reeve::test;

namespace {

// "a: ; b: a; c: a b": whom each candidate of the line met there for the first time.
std::string met(const State& state) {
  const Trees trees(state);
  const Meetings meetings(trees);
  std::vector<std::string> parts;
  for (std::size_t place = 0; place < state.line.size(); ++place) {
    if (state.line[place].kind != ChangeKind::candidate) continue;
    std::string said = state.line[place].id + ":";
    for (const std::size_t earlier : meetings.first_met_at(place)) said += " " + state.line[earlier].id;
    parts.push_back(said);
  }
  return join(parts, "; ");
}

State line_of_four() {
  State state = state_of("", "a b c d");
  for (Change& change : state.line) change.touches = {change.id == "b" ? "y" : "x"};
  return state;
}

}  // namespace

TEST_CASE("changes of the line met there if they share something and never passed together") {
  State state = line_of_four();
  CHECK(met(state) == "a:; b:; c: a; d: a c");
  add_result(state, 0, "d c", Outcome::pass);
  CHECK(met(state) == "a:; b:; c: a; d: a");
  add_result(state, 1, "c", Outcome::pass);
  CHECK(met(state) == "a:; b:; c:; d: a");
  add_result(state, 0, "a d", Outcome::fail);
  CHECK(met(state) == "a:; b:; c:; d: a");
}

TEST_CASE("who was reverted met nobody, and who says nothing of what it touches met all") {
  State state = line_of_four();
  state.line[1].touches.clear();
  CHECK(met(state) == "a:; b: a; c: a b; d: a b c");
  Change revert;
  revert.kind = ChangeKind::revert;
  revert.id = "a";
  state.line.push_back(revert);
  CHECK(met(state) == "a:; b:; c: b; d: b c");
}

TEST_CASE("a tree is one of peers if its last change shares something with each of the others") {
  State state = line_of_four();
  for (const char* changes : {"a c", "b d", "c"}) add_result(state, 0, changes, Outcome::fail);
  const Trees trees(state);
  const Meetings meetings(trees);
  CHECK(meetings.is_of_peers(trees.of_results()[0]));
  CHECK_FALSE(meetings.is_of_peers(trees.of_results()[1]));
  CHECK(meetings.is_of_peers(trees.of_results()[2]));
}

}  // namespace meetings_test
