// What holds of random queues, whatever is bad, flaky, in conflict, or lost in a crash.
#include <algorithm>

#include "queue/draw.h"
#include "queue/states.h"
#include "queue/virtual_gate.h"
#include "support/catch.h"

namespace property_test {

using namespace reeve;
using namespace reeve::queue;
using namespace reeve::test;

namespace {

// Whether what others push may break the line.
enum class Pushes { sound, any };

// Up to 24 candidates within half an hour, one in eight of them bad, on six paths.
class RandomQueue {
 public:
  RandomQueue(const Policy& policy, std::uint64_t seed, Pushes pushes = Pushes::sound)
      : seed_(seed), gate_(policy, settings()), rule_(policy.rule()) {
    const int candidates = 1 + static_cast<int>(drawn("candidates") * 24);
    for (int i = 0; i < candidates; ++i) arrive(std::to_string(i));
    if (drawn("outside") < 0.3) {
      const bool is_sound = pushes == Pushes::sound || drawn("sound") < 0.5;
      gate_.push_outside_at(minute(drawn("outside at") * 60), is_sound);
    }
    if (drawn("crash") < 0.4) gate_.crash_at(minute(drawn("crash at") * 60), drawn("lost"));
  }

  VirtualGate& run() {
    gate_.run([this](const State& state, const Step& step) { look(state, step); });
    return gate_;
  }
  // What was against the rules in one of the steps.
  const std::string& breach() const { return breach_; }

 private:
  double drawn(const std::string& what) const { return draw(seed_, what); }
  static TimePoint minute(double minutes) {
    return TimePoint{Milliseconds{static_cast<Milliseconds::rep>(minutes * 60'000)}};
  }

  VirtualSettings settings() const {
    static constexpr std::size_t slots[] = {1, 2, 4, 32};
    VirtualSettings settings;
    settings.seed = seed_;
    settings.queue.slots = slots[seed_ % 4];
    settings.queue.most = 8;
    settings.spread = drawn("spread") < 0.5 ? 0 : 0.5;
    settings.flaky = 0.05;
    settings.flakes_in_a_row = settings.queue.runs - 1;
    settings.conflicts = {0.05, 0.05};
    if (drawn("clashes") < 0.5) settings.history.clashes = 1;  // were seen before
    return settings;
  }

  void arrive(const std::string& number) {
    VirtualChange change;
    change.is_bad = drawn("bad" + number) < 0.12;
    change.priority = drawn("priority" + number) < 0.1 ? 1 : 0;
    change.passed_on_branch = drawn("branch" + number) < 0.2;
    change.paths = {static_cast<int>(drawn("path" + number) * 6)};
    if (drawn("unknown" + number) < 0.05) change.paths.clear();
    gate_.arrive_at(minute(drawn("arrival" + number) * 30), "c" + number, change);
  }

  void look(const State& state, const Step& step) {
    if (!step.land.empty() && !may_land(state, rule_, step.land)) breach_ = "lands what the rule forbids";
    if (!step.stopped.empty() && !step.land.empty()) breach_ = "lands on a line that is stopped";
    if (!step.revert) return;
    if (state.reverts.size() >= settings().queue.reverts) breach_ = "more reverts than an hour may have";
    const auto taken = std::find_if(state.line.begin(), state.line.end(), [&](const Change& change) {
      return change.kind == ChangeKind::revert && change.id == *step.revert;
    });
    if (taken != state.line.end()) breach_ = "reverts what was reverted";
  }

  std::uint64_t seed_;
  VirtualGate gate_;
  Rule rule_;
  std::string breach_;
};

// Empty if all is as it should be.
std::string breach(const VirtualGate& gate) {
  if (gate.count().wrong_pushes > 0) return "a push after which the line does not pass";
  if (gate.count().wrong_greens > 0) return "a wrong green";
  for (const auto& [id, record] : gate.records()) {
    if (record.fate == Fate::waits) return id + " waits for ever";
    if (record.fate == Fate::blocked) return id + " is blocked";
    // That is, it passed alone on the line as it was when it was rejected.
    if (record.fate == Fate::rejected && !record.is_bad && !record.clashed)
      return id + " is rejected and good";
    if (record.fate == Fate::landed && record.is_bad) return id + " is bad and landed";
  }
  return "";
}

std::string breaches_of(std::string_view name, std::uint64_t runs) {
  const auto policy = make_policy(name);
  std::string found;
  for (std::uint64_t seed = 1; seed <= runs; ++seed) {
    RandomQueue queue(*policy, seed);
    if (const std::string what = breach(queue.run()); !what.empty()) {
      found += "seed " + std::to_string(seed) + ": " + what + "\n";
    }
  }
  return found;
}

// Of a policy that verifies the line after a landing. What is bad may land by `optimistic` if it passed on
// its branch; it is then reverted.
std::string breach_after(const VirtualGate& gate, Rule rule) {
  if (gate.count().wrong_greens > 0) return "a wrong green";
  if (gate.count().wrong_reverts > 0) return "a wrong revert";
  const bool is_stopped = !gate.count().stopped.empty();
  for (const auto& [id, record] : gate.records()) {
    if (record.fate == Fate::rejected && !record.is_bad && !record.clashed)
      return id + " is rejected and good";
    if (is_stopped) continue;
    if (record.fate == Fate::waits) return id + " waits for ever";
    if (record.fate == Fate::blocked) return id + " is blocked";
    if (record.fate == Fate::landed && record.is_bad) return id + " is bad and landed";
  }
  const State& state = gate.state();
  if (!is_stopped && state.green != state.line.size()) return "green stays behind";
  if (rule == Rule::tested_apart && gate.count().wrong_pushes > 0) return "a push that breaks the line";
  return "";
}

std::string breaches_after(std::string_view name, std::uint64_t runs, Pushes pushes) {
  const auto policy = make_policy(name);
  std::string found;
  for (std::uint64_t seed = 1; seed <= runs; ++seed) {
    RandomQueue queue(*policy, seed, pushes);
    std::string what = breach_after(queue.run(), policy->rule());
    if (what.empty()) what = queue.breach();
    if (!what.empty()) found += "seed " + std::to_string(seed) + ": " + what + "\n";
  }
  return found;
}

}  // namespace

TEST_CASE("in strict only what passed lands, nobody good is rejected, and every candidate ends") {
  CHECK(breaches_of("strict", 400) == "");
}

TEST_CASE("the same holds where one batch is tested at a time") {
  CHECK(breaches_of("batch", 100) == "");
  CHECK(breaches_of("serial", 100) == "");
}

TEST_CASE("the same holds for a window of single candidates") {
  CHECK(breaches_of("window", 100) == "");
}

TEST_CASE("in lanes nothing lands that breaks with what shares something with it, and every candidate ends") {
  CHECK(breaches_after("lanes", 400, Pushes::sound) == "");
}

TEST_CASE("an optimistic line is mended by reverts, and every candidate ends") {
  CHECK(breaches_after("optimistic", 400, Pushes::sound) == "");
}

TEST_CASE("a line that others break is stopped, and green stays where it was known to pass") {
  CHECK(breaches_after("lanes", 200, Pushes::any) == "");
  CHECK(breaches_after("optimistic", 200, Pushes::any) == "");
}

}  // namespace property_test
