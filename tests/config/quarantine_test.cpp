// Checks that are known to be flaky.
#include "config/quarantine.h"

#include "base/error.h"
#include "support/catch.h"

namespace quarantine_test {

using namespace reeve;

namespace {

const Config config =
    parse_config("[gate]\nchecks = [\"make\"]\n[[gate.check]]\nname = \"ui-tests\"\ncommand = \"make ui\"\n",
                 "config.toml");

std::vector<Quarantined> parsed(std::string_view toml) {
  return parse_quarantine(toml, "quarantine.toml", config.gate);
}

std::string problems_of(std::string_view toml) {
  try {
    parsed(toml);
    return "accepted";
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::configuration);
    return error.what();
  }
}

TimePoint at(std::string_view time) {
  return parse_time(time).value();
}

}  // namespace

TEST_CASE("a check is in quarantine by its name or its command, for a reason, up to a day") {
  const auto entries = parsed(
      "[[check]]\nname = \"ui-tests\"\nuntil = 2026-12-24\nreason = \"midnight\"\n"
      "[[check]]\nname = \"make\"\nuntil = 2027-01-02\nreason = \"disk\"\n");
  CHECK(entries ==
        std::vector<Quarantined>{{"make ui", "midnight", "2026-12-24"}, {"make", "disk", "2027-01-02"}});
  Config with = config;
  with.quarantine = entries;
  REQUIRE(quarantine_of(with, "make ui") != nullptr);
  CHECK(quarantine_of(with, "ctest") == nullptr);
  const Quarantined& entry = *quarantine_of(with, "make ui");
  CHECK(is_in_force(entry, at("2026-12-24T23:59:59.999Z")));
  CHECK_FALSE(is_in_force(entry, at("2026-12-25T00:00:00Z")));
  CHECK(parsed("").empty());
}

TEST_CASE("an entry that says too little, or names nothing, is refused") {
  CHECK(problems_of("[[check]]\nname = \"ui-test\"\nuntil = 2026-12-24\nreason = \"x\"\n") ==
        "quarantine.toml:2:8: no check of [gate] is named 'ui-test', did you mean 'ui-tests'?");
  CHECK(problems_of("[[check]]\nname = \"make\"\n") ==
        "quarantine.toml:1:1: a [[check]] has no 'until'\n"
        "quarantine.toml:1:1: a [[check]] has no 'reason'");
  CHECK(problems_of("[[check]]\nname = \"make\"\nuntil = \"soon\"\nreason = \" \"\n") ==
        "quarantine.toml:3:9: 'until' in [[check]] must be a date such as 2026-12-24, in UTC\n"
        "quarantine.toml:4:10: 'reason' in [[check]] is empty");
  CHECK(problems_of("[[check]]\nname = \"make\"\nuntil = 10:30:00\nreason = \"x\"\n") ==
        "quarantine.toml:3:9: 'until' in [[check]] must be a date such as 2026-12-24, in UTC");
  CHECK(problems_of("[[chekc]]\n") == "quarantine.toml:1:3: unknown key 'chekc', did you mean 'check'?");
}

}  // namespace quarantine_test
