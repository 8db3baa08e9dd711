// `git reeve report`: what was read is what is told.
#include "base/file.h"
#include "cli/command_fleet.h"
#include "support/catch.h"

namespace report_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a report reads landed tasks from the ledger, and live ones from the hub") {
  CommandFleet fleet;
  fleet.land_one_and_fail_one();
  CHECK(fleet.told({"report"}) == R"(Goal speed-IDID (open): Make it fast
  1 task landed, spent 0.5000: 0.5000 a landed task

  CYCLE  STARTED              VERDICT   REASONS
      1  2027-01-15 08:00:00  none yet

  ROLE            TASKS  DONE  FIRST  SPLIT  SMALL  LARGE  MIN  FILES  LINES  EST    COST
  worker, normal      1     1      0      0      1    0/2  1.5                     0.2500

  FAILED         ATTEMPTS  TASKS  RECOVERED  UNDECIDED
  checks_failed         2      2          1          1
  all                   2      2          1          1
)");
  CHECK(fleet.told({"report", "--json"})
            .starts_with(R"({"goals":[{"id":"speed-IDID","title":"Make it fast",)"));
  CHECK(fleet.told({"report"}, ExitCode::done, 60)
            .find("\n"
                  "  ROLE            TASKS  DONE  FIRST  SPLIT  MIN    COST\n"
                  "  worker, normal      1     1      0      0  1.5  0.2500\n") != std::string::npos);
}

TEST_CASE("where no goal is open the last one is reported, and a named one always") {
  CommandFleet fleet;
  fleet.run({"goal", "stop"});
  CHECK(fleet.told({"report"}).starts_with("Goal speed-IDID (stopped): Make it fast\n"));
  fleet.run({"goal", "new", "Make it small"});
  CHECK(fleet.told({"report"}).starts_with("Goal make-it-small-IDID (open): Make it small\n"));
  CHECK(fleet.told({"report", "--goal", "speed"}).starts_with("Goal speed-IDID (stopped): Make it fast\n"));
}

TEST_CASE("where there is no goal a report says how to open one") {
  CommandWorld world;
  world.begin();
  for (const std::vector<std::string>& words : {Words{"report"}, Words{"report", "--evidence"}})
    CHECK(world.told(words) == "There is no goal. Open one with: git reeve goal new TITLE\n");
}

TEST_CASE("a plain clone of a fleet's repository says where the fleet is to be seen") {
  CommandFleet fleet;
  const TemporaryFolder folder;
  const std::string clone = (folder.path() / "clone").string();
  fleet.scratch().git({"clone", "-q", "-o", "upstream", fleet.scratch().path().string(), clone});
  const std::string hint =
      "hint: the remote 'upstream' has a fleet; to see it from here: git config reeve.hub upstream\n";
  CHECK(fleet.told({"-C", clone, "status"}) ==
        "No goal is open. Open one with: git reeve goal new TITLE\n" + hint);
  CHECK(fleet.told({"-C", clone, "report"}) ==
        "There is no goal. Open one with: git reeve goal new TITLE\n" + hint);
  CHECK(fleet.told({"-C", clone, "replay"}, ExitCode::negative) == "error: there is no goal here\n" + hint);
  fleet.scratch().git({"-C", clone, "config", "reeve.hub", "upstream"});
  CHECK(fleet.told({"-C", clone, "status"}).find("Goal speed-IDID (open): Make it fast\n") !=
        std::string::npos);
}

TEST_CASE("a report says which logs it could not read, and is one all the same") {
  CommandFleet fleet;
  fleet.publish("parser-aaaa", "Port the parser");
  fleet.submit("parser-aaaa");
  fleet.judge();
  fleet.scratch().git({"update-ref", "-d", "refs/notes/reeve/ledger"});
  CHECK(fleet.told({"report"}).find("1 task landed of which the ledger here has no log") !=
        std::string::npos);
}

TEST_CASE("a page is one file in a folder that is made, and is written anew each time") {
  CommandFleet fleet;
  fleet.publish("parser-aaaa", "Port the parser");
  fleet.submit("parser-aaaa");
  fleet.judge();
  const std::string told = fleet.told({"report", "--html", "public/fleet"});
  CHECK(told.starts_with("wrote HERE/public/fleet/index.html: 1 goal, 1 task, "));
  const auto file = fleet.scratch().path() / "public/fleet/index.html";
  CHECK(read_file(file).starts_with("<!doctype html>\n"));
  fleet.write("public/fleet/index.html", "old");
  fleet.told({"report", "--html", "public/fleet"});
  CHECK(read_file(file).find("<title>Reeve: Make it fast</title>") != std::string::npos);
  CHECK(fleet.told({"report", "--html", "public", "--json"}, ExitCode::usage) ==
        "error: --html, --json, --openmetrics, --evidence and --markdown exclude each other\n");
  CHECK(fleet.told({"report", "--html", ""}, ExitCode::usage) ==
        "error: --html names no folder\n"
        "hint: name one: git reeve report --html public\n");
  fleet.write("notes", "text");
  CHECK(fleet.told({"report", "--html", "notes"}, ExitCode::usage) ==
        "error: 'HERE/notes' is a file, and the page needs a folder\n"
        "hint: name a folder: git reeve report --html public\n");
}

}  // namespace report_test
