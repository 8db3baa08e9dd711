#include "queue/verdict.h"

#include "queue/states.h"
#include "support/catch.h"

namespace verdict_test {

using namespace reeve;
using namespace reeve::queue;
using namespace reeve::test;

namespace {

std::string landing(const State& state, Rule rule) {
  return join(may_land(state, rule), " ");
}

std::string ids(const std::vector<Blame>& blamed) {
  std::vector<std::string> ids;
  for (const Blame& blame : blamed) ids.push_back(blame.id);
  return join(ids, " ");
}

}  // namespace

TEST_CASE("by the rule of tested trees the longest tree on the line's newest that passed lands") {
  State state = state_of("b c d e", "x a");
  add_result(state, 1, "a b", Outcome::pass);
  add_result(state, 1, "a b c", Outcome::pass);
  add_result(state, 1, "a b c d", Outcome::fail);
  add_result(state, 1, "b c d e", Outcome::pass);
  CHECK(landing(state, Rule::tested_tree) == "b c");
  CHECK(may_land(state, Rule::tested_tree, names("b c")));
  CHECK(may_land(state, Rule::tested_tree, names("b")));
  CHECK_FALSE(may_land(state, Rule::tested_tree, names("c b")));
  CHECK_FALSE(may_land(state, Rule::tested_tree, {}));
}

TEST_CASE("a tree with a candidate that has left the queue does not land") {
  State state = state_of("b c", "a");
  add_result(state, 1, "gone b", Outcome::pass);
  add_result(state, 1, "c", Outcome::fail);
  CHECK(landing(state, Rule::tested_tree).empty());
}

TEST_CASE("by the rule of trees tested apart lands what nothing that landed since can interact with") {
  State state = state_of("b c", "x y");
  state.waiting[0].touches = {"lib/b"};
  state.waiting[1].touches = {"lib/c"};
  state.line[0].touches = {"lib/b", "lib/c"};
  state.line[1].touches = {"lib/c"};
  add_result(state, 1, "b", Outcome::pass);
  add_result(state, 1, "c", Outcome::pass);
  add_result(state, 0, "b c", Outcome::pass);
  CHECK(landing(state, Rule::tested_apart) == "b");
  CHECK(may_land(state, Rule::tested_apart, names("b")));
  CHECK_FALSE(may_land(state, Rule::tested_apart, names("c")));
  add_result(state, 1, "y c", Outcome::pass);
  CHECK(may_land(state, Rule::tested_apart, names("c")));
  state.line[1].touches.clear();
  CHECK_FALSE(may_land(state, Rule::tested_apart, names("b")));
}

TEST_CASE("by the rule of trees tested once lands all that passed anywhere") {
  State state = state_of("a b c d", "x");
  state.waiting[2].passed_on_branch = true;
  add_result(state, 0, "b gone", Outcome::pass);
  add_result(state, 0, "d", Outcome::fail);
  CHECK(landing(state, Rule::tested_once) == "b c");
  CHECK(may_land(state, Rule::tested_once, names("c b")));
  CHECK_FALSE(may_land(state, Rule::tested_once, names("b d")));
}

TEST_CASE("who fails alone as often as is asked, where the line passes, is to blame") {
  State state = state_of("a b c", "x");
  state.green = 1;
  add_result(state, 1, "a", Outcome::fail);
  add_result(state, 1, "b a", Outcome::fail);
  add_result(state, 1, "b a", Outcome::fail);
  CHECK(ids(to_blame(state, 2)).empty());
  add_result(state, 0, "x a", Outcome::fail);
  CHECK(ids(to_blame(state, 2)) == "a");
  CHECK(to_blame(state, 2)[0].failure.build.number == 4);
  add_result(state, 1, "a", Outcome::pass);
  CHECK(ids(to_blame(state, 2)).empty());
}

TEST_CASE("nobody is to blame where it is not known that the line passes") {
  State state = state_of("a", "x");
  state.has_green = false;
  add_result(state, 1, "a", Outcome::fail);
  add_result(state, 1, "a", Outcome::fail);
  CHECK(ids(to_blame(state, 2)).empty());
  CHECK(ids(undecided(state, 2)).empty());
  add_result(state, 1, "", Outcome::fail);
  add_result(state, 1, "", Outcome::fail);
  CHECK(ids(to_blame(state, 2)).empty());
  CHECK(ids(undecided(state, 2)) == "a");
  add_result(state, 1, "", Outcome::pass);
  CHECK(ids(to_blame(state, 2)) == "a");
  CHECK(ids(undecided(state, 2)).empty());
}

TEST_CASE("a build of one alone that could not run needs a person") {
  State state = state_of("a b");
  add_result(state, 0, "a b", Outcome::could_not_run);
  CHECK(ids(undecided(state, 2)).empty());
  add_result(state, 0, "b", Outcome::could_not_run);
  CHECK(ids(undecided(state, 2)) == "b");
}

}  // namespace verdict_test
