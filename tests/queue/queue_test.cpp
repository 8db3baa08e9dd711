#include "queue/queue.h"

#include "queue/states.h"
#include "support/catch.h"

namespace queue_test {

using namespace reeve;
using namespace reeve::queue;
using namespace reeve::test;

TEST_CASE("who was submitted first comes first, and a step of priority counts as ten minutes") {
  std::vector<Candidate> waiting{candidate("new", 60), candidate("old", 30), candidate("urgent", 55, 2),
                                 candidate("unloved", 25, -1), candidate("also-new", 60)};
  sort_by_turn(waiting);
  std::vector<std::string> order;
  for (const Candidate& one : waiting) order.push_back(one.id);
  CHECK(join(order, " ") == "old unloved urgent also-new new");
}

TEST_CASE("who shares nothing cannot interact, and who says nothing can interact with all") {
  Candidate a = candidate("a", 1);
  Candidate b = candidate("b", 1);
  CHECK(can_interact(a, b));
  a.touches = {"lib/a.c", "lib/b.c"};
  CHECK(can_interact(a, b));
  b.touches = {"lib/c.c", "tests/a.c"};
  CHECK_FALSE(can_interact(a, b));
  b.touches.insert("lib/b.c");
  CHECK(can_interact(a, b));
}

TEST_CASE("what of a tree has not landed is told from the line's newest") {
  const auto told = [](const Tree& tree, const std::vector<Change>& line) {
    const Rest rest = rest_of(tree, line);
    return rest.is_on_line ? "on line: " + join(rest.changes, " ") : "elsewhere";
  };
  std::vector<Change> line = state_of("", "x a b").line;
  CHECK(told({1, {"a", "b", "c", "d"}}, line) == "on line: c d");
  CHECK(told({1, {"a", "b"}}, line) == "on line: ");
  CHECK(told({1, {"a"}}, line) == "elsewhere");
  CHECK(told({1, {"b", "c"}}, line) == "elsewhere");
  CHECK(told({3, {"c"}}, line) == "on line: c");
  line[2].kind = ChangeKind::revert;
  CHECK(told({1, {"a", "b", "c", "d"}}, line) == "elsewhere");
}

TEST_CASE("one tree that is told from two places is one tree") {
  const std::vector<Change> line = state_of("", "x a b").line;
  CHECK(normalized({1, {"a", "b", "c"}}, line) == Tree{3, {"c"}});
  CHECK(normalized({1, {"a", "c", "b"}}, line) == Tree{2, {"c", "b"}});
  CHECK(normalized({0, {"x", "a"}}, line) == Tree{2, {}});
}

TEST_CASE("results are kept while they say something") {
  State state = state_of("c d", "x a b");
  state.green = 2;
  add_result(state, 0, "x", Outcome::pass);     // before green, and nothing stands on it
  add_result(state, 0, "x a", Outcome::pass);   // green
  add_result(state, 1, "a b", Outcome::pass);   // the newest
  add_result(state, 1, "gone", Outcome::fail);  // about nobody
  add_result(state, 2, "gone d", Outcome::fail);
  add_result(state, 0, "c", Outcome::fail);
  add_result(state, 0, "", Outcome::pass);  // what c failed on
  forget_settled(state);
  std::vector<std::string> kept;
  for (const Result& result : state.results) kept.push_back(std::to_string(result.build.number));
  CHECK(join(kept, " ") == "2 3 5 6 7");
}

TEST_CASE("shares are one in a hundred before anything was seen, and follow what is seen") {
  History history;
  CHECK(history.bad_share() == 0.01);
  CHECK(history.flake_share() == 0.01);
  for (int i = 0; i < 2000; ++i) learn_decision(history, i % 10 == 0 ? Decided::bad : Decided::landed);
  CHECK(history.bad_share() > 0.08);
  CHECK(history.bad_share() < 0.1);
}

TEST_CASE("who passed before it was rejected counts as one that clashes, which fades") {
  State state = state_of("a b c");
  add_result(state, 0, "a b", Outcome::pass);
  add_result(state, 0, "c", Outcome::fail);
  CHECK(decided_by_rejection(state, "b") == Decided::clashed);
  CHECK(decided_by_rejection(state, "c") == Decided::bad);
  CHECK(state.history.clash_share() == 0);
  learn_decision(state.history, Decided::clashed);
  const double one = state.history.clash_share();
  CHECK(one > 0.005);
  for (int i = 0; i < 1000; ++i) learn_decision(state.history, i % 10 == 0 ? Decided::bad : Decided::landed);
  CHECK(state.history.clash_share() < one / 20);
}

TEST_CASE("a failure counts as a flake once the same tree has passed") {
  State state = state_of("a");
  History history;
  add_result(state, 0, "a", Outcome::fail);
  state.results[0].ended = TimePoint{Milliseconds{100}};
  learn_run(history, {}, state.results[0]);
  CHECK(history.runs == 0);
  Result again = state.results[0];
  again.outcome = Outcome::pass;
  learn_run(history, state.results, again);
  CHECK(history.duration == Milliseconds{100});
  CHECK(history.flakes == Approx(1).epsilon(0.01));
  CHECK(history.runs == Approx(2).epsilon(0.01));
}

}  // namespace queue_test
