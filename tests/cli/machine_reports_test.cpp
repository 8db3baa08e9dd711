// What programs read: --json by its schemas, --openmetrics by the reference parser, JUnit and Markdown for
// CI.
#include <fmt/format.h>

#include "base/file.h"
#include "base/json_schema.h"
#include "base/process.h"
#include "base/text.h"
#include "cli/command_fleet.h"
#include "hub/log_note.h"
#include "support/catch.h"
#include "task/ref_names.h"

namespace machine_reports_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

const std::filesystem::path templates = REEVE_TEMPLATES;

using Words = std::vector<std::string>;

// What breaks the schema of this command in an answer to it, which is an object for each line.
void add_violations(CommandWorld& world, const Words& words, Words& found) {
  const std::string schema = read_file(templates / "schemas" / (words.front() + ".json"));
  const ProgramRun run = world.run(words);
  CHECK(run.exit_code == ExitCode::done);
  CHECK_FALSE(run.out.empty());
  for (const std::string& answer : split_lines(run.out)) {
    for (const std::string& line : schema_violations(parse_json(answer, words.front()), schema))
      found.push_back(join(words, " ") + ": " + line + " in " + answer);
  }
}

Words violations_of_fleet(CommandWorld& world) {
  Words found;
  add_violations(world, {"status", "--json"}, found);
  add_violations(world, {"report", "--json"}, found);
  return found;
}

Words violations_of_run(CommandWorld& world) {
  Words found;
  add_violations(world, {"replay", "--json", "--goal", "speed"}, found);
  for (const std::string at : {"+0s", "+100s", "+1d"})
    add_violations(world, {"replay", "--json", "--goal", "speed", "--at", at}, found);
  return found;
}

void fill(CommandFleet& fleet) {
  fleet.land_one_and_fail_one();
  fleet.claim("printer-aaaa");
  fleet.publish("reader-aaaa", "Port <b>the</b> \"reader\"");
  fleet.run({"task", "hold", "reader-aaaa", "--reason", "wait \\ for\nit"});
  fleet.publish("lexer-aaaa", "Port the lexer");
  fleet.submit("lexer-aaaa");
}

void damage(CommandFleet& fleet, const std::string& id) {
  fleet.publish(id, "Broken");
  const TaskRecord task = fleet.record(id);
  git::Repository& repository = fleet.scratch().repository();
  fleet.scratch().set_ref(refs::task_log(id),
                          write_log_note(repository, task.log, task.task_commit, "no log\n", "broken",
                                         {"Test", "test@localhost", fleet.clock().now()}));
}

}  // namespace

TEST_CASE("what status, report and replay say to programs keeps to their schemas") {
  const Words none;
  CommandWorld empty;
  empty.begin();
  CHECK(violations_of_fleet(empty) == none);
  CommandFleet fleet;
  CHECK(violations_of_fleet(fleet) == none);
  CHECK(violations_of_run(fleet) == none);
  fill(fleet);
  CHECK(violations_of_run(fleet) == none);
  CHECK(violations_of_fleet(fleet) == none);
  damage(fleet, "broken-aaaa");
  fleet.run({"goal", "new", "Make it small"});
  CHECK(violations_of_fleet(fleet) == none);
}

TEST_CASE("a line of a replay is an event or a scene, and nothing between them") {
  const std::string schema = read_file(templates / "schemas" / "replay.json");
  const auto violations_of = [&](const std::string& rest) {
    const std::string text = R"({"goal":"g","at":"2027-01-15T08:00:09.000Z","phase":"paused")" + rest + "}";
    return schema_violations(parse_json(text, "text"), schema).size();
  };
  CHECK(violations_of(R"(,"event":"paused","by":"ada","new":1)") == 0);
  CHECK(violations_of("") == 1);
  CHECK(violations_of(R"(,"event":"paused")") == 1);
  CHECK(violations_of(R"(,"event":"failed","by":"ada","outcome":"sulked")") == 1);
  CHECK(violations_of(R"(,"moments":1,"phases":{},"plans_done":0,"running":[])") == 1);
}

TEST_CASE(
    "a schema of an answer finds what is missing and what is of another kind, and lets more members be") {
  const std::string schema = read_file(templates / "schemas" / "status.json");
  const auto violations_of = [&](const std::string& text) {
    return schema_violations(parse_json(text, "text"), schema).size();
  };
  CHECK(violations_of(R"({"goals":[],"needs":[],"damaged":[],"new":1})") == 0);
  CHECK(violations_of(R"({"goals":[],"needs":[]})") == 1);
  CHECK(violations_of(R"({"goals":[],"needs":[{"subject":1,"reason":"","action":""}],"damaged":[]})") == 1);
}

TEST_CASE("the reference parser reads the metrics, and the dashboard asks for none that is not there") {
  CommandFleet fleet;
  fill(fleet);
  const TemporaryFolder folder;
  const auto file = folder.path() / "metrics.txt";
  write_file(file, fleet.run({"report", "--openmetrics"}).out);
  ProcessSpec spec;
  spec.argv = {REEVE_CHECK_METRICS, file.string(), (templates / "grafana" / "reeve.json").string()};
  spec.environment = minimal_environment();
  const ProcessResult result = run_process(spec);
  INFO(result.out << result.err);
  CHECK(result.succeeded());
}

TEST_CASE("a job's summary is of what happened since it began, and its checks are a report of tests") {
  CommandFleet fleet;
  fill(fleet);
  fleet.clock().tick(Milliseconds{1'000});
  const std::string since = format_time(fleet.clock().now());
  fleet.clock().tick(Milliseconds{60'000});
  fleet.judge();
  CHECK(fleet.told({"report", "--markdown", "--since", since, "--junit", "junit.xml"}) ==
        "## Make it fast\n"
        "\n"
        "Goal <code>speed-IDID</code> is open: 2 landed, 1 claimed, 1 held, spent 0.5000.\n"
        "\n"
        "### Landed\n"
        "\n"
        "| task | title | commit | agent | since it was planned | at the gate |\n"
        "|---|---|---|---|---|---|\n"
        "| <code>lexer-aaaa</code> | Port the lexer | <code>COMMIT</code> | small | 1 min | 1 min |\n"
        "\n"
        "### Needs a person\n"
        "\n"
        "| what | why | what to do |\n"
        "|---|---|---|\n"
        "| <code>reader-IDID</code> | held: wait &#92; for | <code>git reeve task retry reader-IDID</code> "
        "|\n");
  const std::string junit = read_file(fleet.scratch().path() / "junit.xml");
  CHECK(junit.find(R"(<testsuite name="speed-aaaa" tests="1" failures="0" errors="0" skipped="0")") !=
        std::string::npos);
  CHECK(junit.find(R"(<testcase classname="lexer-aaaa" name="true")") != std::string::npos);
  CHECK(fleet.told({"report", "--since", "yesterday", "--markdown"}, ExitCode::usage) ==
        "error: 'yesterday' is no time\n"
        "hint: say it in UTC, as 'date -u +%Y-%m-%dT%H:%M:%SZ' does\n");
}

TEST_CASE("a worker's job tells of its own task, whatever goal that is of") {
  CommandFleet fleet;
  fill(fleet);
  const std::string told = fleet.told({"report", "--markdown", "--task", "printer-aaaa"});
  CHECK(told.find("### Task <code>printer-IDID</code>, claimed: Port the printer\n") != std::string::npos);
  CHECK(told.find("| 1 | small | m-1 | checks_failed | the tests do not pass | 1.5 | 0.2500 |\n") !=
        std::string::npos);
  CHECK(told.find("| 2 | small | m-1 | runs |  |  |  |\n") != std::string::npos);
  CHECK(told.find("lexer") == std::string::npos);
}

}  // namespace machine_reports_test
