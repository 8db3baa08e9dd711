// Strict's own parts as small stories: what stands on what, who is a suspect, what goes into the chain.

#include "queue/proof.h"
#include "queue/sizes.h"
#include "queue/states.h"
#include "support/catch.h"

namespace strict_test {

using namespace reeve;
using namespace reeve::queue;
using namespace reeve::test;

namespace {

constexpr TimePoint noon{std::chrono::hours{12}};

std::string next(const State& state, std::size_t slots = 100) {
  Settings settings;
  settings.slots = slots;
  return told(make_policy("strict")->next(state, settings, noon));
}

void add_chain(State& state, const std::string& changes, Outcome outcome) {
  add_result(state, 0, changes, outcome);
  state.results.back().build.purpose = Purpose::chain;
}

void run(State& state, const std::string& changes, Purpose purpose) {
  state.running.push_back(build(0, changes, purpose));
  state.running.back().number = 100 + state.running.size();
}

// "a passed; b suspect of 1".
std::string proofs_of(const State& state) {
  const Trees trees(state);
  const Speculation chain(trees, 2);
  const Proofs proofs(trees, chain);
  std::vector<std::string> parts;
  for (ChangeId change = 0; change < state.waiting.size(); ++change) {
    const Proof& proof = proofs[change];
    std::string said = state.waiting[change].id;
    if (proof.passed) said += " passed";
    if (proof.is_tested) said += " tested";
    if (proof.is_suspect && !proof.passed) said += " suspect of " + std::to_string(proof.limit);
    if (proof.part < SIZE_MAX) said += " in parts of " + std::to_string(proof.part);
    parts.push_back(said);
  }
  return join(parts, "; ");
}

}  // namespace

TEST_CASE("a group is tested on top of the chain in flight, and joins it when it passed") {
  State state = state_of("a b c d");
  run(state, "a b", Purpose::chain);
  CHECK(next(state) == "start group 0[a b c d]");
  state.running[0].started = noon - Milliseconds{60 * 60'000};
  add_result(state, 0, "c d", Outcome::pass);
  CHECK(next(state) == "start chain 0[a b c d]");
}

TEST_CASE("what passed beside the chain does not land before it, and lands where there is no chain") {
  State state = state_of("a b c");
  add_result(state, 0, "c", Outcome::pass);
  CHECK(next(state) == "land c");
  run(state, "a b", Purpose::chain);
  CHECK(next(state) == "start chain 0[a b c]");
}

TEST_CASE("the longest part of the chain that passed lands with all that failed below it") {
  State state = state_of("a b c");
  add_chain(state, "a", Outcome::fail);
  add_chain(state, "a b", Outcome::pass);
  run(state, "a b c", Purpose::chain);
  CHECK(next(state) == "land a b");
}

TEST_CASE("a failure in the chain waits for the longer tree, and is run anew if there is none") {
  State state = state_of("a b");
  add_result(state, 0, "a b", Outcome::pass);
  add_result(state, 0, "gone", Outcome::pass);
  state.results.erase(state.results.begin());
  add_chain(state, "a", Outcome::fail);
  run(state, "a b", Purpose::chain);
  CHECK(next(state).empty());
  state.running.clear();
  CHECK(next(state).rfind("start rerun 0[a]", 0) == 0);
}

TEST_CASE("the lowest part that failed twice is doubted, and not what stands on it") {
  State state = state_of("a b c d");
  add_result(state, 0, "c b a d", Outcome::pass);
  add_chain(state, "d", Outcome::pass);
  add_chain(state, "d a b", Outcome::fail);
  add_chain(state, "d a b c", Outcome::fail);
  CHECK(proofs_of(state) == "a suspect of 1 in parts of 1; b suspect of 1 in parts of 1; c passed; d passed");
}

TEST_CASE("a group that failed on a refuted chain is not suspected") {
  State state = state_of("a b c");
  add_result(state, 0, "a c", Outcome::fail);
  CHECK(proofs_of(state) == "a suspect of 1; b; c suspect of 1");
  state.results.clear();
  add_chain(state, "a", Outcome::fail);
  add_result(state, 0, "a b c", Outcome::fail);
  add_chain(state, "a", Outcome::fail);
  CHECK(proofs_of(state) == "a suspect of 1; b; c");
}

TEST_CASE("who passed and then failed alone is doubted until it passes again") {
  State state = state_of("a b");
  add_result(state, 0, "a b", Outcome::pass);
  CHECK(proofs_of(state) == "a passed; b passed");
  add_result(state, 0, "b", Outcome::fail);
  CHECK(proofs_of(state) == "a passed; b suspect of 1 in parts of 1");
  add_result(state, 0, "b", Outcome::pass);
  CHECK(proofs_of(state) == "a passed; b passed");
}

TEST_CASE("where candidates clash a group stands on those in flight that share something with it") {
  State state = state_of("a b c d");
  for (Candidate& candidate : state.waiting) candidate.touches = {candidate.id == "d" ? "y" : "x"};
  run(state, "a", Purpose::chain);
  run(state, "a b", Purpose::group);
  CHECK(next(state) == "start group 0[a c d]");
  learn_decision(state.history, Decided::clashed);
  CHECK(next(state) == "start group 0[a b c d]");
  state.waiting.pop_back();
  CHECK(next(state) == "start group 0[a b c]");
}

TEST_CASE("where candidates clash only who passed with what it shares something with joins the chain") {
  State state = state_of("a b c");
  for (Candidate& candidate : state.waiting) candidate.touches = {candidate.id == "c" ? "y" : "x"};
  learn_decision(state.history, Decided::clashed);
  run(state, "a", Purpose::chain);
  state.running[0].started = noon - Milliseconds{60 * 60'000};
  add_result(state, 0, "b c", Outcome::pass);
  CHECK(next(state) == "start chain 0[a c] group 0[a c b]");
  add_result(state, 0, "a b", Outcome::pass);
  CHECK(next(state) == "land a b");
}

TEST_CASE("groups follow the share of bad candidates, and the slots where these are few") {
  State state = state_of("");
  Settings settings;
  settings.slots = 1000;
  settings.most = 64;
  CHECK(sizes_for(state, settings, noon).group == 9);
  for (int i = 0; i < 2000; ++i) learn_decision(state.history, i % 20 == 0 ? Decided::bad : Decided::landed);
  CHECK(sizes_for(state, settings, noon).group == 4);
  for (int i = 0; i < 5000; ++i) learn_decision(state.history, Decided::landed);
  CHECK(sizes_for(state, settings, noon).group == 22);
  CHECK_FALSE(sizes_for(state, settings, noon).is_direct);
  for (int i = 0; i < 200; ++i) state.waiting.push_back(candidate("c" + std::to_string(i), 12 * 60));
  CHECK(sizes_for(state, settings, noon).is_direct);
  settings.slots = 4;
  CHECK(sizes_for(state, settings, noon).group == 64);
}

}  // namespace strict_test
