#include "plan/collisions.h"

#include <fmt/format.h>

#include <deque>

#include "base/text.h"
#include "support/catch.h"

namespace collisions_test {

using namespace reeve;

namespace {

using Paths = std::vector<std::string>;

TimePoint minute(int number) {
  return TimePoint{std::chrono::minutes{number}};
}

// Tasks of a goal, with attempts that end at a minute each.
class Story {
 public:
  TaskState& task(const std::string& id, const Paths& scope = {}, Phase phase = Phase::waiting) {
    for (TaskState& known : tasks_) {
      if (known.spec.id == id) return known;
    }
    TaskState& task = tasks_.emplace_back();
    task.spec.id = id;
    task.spec.scope = scope;
    task.phase = phase;
    task.planned_at = minute(static_cast<int>(tasks_.size()));
    return task;
  }

  Attempt& attempt(const std::string& id, int at, const Paths& conflicts = {}) {
    Attempt& attempt = task(id).attempts.emplace_back();
    attempt.started = minute(at - 1);
    attempt.ended = minute(at);
    attempt.paths = conflicts;
    return attempt;
  }

  void land(const std::string& id, int at, const Paths& changed, const Paths& splits = {}) {
    TaskState& landed = task(id);
    landed.phase = Phase::landed;
    landed.phase_since = minute(at);
    landed.spec.splits = splits;
    changed_[id] = changed;
  }

  std::vector<const TaskState*> all() const {
    std::vector<const TaskState*> all;
    for (const TaskState& task : tasks_) all.push_back(&task);
    return all;
  }

  std::vector<FileCollisions> collisions(int since = 0) const {
    return collisions_of({all(), changed_, minute(since), 3});
  }

  // "a.txt 2 touches 3 conflicts 1 rework hot", a line for each file.
  std::string told(int since = 0) const {
    std::string text;
    for (const FileCollisions& file : collisions(since))
      text += fmt::format("{} {} touches {} conflicts {} rework{}\n", file.path, file.touches, file.conflicts,
                          file.rework, file.is_hot ? " hot" : "");
    return text;
  }

  // "b: a.txt behind a", a line for each task that must wait.
  std::string turns(const Paths& hot, const Paths& not_startable = {}) const {
    Paths startable;
    for (const TaskState& task : tasks_) {
      if (std::ranges::find(not_startable, task.spec.id) == not_startable.end())
        startable.push_back(task.spec.id);
    }
    std::string text;
    for (const auto& [id, turn] : turns_at(hot, all(), startable))
      text += fmt::format("{}: {} behind {}\n", id, turn.path, turn.behind);
    return text;
  }

 private:
  std::deque<TaskState> tasks_;
  std::map<std::string, Paths> changed_;
};

}  // namespace

TEST_CASE("touches, conflicts and rework are counted by file, and three conflicts make one hot") {
  Story story;
  story.attempt("a", 10);
  story.land("a", 11, {"a.txt", "b.txt"});
  story.attempt("b", 12, {"a.txt"});
  story.attempt("b", 13);
  story.land("b", 14, {"a.txt"});
  story.attempt("c", 15, {"a.txt", "b.txt"});
  story.attempt("c", 16, {"a.txt"});
  story.attempt("c", 17).ended.reset();  // it runs
  story.land("d", 18, {"d.txt"});
  CHECK(story.told() ==
        "a.txt 2 touches 3 conflicts 3 rework hot\n"
        "b.txt 1 touches 1 conflicts 1 rework\n"
        "d.txt 1 touches 0 conflicts 0 rework\n");
  CHECK(hot_files(story.collisions()) == Paths{"a.txt"});
}

TEST_CASE("what ended before the cycle does not count") {
  Story story;
  for (int at = 1; at <= 4; ++at) story.attempt("a", at, {"a.txt"});
  CHECK(story.told(3) == "a.txt 0 touches 2 conflicts 2 rework\n");
}

TEST_CASE("a file is hot no more when a task has landed that takes it apart, until it is again") {
  Story story;
  for (int at = 1; at <= 3; ++at) story.attempt("a", at, {"a.txt"});
  REQUIRE(hot_files(story.collisions()) == Paths{"a.txt"});
  story.task("split").spec.splits = {"a.txt"};
  CHECK(hot_files(story.collisions()) == Paths{"a.txt"});  // it has not landed
  story.land("other", 4, {}, {"b.txt"});
  CHECK(hot_files(story.collisions()) == Paths{"a.txt"});
  story.land("split", 5, {"a.txt"}, {"a.txt"});
  CHECK(hot_files(story.collisions()).empty());
  CHECK(story.told() == "a.txt 1 touches 3 conflicts 2 rework\n");
  for (int at = 6; at <= 8; ++at) story.attempt("b", at, {"a.txt"});
  CHECK(hot_files(story.collisions()) == Paths{"a.txt"});
}

TEST_CASE("at a hot file one task starts, and the others wait for their turn") {
  Story story;
  for (const auto* id : {"a", "b", "c"}) story.task(id, {"src/*.txt"});
  story.task("elsewhere", {"lib/**"});
  story.task("anywhere");
  story.task("plan").spec.kind = TaskKind::plan;
  CHECK(story.turns({}) == "");
  CHECK(story.turns({"src/hot.txt"}) ==
        "anywhere: src/hot.txt behind c\nb: src/hot.txt behind a\nc: src/hot.txt behind b\n");
  // Who has started is before all others.
  story.task("x", {"src"}, Phase::failed);
  CHECK(story.turns({"src/hot.txt"}) ==
        "a: src/hot.txt behind x\nanywhere: src/hot.txt behind c\nb: src/hot.txt behind a\n"
        "c: src/hot.txt behind b\n");
}

TEST_CASE("a task that takes the file apart goes first, then priority, then age") {
  Story story;
  story.task("old", {"a.txt"});
  story.task("urgent", {"a.txt"}).spec.priority = 5;
  story.task("split", {"a.txt", "b.txt"}).spec.splits = {"a.txt"};
  CHECK(story.turns({"a.txt"}) == "old: a.txt behind urgent\nurgent: a.txt behind split\n");
  // Its predecessors have not landed: it keeps nobody waiting.
  CHECK(story.turns({"a.txt"}, {"split"}) == "old: a.txt behind urgent\n");
}

TEST_CASE("a task of two hot files is not overtaken at the one while it waits for the other") {
  Story story;
  story.task("busy", {"a.txt"}, Phase::claimed);
  story.task("both", {"a.txt", "b.txt"});
  story.task("late", {"b.txt"});
  CHECK(story.turns({"a.txt", "b.txt"}) == "both: a.txt behind busy\nlate: b.txt behind both\n");
}

TEST_CASE("a planner is told the files with the most conflicts, and what to do about hot ones") {
  Story story;
  CHECK(collisions_section(story.collisions()) == "");
  story.land("a", 1, {"a.txt"});
  CHECK(collisions_section(story.collisions()) == "");
  for (int number = 0; number < 12; ++number)
    story.attempt("b", 5 + number, {fmt::format("{:02}.txt", number)});
  const std::string heading =
      "\n# Files in which tasks collided, in this cycle\n\n"
      "| file | tasks that changed it | conflicts | attempts made again | |\n|---|---|---|---|---|\n";
  std::string rows;
  for (int number = 0; number < 10; ++number) rows += fmt::format("| `{:02}.txt` | 0 | 1 | 1 |  |\n", number);
  CHECK(collisions_section(story.collisions()) == heading + rows);
  for (int at = 20; at < 23; ++at) story.attempt("c", at, {"a.txt"});
  const std::string text = collisions_section(story.collisions());
  CHECK(text.starts_with(heading + "| `a.txt` | 1 | 3 | 2 | hot |\n| `00.txt` | 0 | 1 | 1 |  |\n"));
  CHECK(text.find("\nTasks that may change a hot file are done one after the other, until") != text.npos);
}

}  // namespace collisions_test
