// What an attempt does about the work of others that landed meanwhile.
#include "base/text.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "work/worker.h"

namespace merging_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// Task x added "mine" where the target has "theirs" now, and the gate has found that out.
FleetFixture in_conflict(const std::string& script, const std::string& config = "") {
  FleetSetting setting;
  setting.agents = {{"small", "cat > $OUTSIDE/prompt\n" + script}};
  setting.config = config;
  return FleetFixture(setting);
}

void make_conflict(FleetFixture& fleet) {
  fleet.submit("x", {{"a.txt", "one\nmine\n"}});
  fleet.move_target({{"a.txt", "one\ntheirs\n"}, {"b.txt", "one\nlanded\n"}},
                    "Change y\n\nReeve-Task: y\nReeve-Goal: goal\n");
  REQUIRE(fleet.judge() == "rejected x: it conflicts with what landed meanwhile in a.txt\n");
  REQUIRE(fleet.branches() == "task/x");
}

// "1 conflict in a.txt" and "2 -: 1 file, 3 lines", a line for each attempt.
std::string collisions_of(const TaskState& task) {
  std::string text;
  for (const Attempt& attempt : task.attempts) {
    text += std::to_string(attempt.number) + " " +
            (attempt.outcome ? std::string(name_of(*attempt.outcome)) : "-");
    if (!attempt.paths.empty()) text += " in " + join(attempt.paths, ", ");
    if (attempt.change)
      text += ": " + count_of(static_cast<std::size_t>(attempt.change->files), "file") + ", " +
              count_of(static_cast<std::size_t>(attempt.change->lines), "line");
    text += "\n";
  }
  return text;
}

const std::string resolve = "printf 'one\\ntheirs\\nmine\\n' > a.txt";

}  // namespace

TEST_CASE("the agent resolves a conflict, which is verified, and the result is submitted") {
  FleetFixture fleet = in_conflict(resolve);
  make_conflict(fleet);
  CHECK(fleet.work() == "x, attempt 2 by small: submitted");
  CHECK(fleet.files("ready/x") == Files{{"a.txt", "one\ntheirs\nmine\n"}, {"b.txt", "one\nlanded\n"}});
  // The whole text is told in tests/agent/prompt_test.cpp.
  CHECK(read_file(fleet.outside() / "prompt")
            .find("\n# Resolve these files, and no others\n\n- `a.txt`\n\n# What landed meanwhile on these "
                  "files\n\n- y: Change y\n\n# What counts\n") != std::string::npos);
  const TaskRecord task = fleet.record("x");
  const auto parents = fleet.repository().read_commit(*task.branch).parents;
  CHECK(parents.size() == 2);
  CHECK(fleet.repository().is_ancestor(fleet.goal().target.value(), *task.branch));
  CHECK(collisions_of(task.state) == "1 conflict in a.txt\n2 -: 1 file, 1 line\n");
  CHECK(fleet.harm() == "");
}

TEST_CASE("a conflict that a first attempt meets is told with what it submits, and with what it fails of") {
  FleetSetting setting;
  // The first time, the agent goes on when somebody else was faster.
  const std::string meanwhile =
      "if [ ! -e $OUTSIDE/seen ]; then\n"
      "  touch $OUTSIDE/seen\n"
      "  for try in $(seq 600); do test -e $OUTSIDE/moved && break; sleep 0.05; done\n"
      "  echo mine >> a.txt; exit\n"
      "fi\n";
  std::string told;
  SECTION("it is resolved") {
    setting.agents = {{"small", meanwhile + resolve}};
    told = "1 - in a.txt: 1 file, 1 line\n";
  }
  SECTION("it is not") {
    setting.agents = {{"small", meanwhile + "true"}};
    told = "1 conflict in a.txt\n";
  }
  FleetFixture fleet(setting);
  fleet.publish("x");
  Worker worker(fleet.tasks(), "run", {});
  worker.on_tick = [&] {
    if (std::filesystem::exists(fleet.outside() / "moved")) return;
    fleet.move_target({{"a.txt", "one\ntheirs\n"}});
    write_file(fleet.outside() / "moved", "");
  };
  worker.work_once({});
  CHECK(collisions_of(fleet.record("x").state) == told);
}

TEST_CASE("a resolution that loses somebody's lines is refused") {
  struct Row {
    std::string script, end;
  };
  const auto row = GENERATE(values<Row>({
      {"printf 'one\\nmine\\n' > a.txt",
       "the resolution of a.txt lost a line that the target had added: theirs"},
      {"printf 'one\\ntheirs\\n' > a.txt",
       "the resolution of a.txt lost a line that the task had added: mine"},
      {"true", "conflict markers are left in a.txt"},
      {"rm a.txt", "the resolution of a.txt lost a line that the target had added: theirs"},
      {resolve + "; echo one > b.txt",
       "the resolution of b.txt lost a line that the target had added: landed"},
  }));
  CAPTURE(row.script);
  FleetFixture fleet = in_conflict(row.script);
  make_conflict(fleet);
  CHECK(fleet.work() == "x, attempt 2 by small: failed, conflict: " + row.end);
  CHECK(fleet.harm() == "");
}

TEST_CASE("where the merge turns out to be clean, no agent runs again") {
  FleetFixture fleet = in_conflict("touch $OUTSIDE/ran; exit 1");
  const TaskSpec spec = fleet.spec("x");
  Handoff handoff;
  handoff.summary = "Did it.";
  fleet.submit(spec, {{"a.txt", "one\nmine\n"}}, handoff);
  fleet.move_target({{"a.txt", "one\ntheirs\n"}});
  REQUIRE(fleet.judge() == "rejected x: it conflicts with what landed meanwhile in a.txt\n");
  fleet.move_target({{"a.txt", "one\n"}, {"b.txt", "two\n"}});
  CHECK(fleet.work() == "x, attempt 2 by small: submitted");
  CHECK_FALSE(std::filesystem::exists(fleet.outside() / "ran"));
  CHECK(fleet.files("ready/x") == Files{{"a.txt", "one\nmine\n"}, {"b.txt", "two\n"}});
  CHECK(fleet.record("x").state.attempts.at(1).handoff.summary == "Did it.");
}

TEST_CASE("an attempt starts from the newest target") {
  FleetFixture fleet;
  fleet.publish("x");
  fleet.move_target({{"a.txt", "one\ntheirs\n"}, {"b.txt", "landed\n"}});
  CHECK(fleet.work() == "x, attempt 1 by small: submitted");
  CHECK(fleet.files("ready/x") == Files{{"a.txt", "two\n"}, {"b.txt", "landed\n"}});
}

}  // namespace merging_test
