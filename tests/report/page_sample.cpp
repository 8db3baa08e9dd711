// Writes a page of a run that never was, for tests/report/page_test to open in a browser:
//
//     page_sample story|large|hostile|empty FILE
//
// story: two goals with tasks in every phase. large: 5,000 tasks. hostile: texts that want to be markup. The
// same page each time.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <deque>
#include <random>

#include "base/file.h"
#include "report/page.h"

using namespace reeve;

namespace {

TimePoint begin() {
  return TimePoint{Milliseconds{1'800'000'000'000}};
}

struct RunSize {
  std::string goal;
  std::string title;
  int planners = 6;
  int tasks_each = 8;
  int workers = 6;
  int steps = 300;  // of 30 s, after which it is looked at
};

// A fleet in steps of 30 seconds: workers claim and submit, the gate lands what is ready.
class Run {
 public:
  Run(RunSize size, std::string odd_text) : size_(std::move(size)), odd_text_(std::move(odd_text)) {
    plan();
    for (now_ = 0; now_ < size_.steps; ++now_) step();
  }

  PageGoal goal() {
    PageGoal goal;
    goal.history.goal.state.spec = spec();
    goal.history.goal.state.opened_at = begin();
    goal.history.goal.state.cycles = {
        {1, begin(), "", "continue", {"The parser is done, the printer is not."}, at(200)},
        {2, at(200), "", "", {}, {}}};
    goal.history.log = {spec(), {make_event(EventType::opened, begin(), "Ada <ada@example.org>")}};
    for (Task& task : tasks_) goal.history.tasks.push_back(history_of(task));
    goal.status = status_of(goal.history);
    goal.report = report_of(goal.history, goal.status, {});
    goal.files = {{"src/parser.c", 14, 5, 3, true},
                  {"include/" + odd_text_ + "all.h", 9, 2, 1, false},
                  {"Makefile", 6, 0, 0, false}};
    return goal;
  }

 private:
  struct Task {
    TaskLog log;
    int worker_free_at = -1;  // step at which its agent is done
    int attempts = 0;
    bool is_ready = false;
    bool is_done = false;
    std::vector<std::size_t> after;
  };

  static TimePoint at(int step) { return begin() + std::chrono::seconds(30) * step; }
  TimePoint soon() { return at(now_) + Milliseconds(draw(30'000)); }
  int draw(int bound) { return static_cast<int>(random_() % static_cast<unsigned>(bound)); }

  GoalSpec spec() const {
    GoalSpec spec;
    spec.id = size_.goal;
    spec.title = size_.title + odd_text_;
    spec.body = "All of the program in C++20, with the same output." + odd_text_;
    spec.accept = {"make test passes", "no file ends in .c" + odd_text_};
    spec.checks = {"make test"};
    return spec;
  }

  void plan() {
    add_task("root", TaskKind::plan, "Plan: " + size_.title, "");
    for (int planner = 0; planner < size_.planners; ++planner) {
      const std::string part = parts_[static_cast<std::size_t>(planner) % parts_.size()];
      const std::string name = fmt::format("{}-{}", part, planner);
      add_task(name, TaskKind::plan, fmt::format("Plan the {}, part {}", part, planner), id_of("root"));
      for (int number = 0; number < size_.tasks_each; ++number) {
        add_task(fmt::format("{}-{}", name, number), TaskKind::work,
                 fmt::format("Port the {} of {} number {}{}", verbs_[static_cast<std::size_t>(draw(5))], part,
                             number, odd_text_),
                 id_of(name));
        if (number % 4 == 3) wait_for_previous();
      }
    }
  }

  std::string id_of(const std::string& name) const {
    return fmt::format("{}-{}", name, size_.goal.substr(size_.goal.size() - 4));
  }

  void add_task(const std::string& name, TaskKind kind, const std::string& title, const std::string& parent) {
    Task task;
    TaskSpec& spec = task.log.spec;
    spec.id = id_of(name);
    spec.goal = size_.goal;
    spec.kind = kind;
    spec.title = title;
    spec.parent = parent;
    spec.body = fmt::format(
        "Rewrite {}.c as {}.cpp.\n\n- keep what it prints\n- no new warnings\n- own what you allocate, "
        "number {}{}",
        name, name, draw(100'000), odd_text_);
    if (kind == TaskKind::work) {
      spec.accept = {"the output of `make compare` is the same"};
      spec.scope = {fmt::format("src/{}*", name)};
      spec.checks = {"make test", "make compare"};
      spec.minutes = 10;
    }
    task.log.events.push_back(
        make_event(EventType::planned, begin() + Milliseconds(draw(20'000)), "planner@build7"));
    task.log.events.back().commit = std::string(40, '1');
    tasks_.push_back(std::move(task));
  }

  void wait_for_previous() {
    Task& task = tasks_.back();
    task.after = {tasks_.size() - 2, tasks_.size() - 3};
    for (const std::size_t place : task.after) task.log.spec.after.push_back(tasks_[place].log.spec.id);
  }

  Event& append(Task& task, EventType type, const std::string& by = "worker@build7") {
    Event event = make_event(type, soon(), by);
    if (!task.log.events.empty()) event.at = std::max(event.at, task.log.events.back().at);
    event.attempt = task.attempts;
    event.nonce = "n" + std::to_string(task.attempts);
    task.log.events.push_back(event);
    return task.log.events.back();
  }

  bool can_start(const Task& task) const {
    return !task.is_done && !task.is_ready && task.worker_free_at < 0 &&
           std::ranges::all_of(task.after, [&](std::size_t place) { return tasks_[place].is_done; });
  }

  void step() {
    for (Task& task : tasks_)
      if (task.worker_free_at == now_) finish(task);
    if (now_ % 8 == 7) land();
    if (now_ == 40) intervene();
    for (Task& task : tasks_) {
      if (running_ >= size_.workers) return;
      if (can_start(task)) claim(task);
    }
  }

  // A person holds the last task, and cancels the one before it.
  void intervene() {
    append(tasks_.back(), EventType::held, "Ada <ada@example.org>").reason =
        "wait for the licence" + odd_text_;
    Task& task = tasks_[tasks_.size() - 2];
    Event& event = append(task, EventType::cancelled, "Ada <ada@example.org>");
    event.reason = "not wanted any more";
    event.verdict = dropped;
    tasks_.back().is_done = task.is_done = true;
  }

  void claim(Task& task) {
    if (task.attempts == 0) append(task, EventType::dispatched, "reconcile@build7");
    ++task.attempts;
    Event& event = append(task, EventType::claimed);
    event.agent = task.attempts > 1 || task.log.spec.kind != TaskKind::work ? "opus" : "small" + odd_text_;
    event.trace.model = event.agent == "opus" ? "claude-opus-4-5" : "qwen3-coder";
    event.lease_until = event.at + std::chrono::hours(1);
    event.run = "build7/boot/1/2";
    task.worker_free_at = now_ + 3 + draw(25);
    ++running_;
  }

  void fill(Event& event) {
    event.usage = {60.0 + draw(600), 0.004 + draw(100'000) / 1e5, 800 + draw(3'000), draw(90'000),
                   draw(9'000),      300 + draw(4'000),           3 + draw(30)};
    event.trace.prompt = fmt::format("{:08x}{:032x}", static_cast<unsigned>(random_()), 7);
    event.handoff.summary = fmt::format("Ported it; {} functions needed a span, see line {}.{}", draw(20),
                                        draw(2'000), odd_text_);
    if (draw(4) == 0)
      event.handoff.concerns = {fmt::format("the buffer of {} bytes is shared{}", draw(4'096), odd_text_)};
  }

  void finish(Task& task) {
    --running_;
    task.worker_free_at = -1;
    const int luck = draw(100);
    if (task.log.spec.kind != TaskKind::work) return finish_plan(task);
    if (luck < (draw(10) == 0 ? 90 : 14)) return fail(task);
    Event& event = append(task, EventType::submitted);
    fill(event);
    event.commit = hash();
    event.change = ChangeSize{1 + draw(6), 10 + draw(300)};
    task.is_ready = true;
  }

  void finish_plan(Task& task) {
    fill(append(task, EventType::submitted));
    append(task, EventType::landed).reason = fmt::format("{} tasks", size_.tasks_each);
    task.is_done = true;
  }

  void fail(Task& task) {
    static constexpr Outcome ways[] = {Outcome::checks_failed, Outcome::crashed, Outcome::limit_time,
                                       Outcome::conflict, Outcome::scope_violation};
    Event& event = append(task, EventType::failed);
    fill(event);
    event.outcome = ways[draw(5)];
    event.reason = fmt::format("make test failed: 3 of {} tests{}", draw(400), odd_text_);
    event.receipts = {{hash(), "make test" + odd_text_, CheckResult::fail, 2, 12.5, CheckPlace::worker,
                       "FAIL: printer_test\nexpected 4, got " + std::to_string(draw(99)) + odd_text_}};
    if (*event.outcome == Outcome::conflict) event.paths = {"src/parser.c"};
    if (task.attempts >= 3) {
      Event& held = append(task, EventType::held, "reconcile@build7");
      held.reason = "three agents have failed" + odd_text_;
      held.verdict = given_up;
      task.is_done = true;
    } else {
      append(task, EventType::retried, "reconcile@build7").rung = 1;
    }
  }

  // What is ready lands together, after one check of one tree; now and then one is rejected.
  void land() {
    const std::string tree = hash();
    for (Task& task : tasks_) {
      if (!task.is_ready) continue;
      task.is_ready = false;
      const Receipt passed{tree, "make test", CheckResult::pass, 0, 31.2, CheckPlace::gate, ""};
      if (draw(30) == 0) {
        Event& event = append(task, EventType::rejected, "judge@build7");
        event.outcome = Outcome::checks_failed;
        event.reason = "make test failed on the merged tree";
        event.receipts = {{hash(), "make test", CheckResult::fail, 1, 28, CheckPlace::gate, "FAIL: merged"}};
        append(task, EventType::retried, "reconcile@build7").rung = 1;
        continue;
      }
      Event& event = append(task, EventType::landed, "judge@build7");
      event.commit = hash();
      event.receipts = {passed};
      task.is_done = true;
    }
  }

  std::string hash() {
    std::string digits;
    while (digits.size() < 40) digits += fmt::format("{:08x}", static_cast<unsigned>(random_()));
    return digits;
  }

  static TaskHistory history_of(const Task& task) {
    TaskHistory history;
    history.log = task.log;
    history.state = fold(task.log);
    if (history.state.spec.kind == TaskKind::work) history.landed = git::Oid::parse(history.state.landed);
    return history;
  }

  GoalStatus status_of(const GoalHistory& history) const {
    GoalStatus status;
    status.id = size_.goal;
    status.title = spec().title;
    status.target = "reeve/goal/" + size_.goal;
    status.budget.cost = 10'000;
    status.estimate = Estimate{{14, 10, 20}, {5'400, 3'600, 9'000}, Estimated{8.5, 6.25, 12}};
    for (const TaskHistory& task : history.tasks) {
      add_to(status.spend, spend_of(task.state).table);
      if (task.landed) ++status.landed;
      ++status.phases[task.state.phase];
      if (task.state.phase == Phase::held)
        status.needs.push_back(
            {task.id(), "held: " + task.state.reason, "git reeve task retry " + task.id()});
    }
    return status;
  }

  RunSize size_;
  std::string odd_text_;
  std::mt19937 random_{7};
  std::deque<Task> tasks_;
  std::vector<std::string> parts_ = {"parser", "printer", "scanner", "linker", "reader", "writer"};
  std::vector<std::string> verbs_ = {"loops", "strings", "tables", "errors", "tests"};
  int now_ = 0;
  int running_ = 0;
};

// Every way out of text that a page may have left open, and one of a megabyte.
std::string hostile_text() {
  return "</script><script>document.title='owned'</script><img src=x "
         "onerror=\"document.title='owned'\">'\"><svg onload=alert(1)>"
         "\xe2\x80\xa8\xe2\x80\xae evil \xc3\x28 {{7*7}} @DATA@ ]]> <!--" +
         std::string("\0\x1b[2J", 5) + std::string(20'000, 'A');
}

PageFacts facts_of(const std::string& kind) {
  PageFacts facts;
  facts.version = "git-reeve 0.1.0";
  facts.commit_url = "https://github.com/ada/engine/commit/";
  facts.written = begin() + std::chrono::seconds(30) * 150;
  if (kind == "story") {
    facts.goals.push_back(Run({"port-aaaa", "Port it to C++20", 6, 8, 6, 150}, "").goal());
    facts.goals.push_back(Run({"speed-bbbb", "Make it fast", 3, 6, 3, 120}, "").goal());
  } else if (kind == "large") {
    facts.goals.push_back(Run({"port-aaaa", "Port all of it", 250, 19, 100, 1'300}, "").goal());
    facts.written = begin() + std::chrono::seconds(30) * 1'300;
  } else if (kind == "hostile") {
    facts.goals.push_back(Run({"port-aaaa", "Port it", 2, 5, 3, 200}, hostile_text()).goal());
  }
  return facts;
}

}  // namespace

int main(int count, char** words) {
  if (count != 3) {
    std::fputs("usage: page_sample story|large|hostile|empty FILE\n", stderr);
    return 2;
  }
  replace_file(words[2], page_html(facts_of(words[1])));
  return 0;
}
