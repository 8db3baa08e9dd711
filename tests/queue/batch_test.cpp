#include "queue/states.h"
#include "support/catch.h"

namespace batch_test {

using namespace reeve;
using namespace reeve::queue;
using namespace reeve::test;

namespace {

std::string next(const State& state, std::string_view policy = "batch") {
  Settings settings;
  settings.most = 4;
  return told(make_policy(policy)->next(state, settings, TimePoint{}));
}

}  // namespace

TEST_CASE("policies have names") {
  CHECK(make_policy("batch")->name() == "batch");
  CHECK(make_policy("serial")->name() == "serial");
  CHECK(make_policy("strict")->name() == "strict");
  CHECK(make_policy("wide-window")->name() == "wide-window");
  CHECK(make_policy("Strict") == nullptr);
}

TEST_CASE("a batch is what waits longest, of one priority, and one runs at a time") {
  State state = state_of("a b c d e f");
  state.waiting[1].priority = 1;
  CHECK(next(state) == "start group 0[a c d e]");
  CHECK(next(state, "serial") == "start group 0[a]");
  state.running.push_back(build(0, "a c d e"));
  CHECK(next(state).empty());
}

TEST_CASE("a batch that passed lands, and the next one stands on it") {
  State state = state_of("a b c");
  add_result(state, 0, "a b", Outcome::pass);
  CHECK(next(state) == "land a b");
  State landed = state_of("c", "a b");
  landed.results = state.results;
  CHECK(next(landed) == "green 2; start group 2[c]");
}

TEST_CASE(
    "a batch that failed is halved until the one that fails alone is known, and the last is not built anew") {
  State state = state_of("a b c d e");
  add_result(state, 0, "a b c d", Outcome::fail);
  CHECK(next(state) == "start suspect 0[a b]");
  add_result(state, 0, "a b", Outcome::pass);
  CHECK(next(state) == "land a b");
  State rest = state_of("c d e", "a b");
  rest.results = state.results;
  rest.green = 2;
  CHECK(next(rest) == "start suspect 2[c]");
  add_result(rest, 2, "c", Outcome::pass);
  State last = state_of("d e", "a b c");
  last.results = rest.results;
  last.green = 3;
  CHECK(next(last) == "start rerun 3[d]");
  add_result(last, 3, "d", Outcome::fail);
  CHECK(next(last) == "reject d");
}

TEST_CASE("where nothing is known of the line, it is built without the one that fails") {
  State state = state_of("a b");
  state.has_green = false;
  add_result(state, 0, "a", Outcome::fail);
  add_result(state, 0, "a", Outcome::fail);
  CHECK(next(state) == "start without 0[]");
  add_result(state, 0, "", Outcome::pass);
  CHECK(next(state) == "reject a; green 0");
}

TEST_CASE("who cannot be merged is left out until what it conflicts with has gone") {
  State state = state_of("a b c");
  state.unmerged["b"] = {0, {"a"}};
  CHECK(next(state) == "start group 0[a c]");
  state.unmerged["b"] = {0, {"gone"}};
  CHECK(next(state) == "start group 0[a b c]");
  state.unmerged["a"] = {0, {}};  // whoever drives the queue rejects it when it is built
  CHECK(next(state) == "start group 0[a b c]");
}

}  // namespace batch_test
