// Plans as files and sweeps, in all their forms.
#include "cli/command_fleet.h"
#include "support/catch.h"

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

TEST_CASE("a plan of TOML is tried, then published, and opens a goal of its name") {
  CommandWorld world;
  world.begin();
  world.write("port.toml", R"([[task]]
id = "parser"
title = "Port the parser"
body = "All of it."
scope = ["src/**"]
checks = ["make parser-test"]
priority = 3

[[task]]
title = "Port the printer"
after = ["parser"]
)");
  CHECK(world.told({"plan", "--from", "port.toml", "--dry-run"}) == R"(@1)");
  CHECK(world.scratch().repository().list_refs("refs/notes/").empty());
  CHECK(world.told({"plan", "--from", "port.toml"}) == R"(@2)");
  CHECK(world.told({"goal", "list"}) == R"(@3)");
  CHECK(world.told({"task", "show", "parser"}) == R"(@4)");
  CHECK(world.told({"task", "show", "port-the-printer"}) == R"(@5)");
}

TEST_CASE("a plan of JSON Lines goes to the open goal and may name its tasks by their beginning") {
  CommandFleet fleet;
  fleet.publish("scanner-aaaa", "Port the scanner");
  fleet.write("more.jsonl",
              "{\"id\":\"lexer\",\"title\":\"Port the lexer\",\"after\":[\"scan\"]}\n"
              "{\"title\":\"Port the rest\",\"after\":[\"lexer\"],\"accept\":\"it is all there\"}\n");
  CHECK(fleet.told({"plan", "--from", "more.jsonl", "-n", "--json"}) == R"(@6)");
  CHECK(fleet.told({"plan", "--from", "more.jsonl", "--json"}) == R"(@7)");
  CHECK(fleet.told({"task", "list"}) == R"(@8)");
}

TEST_CASE("a plan that touches what is protected, or has no check, is refused") {
  CommandWorld world;
  world.begin({}, "");
  world.write("bad.toml", R"([[task]]
title = "Change the rules"
scope = [".reeve/config.toml"]
checks = ["true"]

[[task]]
title = "Climb"
scope = ["../x"]
)");
  CHECK(world.told({"plan", "--from", "bad.toml"}, ExitCode::usage) == R"(@9)");
  CHECK(world.scratch().repository().list_refs("refs/notes/").empty());
}

TEST_CASE("a plan file that cannot be read as one is told with line and column") {
  CommandFleet fleet;
  fleet.write("keys.toml", "[[task]]\ntitel = \"Port it\"\nscope = 3\n");
  CHECK(fleet.told({"plan", "--from", "keys.toml"}, ExitCode::usage) == R"(@10)");
  fleet.write("syntax.jsonl", "{\"title\":\"Port it\"}\n{\"title\":\"Port it\",}\n");
  CHECK(fleet.told({"plan", "--from", "syntax.jsonl"}, ExitCode::usage) == R"(@11)");
  fleet.write("empty.toml", "");
  CHECK(fleet.told({"plan", "--from", "empty.toml"}, ExitCode::usage) == R"(@12)");
  CHECK(fleet.told({"task", "list"}) == "there are no such tasks\n");
}

TEST_CASE("a sweep puts the path into the title, the text, the scopes and the checks of each task") {
  CommandFleet fleet;
  CHECK(fleet.told({"plan", "--each", "*.txt", "--title", "Port {path}", "--body", "Only {name} it is.",
                    "--scope", "{path}", "--scope", "out/{stem}/**", "--check", "make {stem}-test"}) ==
        R"(@13)");
  CHECK(fleet.told({"task", "show", "a-txt"}) == R"(@14)");
}

TEST_CASE("a sweep over folders may change what is below them") {
  CommandFleet fleet;
  CHECK(fleet.told({"plan", "--each", "*/", "--title", "Tidy {path}", "--dry-run"}) == R"(@15)");
}

TEST_CASE("a sweep that matches nothing, or not in the repository, is told") {
  CommandFleet fleet;
  CHECK(fleet.told({"plan", "--each", "*.md", "--title", "T"}, ExitCode::usage) == R"(@16)");
  CHECK(fleet.told({"plan", "--each", "../*", "--title", "T"}, ExitCode::usage) == R"(@17)");
  CHECK(fleet.told({"plan", "--each", "*", "--title", "T", "--goal", "sped"}, ExitCode::negative) ==
        R"(@18)");
  CHECK(fleet.told({"task", "list"}) == "there are no such tasks\n");
}
