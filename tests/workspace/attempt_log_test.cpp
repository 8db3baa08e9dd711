// The logs of attempts.
#include "workspace/attempt_log.h"

#include "base/error.h"
#include "base/file.h"
#include "support/catch.h"
#include "support/repository.h"

namespace attempt_log_test {

using namespace reeve;
using namespace reeve::test;
namespace fs = std::filesystem;

TEST_CASE("the oldest logs are removed, and their folders with them") {
  ScratchRepository scratch(git::Repository::Kind::bare);
  const git::Repository& repository = scratch.repository();
  const fs::path folder = repository.common_dir() / "reeve/logs";
  const auto now = fs::file_time_type::clock::now();
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const std::string task = attempt == 1 ? "old" : "new";
    const fs::path log = new_attempt_log(repository, task, attempt, "worker");
    fs::last_write_time(log, now + std::chrono::seconds(attempt));
  }
  write_file(new_attempt_log(repository, "new", 3, "conflict"), "x");
  fs::last_write_time(folder / "new/3-conflict.log", now + std::chrono::seconds(4));
  prune_attempt_logs(repository, 2);
  CHECK_FALSE(fs::exists(folder / "old"));
  CHECK(attempt_logs(repository, "new", 2).empty());
  CHECK(attempt_logs(repository, "new", 3) ==
        std::vector{folder / "new/3.log", folder / "new/3-conflict.log"});
}

TEST_CASE("a name that is no id is no path") {
  ScratchRepository scratch(git::Repository::Kind::bare);
  CHECK_THROWS_AS(new_attempt_log(scratch.repository(), "../x", 1, "worker"), Error);
}

}  // namespace attempt_log_test
