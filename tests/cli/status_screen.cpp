// Prints the status of a fleet that stands still, on whatever terminal it is started in:
//
//     status_screen busy|quiet|many [all]
//
// The tests of screens run it within a terminal of a known size.
#include "report/status_text.h"
#include "task/story.h"
#include "tools/output.h"

namespace {

using namespace reeve;
using namespace reeve::test;

const git::Oid commit = *git::Oid::parse("290676f66a28aa2e02a13fd0c2b5348181efbb5f");
const TimePoint now = second(100'000);

TaskRecord record(const std::string& id, const std::string& title, const Story& story) {
  TaskRecord task;
  task.state = story.state();
  task.state.spec.id = id;
  task.state.spec.title = title;
  task.state.spec.parent = "plan-aaaa";
  return task;
}

// A worker that began so many minutes ago, and was last heard of so many seconds ago.
TaskRecord running(const std::string& id, const std::string& title, int minutes, int silence) {
  TaskRecord task = record(id, title, Story().open().then_claimed());
  task.state.attempts.back().started = now - std::chrono::minutes(minutes);
  task.state.last_event_at = now - std::chrono::seconds(silence);
  return task;
}

Usage usage(double cost) {
  Usage usage;
  usage.seconds = 240;
  usage.cost = cost;
  usage.output = 12'500;
  return usage;
}

GoalFacts goal(const std::string& id, const std::string& title) {
  GoalFacts facts;
  facts.goal.state.spec.id = id;
  facts.goal.state.spec.title = title;
  facts.goal.state.spec.target = "refs/heads/main";
  facts.goal.target = commit;
  facts.now = now;
  facts.budget.cost = 50;
  return facts;
}

void add_landings(GoalFacts& facts, int count, int gap) {
  for (int left = count; left > 0; --left) {
    const double cost = left % 3 == 0 ? 0.6 : 0.25;
    add_landing(facts.landed,
                {"landed-" + std::to_string(left), "Land it", commit,
                 now - std::chrono::seconds(left * gap + left * left * 7 % 11 * 60), "small",
                 left % 5 == 0 ? std::size_t{2} : std::size_t{1}, cost},
                "plan-aaaa", {{{"worker", "m-1"}, {usage(cost), 1, 0}}});
  }
}

GoalFacts busy() {
  GoalFacts facts =
      goal("faster-parser-k3qa", "Make the parser twice as fast on files of many small records");
  facts.goal.state.cycles.resize(2);
  facts.goal.state.cycles.back().number = 2;
  const Story asked = Story().open().then_claimed().then(EventType::asked, [](Event& event) {
    event.outcome = Outcome::needs_input;
    event.reason =
        "Which of the two readers is to be kept? Both are used by the importer, and by nothing else.";
  });
  facts.tasks = {
      running("read-ahead-7m2c", "Read the next block while this one is parsed", 12, 40),
      running("intern-names-x4dd", "Intern the names of fields", 95, 1'900),
      running("skip-blanks-q2aa", "Skip blanks eight at a time", 3, 4),
      record("one-reader-p9za", "Keep one of the readers", asked),
      record("drop-copy-u8hh", "Do not copy a record twice",
             Story().open().then_with_reason(EventType::held, "the\x1b[31m interface is not decided")),
      record("bench-w3ee", "Measure it", Story().then(EventType::planned)),
      record("map-file-c5tt", "Map the file", Story().open()),
      record("sort-keys-d6yy", "Sort the keys once", Story().open().then_claimed().then_submitted("work"))};
  add_landings(facts, 60, 400);
  facts.hot = {{"src/parser/record.cpp", 4, 2}};
  return facts;
}

FleetStatus many() {
  FleetStatus status;
  for (int number = 1; number <= 13; ++number) {
    GoalFacts facts = goal("goal-" + std::to_string(number) + "-aaaa", "Do part " + std::to_string(number));
    for (int task = 0; task < 8; ++task) {
      const std::string id = std::to_string(number) + "-" + std::to_string(task);
      facts.tasks.push_back(running("run-" + id, "Work on it", 60 + task, task == 7 ? 3'000 : 30));
    }
    for (int task = 0; task < 3; ++task) {
      const std::string id = "held-" + std::to_string(number) + "-" + std::to_string(task);
      facts.tasks.push_back(
          record(id, "Decide it", Story().open().then_with_reason(EventType::held, "nobody has decided")));
    }
    add_landings(facts, 5 * number, 600);
    if (number == 9)
      facts.goal.state.halt = Halt{"make", "'make' fails in 5 tasks", now - std::chrono::minutes(20)};
    status.goals.push_back(status_of(facts));
  }
  return status;
}

FleetStatus fleet_named(const std::string& name) {
  if (name == "many") return many();
  return {
      .goals = {status_of(name == "busy" ? busy() : goal("quiet-aaaa", "Wait"))}, .needs = {}, .damaged = {}};
}

}  // namespace

int main(int count, char** words) {
  using namespace reeve::cli;
  Terminal out(properties_of(1), [](std::string_view text) { return write_to_descriptor(1, text); });
  const StatusView view{.width = out.width().value_or(0),
                        .colour = out.colour(),
                        .detail = count > 2 ? Detail::all : Detail::most_important};
  out.write(status_text(fleet_named(count > 1 ? words[1] : "busy"), now, view));
  return 0;
}
