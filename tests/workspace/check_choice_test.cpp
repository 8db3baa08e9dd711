// Which checks a change needs, and what is left to run.
#include "workspace/check_choice.h"

#include "support/catch.h"

namespace check_choice_test {

using namespace reeve;

namespace {

using Texts = std::vector<std::string>;

// build (always), ui (for ui/**, needs build), docs (for docs/**).
GateConfig gate() {
  GateConfig gate;
  gate.checks = {"build", "ui", "docs"};
  gate.check_rules["ui"] = {"ui", {"ui/**"}, Texts{"build"}, {}, {}};
  gate.check_rules["docs"] = {"docs", {"docs/**"}, {}, {}, {}};
  return gate;
}

Receipt receipt(const std::string& command, CheckResult result, int runs = 1) {
  Receipt receipt;
  receipt.command = command;
  receipt.result = result;
  receipt.runs = runs;
  return receipt;
}

// "build: pass, ui: fail (2 runs)"
std::string words(const std::vector<Receipt>& receipts) {
  std::string text;
  for (const Receipt& one : receipts) {
    text += (text.empty() ? "" : ", ") + one.command + ": " + std::string(name_of(one.result));
    if (one.runs > 1) text += " (" + std::to_string(one.runs) + " runs" + (is_flaky(one) ? ", flaky)" : ")");
  }
  return text;
}

}  // namespace

TEST_CASE("a check runs if a path that it is for has changed") {
  CHECK(choose_checks(gate(), {}, {"docs/a.md"}) == ChosenChecks{{"build", "docs"}, {"ui"}});
  CHECK(choose_checks(gate(), {}, {"lib/a.c", "ui/a.c"}) == ChosenChecks{{"build", "ui"}, {"docs"}});
  CHECK(choose_checks(gate(), {}, {"lib/a.c"}) == ChosenChecks{{"build"}, {"ui", "docs"}});
}

TEST_CASE("what a task asks for runs whatever has changed, and so does what a check needs") {
  GateConfig narrow = gate();
  narrow.check_rules["build"] = {"build", {"lib/**"}, {}, {}, {}};
  CHECK(choose_checks(narrow, {"docs", "grep x a"}, {"b"}) ==
        ChosenChecks{{"docs", "grep x a"}, {"build", "ui"}});
  CHECK(choose_checks(narrow, {}, {"ui/a.c"}) == ChosenChecks{{"build", "ui"}, {"docs"}});
}

TEST_CASE("a change that no check is for is known to be one, and no checks at all are something else") {
  GateConfig narrow = gate();
  narrow.checks = {"ui", "docs"};
  const ChosenChecks chosen = choose_checks(narrow, {}, {"README.md"});
  CHECK(chosen == ChosenChecks{{}, {"ui", "docs"}});
  CHECK_FALSE(chosen.empty());
  const auto receipts = skipped_receipts(chosen, git::Oid(), CheckPlace::gate);
  CHECK(words(receipts) == "ui: skipped, docs: skipped");
  CHECK(blocking_receipt(receipts) == nullptr);
  CHECK(choose_checks(GateConfig(), {}, {"README.md"}).empty());
}

TEST_CASE("where nothing changes all checks are run") {
  CHECK(choose_checks(gate(), {}, {}) == ChosenChecks{{"build", "ui", "docs"}, {}});
}

TEST_CASE("to run a failed check once more is to run it, what it needs, and what had no turn") {
  const Texts all{"build", "ui", "docs", "lint"};
  const auto left = [&](const std::vector<Receipt>& known) { return left_to_run(gate(), all, known); };
  const auto pass = [](const std::string& command) { return receipt(command, CheckResult::pass); };
  CHECK(left({}) == all);
  CHECK(left({pass("build"), receipt("ui", CheckResult::fail)}) == all);
  GateConfig independent = gate();
  for (const char* command : {"docs", "lint"}) independent.check_rules[command].needs.emplace();
  CHECK(left_to_run(independent, all, {pass("build"), pass("ui"), receipt("docs", CheckResult::fail)}) ==
        Texts{"docs", "lint"});
  CHECK(left_to_run(independent, all, {pass("docs"), pass("lint"), receipt("ui", CheckResult::fail)}) ==
        Texts{"build", "ui"});
  CHECK(left({pass("build"), receipt("ui", CheckResult::quarantined), pass("docs"), pass("lint")}).empty());
}

TEST_CASE("a check that failed and then passed on the same tree is flaky, and says so") {
  const std::vector<Receipt> first{receipt("build", CheckResult::pass), receipt("ui", CheckResult::fail)};
  const std::vector<Receipt> again{receipt("build", CheckResult::pass), receipt("ui", CheckResult::pass),
                                   receipt("docs", CheckResult::pass)};
  CHECK(words(together(first, again)) == "build: pass, ui: pass (2 runs, flaky), docs: pass");
  CHECK(words(together(first, first)) == "build: pass, ui: fail (2 runs)");
  CHECK(words(together(together(first, first), again)) ==
        "build: pass, ui: pass (3 runs, flaky), docs: pass");
  CHECK(words(together(together(first, again), again)) ==
        "build: pass, ui: pass (3 runs, flaky), docs: pass");
  CHECK(words(together({receipt("build", CheckResult::pass)}, {receipt("build", CheckResult::fail)})) ==
        "build: fail (2 runs)");
}

}  // namespace check_choice_test
