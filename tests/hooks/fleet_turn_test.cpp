// One runs, one waits, and no push is forgotten.
#include "hooks/fleet_turn.h"

#include <fmt/format.h>

#include <set>

#include "base/random.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/child_process.h"
#include "support/processes.h"

namespace fleet_turn_test {

using namespace reeve;
using namespace reeve::hooks;
namespace {

using test::ChildProcess;
using test::eventually;

class Turns {
 public:
  const std::filesystem::path& path() const { return folder_.path(); }
  std::optional<FileLock> take() const { return take_fleet_turn(path(), std::stop_token()); }
  // A process that takes the turn, says so in a file of this name, and keeps it until it is killed.
  ChildProcess holder(const std::string& name) const {
    return ChildProcess([this, name] {
      const auto turn = take();
      if (!turn) return;
      write_file(path() / name, "");
      for (;;) ::pause();
    });
  }
  bool is_there(const std::string& name) const { return std::filesystem::exists(path() / name); }
  bool somebody_waits() const { return !FileLock::try_acquire(path() / "server-next.lock"); }
  std::set<std::string> lines_of(const std::string& name) const {
    if (!is_there(name)) return {};
    const auto lines = split_lines(read_file(path() / name));
    return {lines.begin(), lines.end()};
  }

 private:
  TemporaryFolder folder_;
};

}  // namespace

TEST_CASE("one process has the turn, a second waits, a third goes, and a killed one is followed") {
  const Turns turns;
  ChildProcess first = turns.holder("first");
  REQUIRE(eventually([&] { return turns.is_there("first"); }));
  const ChildProcess second = turns.holder("second");
  REQUIRE(eventually([&] { return turns.somebody_waits(); }));
  CHECK_FALSE(turns.take());
  CHECK_FALSE(turns.is_there("second"));
  first.kill();
  CHECK(eventually([&] { return turns.is_there("second"); }));
}

TEST_CASE("who waits for the turn can be told to stop, and makes room") {
  const Turns turns;
  const auto turn = turns.take();
  REQUIRE(turn);
  std::stop_source stop;
  stop.request_stop();
  CHECK_FALSE(take_fleet_turn(turns.path(), stop.get_token()));
  CHECK_FALSE(turns.somebody_waits());
}

// A push is a line in "pushed"; a look copies what is there, then the fleet works. In every round somebody
// pushes while the one whose turn it is has looked and not ended: the moment in which a push could be
// forgotten.
TEST_CASE("of 25 times 8 pushes at once none is forgotten, whoever takes the turn") {
  const Turns turns;
  constexpr int processes = 8;
  for (int round = 0; round < 25; ++round) {
    std::vector<ChildProcess> pushing;
    for (int process = 0; process < processes; ++process) {
      pushing.emplace_back([&turns, round, process] {
        append_file(turns.path() / "pushed", fmt::format("{}.{}\n", round, process));
        const auto turn = turns.take();
        if (!turn) return;
        const std::string seen = read_file(turns.path() / "pushed");
        system_clock().sleep(Milliseconds{static_cast<long>(random_below(4))});
        write_file(turns.path() / "seen", seen);
      });
    }
    for (ChildProcess& process : pushing) CHECK(process.wait() == 0);
    CHECK(turns.lines_of("pushed").size() == std::size_t{processes} * (static_cast<std::size_t>(round) + 1));
    CHECK(turns.lines_of("seen") == turns.lines_of("pushed"));
  }
}

}  // namespace fleet_turn_test
