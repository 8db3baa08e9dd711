#include "plan/publish.h"

#include "base/error.h"
#include "base/fake_clock.h"
#include "base/text.h"
#include "hub/local_hub.h"
#include "plan/lint.h"
#include "plan/plan_file.h"
#include "support/catch.h"
#include "support/repository.h"
#include "task/codec.h"
#include "task/id.h"
#include "task/ref_names.h"

namespace publish_test {

using namespace reeve;
using test::ScratchRepository;

namespace {

PlannedTask task(const std::string& name, const std::string& title,
                 const std::vector<std::string>& after = {}) {
  PlannedTask task;
  task.name = name;
  task.where = "plan.toml:1";
  task.spec.title = title;
  task.spec.after = after;
  return task;
}

// Suffixes in this order, the last one for ever.
MakeSuffix suffixes(std::vector<std::string> list) {
  return [list, next = std::size_t{0}]() mutable { return list[std::min(next++, list.size() - 1)]; };
}

std::vector<std::string> ids_of(const std::vector<TaskSpec>& specs) {
  std::vector<std::string> ids;
  for (const TaskSpec& spec : specs) ids.push_back(spec.id);
  return ids;
}

using Ids = std::vector<std::string>;

struct Story {
  ScratchRepository scratch;
  FakeClock clock;
  LocalHub hub{git::Repository::open(scratch.path())};
  TaskStore store{hub, clock, "Ada <ada@example.org>", {"Ada", "ada@example.org", clock.now()}};
  PlanPlace place{"using-7m2c", "", scratch.commit({{"a.h", "int a;\n"}}, {}), {}};

  std::vector<std::string> refs() {
    std::vector<std::string> names;
    for (const git::Ref& ref : hub.list("refs/")) names.push_back(ref.name);
    return names;
  }
};

}  // namespace

TEST_CASE("an id is the name or the title's slug, with a suffix, and never too long") {
  const PlanPlace place{"goal", "plan-aaaa", git::Oid(), {}};
  const auto specs =
      specs_of({task("parser", "Port the parser"), task("", "Port: the Printer!"),
                task(std::string(54, 'x') + "-" + "yyyyy", "long"), task("kept-k3qa", "suffix")},
               place, suffixes({"aaaa"}));
  CHECK(ids_of(specs) ==
        Ids{"parser-aaaa", "port-the-printer-aaaa", std::string(54, 'x') + "-aaaa", "kept-k3qa-aaaa"});
  for (const TaskSpec& spec : specs) {
    CHECK(is_valid_id(spec.id));
    CHECK(spec.goal == "goal");
    CHECK(spec.parent == "plan-aaaa");
  }
}

TEST_CASE("tasks of one title get ids that differ, also from landed ones") {
  const PlanPlace place{"goal", "", git::Oid(), {"same-aaaa"}};
  CHECK(ids_of(specs_of({task("", "Same"), task("", "Same")}, place,
                        suffixes({"aaaa", "bbbb", "bbbb", "cccc"}))) == Ids{"same-bbbb", "same-cccc"});
  CHECK_THROWS_AS(specs_of({task("", "Same")}, place, suffixes({"aaaa"})), Error);
}

TEST_CASE("predecessors become ids, each once, and landed ones are not waited for") {
  const PlanPlace place{"goal", "", git::Oid(), {"landed-k3qa"}};
  auto tasks =
      std::vector{task("b", "B", {"a", "landed-k3qa", "live-p2yt", "a"}), task("a", "A", {"landed-k3qa"})};
  tasks[0].spec.scope = {"./lib//base/", "*.md"};
  const auto specs = specs_of(tasks, place, suffixes({"bbbb", "aaaa"}));
  CHECK(specs[0].after == Ids{"a-aaaa", "live-p2yt"});
  CHECK(specs[1].after.empty());
  CHECK(specs[0].scope == Ids{"lib/base/", "*.md"});
}

TEST_CASE("what a task creates belongs to its scope") {
  auto tasks = std::vector{task("a", "A"), task("b", "B")};
  tasks[0].spec.scope = {"lib/a.c"};
  tasks[0].creates = {"./lib/a/**", "lib/a.c"};
  const auto specs = specs_of(tasks, {"goal", "", git::Oid(), {}}, suffixes({"aaaa", "bbbb"}));
  CHECK(specs[0].scope == Ids{"lib/a.c", "lib/a/**"});
  CHECK(specs[1].scope.empty());
}

TEST_CASE("random suffixes make valid ids") {
  const auto specs = specs_of({task("a", "A")}, {"goal", "", git::Oid(), {}});
  CHECK(specs[0].id.size() == 6);
  CHECK(is_valid_id(specs[0].id));
}

TEST_CASE("a plan is published as a whole, and what waits is held") {
  Story story;
  const auto specs = publish_plan(story.store, {task("b", "B", {"a"}), task("a", "A")}, story.place,
                                  suffixes({"bbbb", "aaaa"}));
  CHECK(ids_of(specs) == Ids{"b-bbbb", "a-aaaa"});
  CHECK(story.refs() == Ids{"refs/heads/reeve/held/b-bbbb", "refs/heads/reeve/task/a-aaaa",
                            "refs/notes/reeve/task/a-aaaa", "refs/notes/reeve/task/b-bbbb"});
  const auto waiting = story.store.find("b-bbbb");
  REQUIRE(waiting);
  CHECK(waiting->state.phase == Phase::waiting);
  CHECK(waiting->state.spec == specs[0]);
  CHECK(waiting->state.base == story.place.base.hex());
  CHECK(story.store.find("a-aaaa")->state.phase == Phase::open);
}

TEST_CASE("where an id is taken, the whole plan gets new ones") {
  Story story;
  publish_plan(story.store, {task("a", "A")}, story.place, suffixes({"aaaa"}));
  const auto specs = publish_plan(story.store, {task("b", "B"), task("a", "A", {"b"})}, story.place,
                                  suffixes({"bbbb", "aaaa", "cccc", "dddd"}));
  CHECK(ids_of(specs) == Ids{"b-cccc", "a-dddd"});
  CHECK(specs[1].after == Ids{"b-cccc"});
  CHECK(story.store.fleet().tasks.size() == 3);
}

TEST_CASE("ids that stay taken end in a lost race, with nothing published") {
  Story story;
  publish_plan(story.store, {task("a", "A")}, story.place, suffixes({"aaaa"}));
  const auto before = story.refs();
  try {
    publish_plan(story.store, {task("b", "B"), task("a", "A")}, story.place, suffixes({"aaaa"}));
    FAIL("published");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::lost_race);
    CHECK(std::string(error.what()) ==
          "the plan of 2 tasks for goal using-7m2c could not be published: 5 times somebody was faster");
    CHECK(error.hint() == "nothing was published; try again");
  }
  CHECK(story.refs() == before);
}

TEST_CASE("a plan with findings leaves the hub as it was") {
  Story story;
  const auto tasks =
      parse_plan("[[task]]\nid='a'\ntitle='A'\n[[task]]\nid='b'\ntitle='B'\nafter='c'", "plan.toml");
  const auto plan = [&] {
    require_none(lint(tasks, {}));
    publish_plan(story.store, tasks, story.place);
  };
  CHECK_THROWS_AS(plan(), Error);
  CHECK(story.refs().empty());
}

TEST_CASE("where a push may bring few branches, tasks are published waiting and dispatched one by one") {
  Story story;
  story.place.branches = 2;
  const auto phases = [&](const std::vector<TaskSpec>& specs) {
    std::string text;
    for (const TaskSpec& spec : specs)
      text += std::string(name_of(story.store.find(spec.id)->state.phase)) + " ";
    return text;
  };
  const auto many = publish_plan(
      story.store, {task("a", "A"), task("b", "B"), task("c", "C"), task("d", "D", {"a"})}, story.place);
  CHECK(phases(many) == "open open open waiting ");
  const auto events = [&](const std::string& id) {
    std::string text;
    for (const Event& event : decode_task_log(story.store.find(id)->text).events) text += event.name + " ";
    return text;
  };
  CHECK(events(many.front().id) == "planned dispatched ");
  const std::string log = story.scratch.git({"log", "--format=%s", refs::task_log(many.front().id)});
  CHECK(split_lines(log).size() == 2);
  const auto few = publish_plan(story.store, {task("x", "X"), task("y", "Y")}, story.place);
  CHECK(phases(few) == "open open ");
}

}  // namespace publish_test
