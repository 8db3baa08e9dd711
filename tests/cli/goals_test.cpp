// Goals beyond the first day: several of them, long ones, damaged ones, and everywhere they may begin.
#include "cli/command_fleet.h"
#include "support/catch.h"

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

TEST_CASE("init writes to the top of the work tree, wherever in it the person is, and needs no identity") {
  CommandWorld world;
  world.write("src/deep/a.c", "");
  world.scratch().git({"config", "user.name", ""});
  CHECK(world.told({"-q", "-C", "src/deep", "init"}) == "");
  CHECK(std::filesystem::exists(world.scratch().path() / ".reeve/config.toml"));
  CHECK_FALSE(std::filesystem::exists(world.scratch().path() / "src/deep/.reeve"));
}

TEST_CASE("a goal can be opened with the configuration that init writes") {
  CommandWorld world;
  world.run({"init"});
  world.scratch().git({"add", ".reeve"});
  world.scratch().git({"commit", "-q", "-m", "Configure Reeve"});
  CHECK(world.told({"-q", "goal", "new", "Make it fast"}) == "make-it-fast-IDID\n");
}

TEST_CASE("a bare repository is as good as another for goals and tasks") {
  CommandWorld world(git::Repository::Kind::bare);
  world.begin();
  CHECK(world.told({"-q", "goal", "new", "Make it fast"}) == "make-it-fast-IDID\n");
  CHECK(world.told({"task", "add", "Port the parser"}) == "port-the-parser-IDID\n");
}

TEST_CASE("where no goal is open the way to open one is told") {
  CommandWorld world;
  world.begin();
  CHECK(world.told({"task", "add", "Port the parser"}, ExitCode::negative) == R"(@1)");
  CHECK(world.told({"task", "list", "--goal", "speed"}, ExitCode::negative) == R"(@2)");
}

TEST_CASE("a configuration that is no TOML is told with line and column, and nothing is opened") {
  CommandWorld world;
  world.begin({}, "[gate]\nchecks = [\"true\"\n");
  CHECK(world.told({"goal", "new", "Make it fast"}, ExitCode::configuration) == R"(@3)");
  CHECK(world.told({"plan", "--each", "*", "--title", "T"}, ExitCode::configuration) == R"(@4)");
  CHECK(world.scratch().repository().list_refs("refs/notes/").empty());
}

TEST_CASE("a goal opened with JSON says where its work lands") {
  CommandWorld world;
  world.begin();
  CHECK(world.told({"goal", "new", "Make it fast", "--json", "--target", "main"}) == R"(@5)");
}

TEST_CASE("goals are listed with their progress, and fit the terminal") {
  CommandFleet fleet;
  fleet.clock().tick(Milliseconds{1000});
  fleet.run({"goal", "new", "Make everything very much smaller than it has ever been before"});
  fleet.publish("parser-aaaa", "Port the parser");
  fleet.publish("printer-aaaa", "Port the printer");
  fleet.submit("printer-aaaa");
  fleet.judge();
  CHECK(fleet.told({"goal", "list"}, ExitCode::done, 200) == R"(@6)");
  CHECK(fleet.told({"goal", "list"}, ExitCode::done, 80) == R"(@7)");
  CHECK(fleet.told({"goal", "list", "--json"}) == R"(@8)");
}

TEST_CASE("what is over can be resumed and nothing else, and nothing is planned for it") {
  CommandFleet fleet;
  CHECK(fleet.told({"goal", "resume"}, ExitCode::negative) == R"(@9)");
  CHECK(fleet.told({"goal", "resume", "speed"}, ExitCode::negative) == R"(@10)");
  CHECK(fleet.told({"goal", "stop", "sp", "--json", "--reason", "enough"}) == R"(@11)");
  CHECK(fleet.told({"goal", "stop", "speed"}, ExitCode::negative) == R"(@12)");
  CHECK(fleet.told({"goal", "pause", "speed"}, ExitCode::negative) == R"(@13)");
  CHECK(fleet.told({"task", "add", "Port it", "--goal", "speed"}, ExitCode::usage) == R"(@14)");
  CHECK(fleet.told({"goal", "show", "speed"}) == R"(@15)");
  CHECK(fleet.told({"-q", "goal", "resume", "speed"}) == "");
  CHECK(fleet.told({"goal", "show"}).find("phase    open") != std::string::npos);
}

TEST_CASE("a goal that could be several, or cannot be one, is told") {
  CommandFleet fleet;
  fleet.run({"goal", "new", "Spend less"});
  CHECK(fleet.told({"goal", "show"}, ExitCode::usage) == R"(@16)");
  CHECK(fleet.told({"goal", "show", "sp"}, ExitCode::usage) == R"(@17)");
  CHECK(fleet.told({"goal", "stop", "../speed"}, ExitCode::negative) == R"(@18)");
  CHECK(fleet.told({"goal", "pause", ""}, ExitCode::negative) == R"(@19)");
  CHECK(fleet.told({"goal", "show", "a\x1b[31mb"}, ExitCode::negative) == R"(@20)");
}

TEST_CASE("a goal's title is one line, and its target a branch") {
  CommandFleet fleet;
  CHECK(fleet.told({"goal", "new", "one\ntwo"}, ExitCode::usage) == R"(@21)");
  CHECK(fleet.told({"goal", "new", "a\x1b[31mb"}, ExitCode::usage) == R"(@22)");
  CHECK(fleet.told({"goal", "new", std::string(201, 'x')}, ExitCode::usage) == R"(@23)");
  CHECK(fleet.told({"goal", "new", "T", "--target", "../../x"}, ExitCode::negative) == R"(@24)");
  CHECK(fleet.scratch().repository().list_refs("refs/notes/reeve/goal/").size() == 1);
}

TEST_CASE("a goal whose log is garbage is named and hides no other") {
  CommandFleet fleet;
  fleet.scratch().set_ref("refs/notes/reeve/goal/bad-aaaa", fleet.scratch().commit({{"x", "garbage\n"}}, {}));
  CHECK(fleet.told({"goal", "list"}, ExitCode::done, 200) == R"(@25)");
  CHECK(fleet.told({"goal", "list", "--json"})
            .find("\"damaged\":[{\"id\":\"bad-IDID\",\"ref\":\"refs/notes/") != std::string::npos);
}
