// The raw output of a run in a file.
#include "agent/run_log.h"

#include "base/file.h"
#include "support/catch.h"

namespace run_log_test {

using namespace reeve;

TEST_CASE("a log has both streams in their order while the program still runs") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "log";
  RunLog log(path, {{"KEY", "secret-value"}});
  log.add(OutputStream::out, "one\ntw");
  log.add(OutputStream::err, "bad\n");
  log.add(OutputStream::out, "o secret-");
  CHECK(read_file(path) == "--- standard output\none\ntw\n--- standard error\nbad\n--- standard output\no ");
  log.add(OutputStream::out, "value");
  log.close();
  CHECK(read_file(path) ==
        "--- standard output\none\ntw\n--- standard error\nbad\n--- standard output\no ***KEY***\n");
}

TEST_CASE("a long log keeps its beginning and its end") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "log";
  RunLog log(path, {}, 40);
  for (int line = 100; line < 1'000; ++line) {
    log.add(OutputStream::out, std::to_string(line) + "\n");
    REQUIRE(read_file(path).size() <= 3 * 40 + 100);
  }
  log.close();
  CHECK(read_file(path) ==
        "--- standard output\n100\n101\n102\n103\n104\n\n[… 3540 bytes left out …]\n990\n991\n992\n993\n994\n"
        "995\n996\n997\n998\n999\n");
}

TEST_CASE("a log goes on behind what is there, and nowhere is fine") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "log";
  write_file(path, "before\n");
  RunLog log(path, {});
  log.add(OutputStream::err, "after\n");
  log.close();
  CHECK(read_file(path) == "before\n--- standard error\nafter\n");
  RunLog nowhere("", {});
  nowhere.add(OutputStream::out, "x");
  nowhere.close();
}

}  // namespace run_log_test
