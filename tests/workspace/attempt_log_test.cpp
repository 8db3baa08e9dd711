// The logs of attempts.
#include "work/attempt_log.h"

#include "base/error.h"
#include "base/file.h"
#include "hub/local_hub.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"

using namespace reeve;
using namespace reeve::test;
namespace fs = std::filesystem;

TEST_CASE("each attempt has a log that stays") {
  FleetSetting setting;
  setting.agents = {{"small", "echo \"try $REEVE_ATTEMPT\"; exit 1"}};
  FleetFixture fleet(setting);
  fleet.publish("x");
  CHECK(fleet.work().starts_with("x, attempt 1 by small: failed, crashed"));
  const fs::path folder = state_folder(fleet.repository()) / "logs/x";
  CHECK(attempt_logs(fleet.repository(), "x", 1) == std::vector{folder / "1.log"});
  CHECK(read_file(folder / "1.log") == "--- standard output\ntry 1\n");
  CHECK(attempt_logs(fleet.repository(), "x", 2).empty());
  CHECK(fleet.harm() == "");
}

TEST_CASE("the oldest logs are removed, and their folders with them") {
  FleetFixture fleet;
  const git::Repository& repository = fleet.repository();
  const auto now = fs::file_time_type::clock::now();
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const std::string task = attempt == 1 ? "old" : "new";
    const fs::path log = new_attempt_log(repository, task, attempt, "worker");
    fs::last_write_time(log, now + std::chrono::seconds(attempt));
  }
  write_file(new_attempt_log(repository, "new", 3, "conflict"), "x");
  fs::last_write_time(state_folder(repository) / "logs/new/3-conflict.log", now + std::chrono::seconds(4));
  prune_attempt_logs(repository, 2);
  const fs::path folder = state_folder(repository) / "logs";
  CHECK_FALSE(fs::exists(folder / "old"));
  CHECK(attempt_logs(repository, "new", 2).empty());
  CHECK(attempt_logs(repository, "new", 3) ==
        std::vector{folder / "new/3.log", folder / "new/3-conflict.log"});
}

TEST_CASE("a name that is no id is no path") {
  FleetFixture fleet;
  CHECK_THROWS_AS(new_attempt_log(fleet.repository(), "../x", 1, "worker"), Error);
}
