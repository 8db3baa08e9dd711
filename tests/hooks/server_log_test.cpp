#include "hooks/server_log.h"

#include "base/fake_clock.h"
#include "base/file.h"
#include "base/text.h"
#include "support/catch.h"

namespace server_log_test {

using namespace reeve;
using namespace reeve::hooks;

TEST_CASE("the log of a server tells when, in one line, whatever an agent said") {
  const TemporaryFolder folder;
  FakeClock clock;
  ServerLog log(folder.path() / "server.log", clock);
  const std::string begun = format_time(clock.now());
  log.line("landed parser-k3qa");
  clock.tick(Milliseconds{1'500});
  log.line("failed \x1b[31m\n2026-11-21T03:20:00.125Z landed all");
  CHECK(read_file(folder.path() / "server.log") ==
        begun + " landed parser-k3qa\n" + format_time(clock.now()) +
            " failed \\x1b[31m | 2026-11-21T03:20:00.125Z landed all\n");
}

TEST_CASE("the log of a server keeps the newest lines and never grows past twice its limit") {
  const TemporaryFolder folder;
  FakeClock clock;
  ServerLog log(folder.path() / "server.log", clock, 1000);
  std::uintmax_t largest = 0;
  for (int line = 0; line < 100; ++line) {
    log.line(std::string(10'000, 'x') + std::to_string(line));
    log.line(std::to_string(line));
    for (const auto& file : std::filesystem::directory_iterator(folder.path()))
      largest = std::max(largest, file.file_size());
  }
  CHECK(largest < 1000 + 4096 + 100);
  const auto files = std::filesystem::directory_iterator(folder.path());
  CHECK(std::distance(begin(files), end(files)) == 2);
  CHECK(split_lines(read_file(folder.path() / "server.log")).back().ends_with(" 99"));
}

}  // namespace server_log_test
