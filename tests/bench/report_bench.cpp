// How long `git reeve report --html` takes over a goal of which N tasks have landed, with a ledger note, a
// commit and three attempts' worth of text each, beside `git log --notes=reeve/ledger` over the same commits:
// what git alone needs to read them.
//
//     report_bench [TASKS]      5000 unless said
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <random>

#include "base/error.h"
#include "base/text_table.h"
#include "bench/measure.h"
#include "hub/ledger.h"
#include "hub/spend_trailers.h"
#include "support/fleet.h"
#include "task/ref_names.h"

namespace {

using namespace reeve;

constexpr int tasks_a_planner = 20;

class Past {
 public:
  explicit Past(int tasks) {
    const GoalRecord goal = fleet_.goal();
    git::Oid tip = *goal.target;
    std::map<git::Oid, std::string> notes;
    std::string filed;
    for (int number = 0; number < tasks; ++number) {
      if (number % tasks_a_planner == 0) filed += log_of(planner(number / tasks_a_planner), "").text;
      const Story story = log_of(work(number), commit_digits_);
      tip = commit_of(story.state, tip, number);
      notes.emplace(tip, ledger_note(story.state, story.text));
    }
    notes.emplace(goal.goal_commit, "Goal: goal-aaaa\n\n" + filed);
    const git::Oid ledger = write_ledger(fleet_.repository(), {}, notes, "past", signature());
    fleet_.scratch().set_ref(std::string(refs::ledger), ledger);
    fleet_.scratch().set_ref(goal.state.spec.target, tip);
    fleet_.scratch().git({"repack", "-adq"});
    fleet_.scratch().git({"pack-refs", "--all"});
  }

  test::FleetRepository& fleet() { return fleet_; }
  std::string target() { return fleet_.goal().state.spec.target; }

 private:
  struct Story {
    TaskState state;
    std::string text;
  };

  static git::Signature signature() {
    return {"Test", "test@localhost", TimePoint{Milliseconds{1'800'000'000'000}}};
  }
  int draw(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

  TaskSpec planner(int number) {
    TaskSpec spec = fleet_.task(number, "");
    spec.id = fmt::format("plan-{}-aaaa", number);
    spec.kind = TaskKind::plan;
    return spec;
  }

  TaskSpec work(int number) {
    TaskSpec spec = fleet_.task(number, fmt::format("src/part{}/file{}.txt", number % 50, number));
    spec.parent = fmt::format("plan-{}-aaaa", number / tasks_a_planner);
    spec.body =
        fmt::format("Rewrite file {} without the {} macros that line {} has.", number, draw(40), draw(900));
    spec.checks = {"make test"};
    return spec;
  }

  // planned, dispatched, claimed, every fifth time failed and claimed again, submitted, landed.
  Story log_of(const TaskSpec& spec, const std::string& commit) {
    TaskLog log{spec, {}};
    append(log, EventType::planned, 0).commit = commit;
    append(log, EventType::dispatched, 0);
    const int attempts = spec.kind == TaskKind::work && draw(5) == 0 ? 2 : 1;
    for (int attempt = 1; attempt <= attempts; ++attempt) {
      Event& claim = append(log, EventType::claimed, attempt);
      claim.agent = attempt == 1 ? "small" : "opus";
      claim.trace.model = attempt == 1 ? "qwen3-coder" : "claude-opus-4-5";
      claim.lease_until = claim.at + std::chrono::hours(1);
      end(append(log, attempt < attempts ? EventType::failed : EventType::submitted, attempt), commit);
      if (attempt < attempts) append(log, EventType::retried, 0).rung = 1;
    }
    Event& landed = append(log, EventType::landed, attempts);
    landed.commit = spec.kind == TaskKind::work ? commit : "";
    landed.receipts = {{commit, "make test", CheckResult::pass, 0, 30, CheckPlace::gate, ""}};
    std::string text = encode_spec(log.spec);
    for (const Event& event : log.events) text += encode_event(event);
    return {fold(log), text};
  }

  Event& append(TaskLog& log, EventType type, int attempt) {
    at_ += Milliseconds(draw(4'000));
    Event event = make_event(type, at_, "worker@build7");
    event.attempt = attempt;
    if (attempt > 0) event.nonce = fmt::format("n{}", attempt);
    log.events.push_back(event);
    return log.events.back();
  }

  void end(Event& event, const std::string& commit) {
    if (event.type == EventType::failed) event.outcome = Outcome::checks_failed;
    event.commit = commit;
    event.usage.seconds = 30 + draw(600);
    event.usage.cost = draw(90'000) / 1e5;
    event.usage.input = draw(4'000);
    event.usage.output = draw(4'000);
    event.handoff.summary =
        fmt::format("Rewrote it; {} callers changed, {} are left as they were.", draw(30), draw(30));
  }

  git::Oid commit_of(const TaskState& task, const git::Oid& parent, int number) {
    git::CommitData commit = fleet_.repository().read_commit(parent);
    commit.tree =
        fleet_.scratch().tree({{"number", std::to_string(number)}, {".reeve/config.toml", configuration_}});
    commit.parents = {parent};
    commit.message = fmt::format("{}\n\nReeve-Task: {}\nReeve-Goal: goal-aaaa\nReeve-Attempt: 1\n{}",
                                 task.spec.title, task.spec.id, spend_trailers(task));
    return fleet_.repository().write_commit(commit);
  }

  std::string configuration_ =
      "[agents.a]\npreset = \"command\"\ncommand = [\"true\"]\n[roles]\nworker = [\"a\"]\n";
  std::string commit_digits_ = "290676f66a28aa2e02a13fd0c2b5348181efbb5f";
  test::FleetRepository fleet_{{{"number", "0"}}, configuration_};
  std::mt19937 random_{7};
  TimePoint at_{Milliseconds{1'800'000'000'000}};
};

struct Times {
  double seconds = 0;
  double processor = 0;
};

// Of three runs the fastest: other programs of the machine only ever add to it.
template <typename Run>
Times best_of_three(const Run& run) {
  Times best{1e9, 1e9};
  for (int round = 0; round < 3; ++round) {
    const bench::Stopwatch watch;
    const double before = bench::childrens_processor_seconds();
    run();
    best.seconds = std::min(best.seconds, watch.seconds());
    best.processor = std::min(best.processor, bench::childrens_processor_seconds() - before);
  }
  return best;
}

void run(int tasks) {
  Past past(tasks);
  TemporaryFolder folder;
  const auto page = (folder.path() / "index.html").string();
  const Times report = best_of_three([&] {
    const ProcessResult result = past.fleet().reeve({"report", "--html", folder.path().string()});
    if (!result.succeeded()) throw Error(ErrorKind::io, describe_end(result) + "\n" + result.err);
  });
  const Times text = best_of_three([&] { past.fleet().reeve({"report"}); });
  const Times log =
      best_of_three([&] { past.fleet().scratch().git({"log", "--notes=reeve/ledger", past.target()}); });
  TextTable table({{"figure"}, {"seconds", Align::right}, {"processor", Align::right}});
  const auto row = [&](const std::string& name, const Times& times) {
    table.add_row({name, fmt::format("{:.2f}", times.seconds), fmt::format("{:.2f}", times.processor)});
  };
  row(fmt::format("report --html, {} landed tasks", tasks), report);
  row("report, as text", text);
  row("git log --notes=reeve/ledger", log);
  std::fputs(table.render().c_str(), stdout);
  fmt::print("page: {} bytes\n", std::filesystem::file_size(page));
}

}  // namespace

int main(int count, char** words) {
  run(count > 1 ? std::atoi(words[1]) : 5'000);
  return 0;
}
