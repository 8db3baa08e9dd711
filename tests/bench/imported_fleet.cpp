#include "bench/imported_fleet.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "hub/ledger.h"
#include "hub/ledger_totals.h"
#include "hub/spend_trailers.h"
#include "task/fold.h"
#include "task/goal.h"

namespace reeve::bench {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view config =
    "[agents.small]\npreset = \"command\"\ncommand = [\"true\"]\n"
    "[agents.large]\npreset = \"command\"\ncommand = [\"true\"]\n"
    "[roles]\nworker = [\"small\", \"large\"]\n[limits.goal]\ncost = 20000\n";

void run(const std::string& command) {
  // NOLINTNEXTLINE(concurrency-mt-unsafe): one thread
  if (std::system(command.c_str()) != 0) throw std::runtime_error("this failed: " + command);
}

// A log that grows event by event, and its fold.
class Story {
 public:
  Story(TaskSpec spec, TimePoint at) : spec_(std::move(spec)), at_(at) {
    text_ = encode_spec(spec_);
    Event& planned = make(EventType::planned);
    planned.commit = std::string(40, 'a');
    write();
  }

  Story& then(EventType type, const std::string& reason = "") {
    make(type).reason = reason;
    write();
    return *this;
  }
  Story& claimed(const std::string& agent) {
    Event& event = make(EventType::claimed);
    event.attempt = ++attempts_;
    event.nonce = "p2ytmk5e7dqf3xwa";
    event.run = "build7/0b6f3c52-8f2e-4d53-9d0b-0123456789ab/4711/88123";
    event.agent = agent;
    event.trace.model = agent + "-1";
    event.lease_until = at_ + Milliseconds{600'000};
    write();
    return *this;
  }
  Story& ended(EventType type, std::optional<Outcome> outcome) {
    Event& event = make(type);
    event.attempt = attempts_;
    event.nonce = "p2ytmk5e7dqf3xwa";
    event.outcome = outcome;
    if (outcome) event.reason = "'make check' failed: 3 tests of 412";
    event.commit = std::string(40, 'b');
    event.handoff.summary = std::string(300, 's');
    event.handoff.findings = {"the parser reads the header twice", "no test covers the second reading"};
    event.usage.seconds = 185.5;
    event.usage.cost = 0.25 + 0.01 * (attempts_ % 7);
    event.usage.input = 48'210;
    event.usage.output = 3'120;
    event.trace.model = "small-1";
    Receipt receipt;
    receipt.tree = std::string(40, 'c');
    receipt.command = "cmake --build build && ctest --test-dir build";
    receipt.result = outcome ? CheckResult::fail : CheckResult::pass;
    receipt.seconds = 61.25;
    event.receipts = {receipt};
    write();
    return *this;
  }
  Story& landed() {
    Event& event = make(EventType::landed);
    event.attempt = attempts_;
    event.commit = std::string(40, 'd');
    write();
    return *this;
  }

  const std::string& text() const { return text_; }
  TaskState state() const { return fold(decode_task_log(text_)); }

 private:
  Event& make(EventType type) {
    at_ += Milliseconds{1'000};
    event_ = make_event(type, at_, "worker@build7");
    return event_;
  }
  void write() { text_ += encode_event(event_); }

  TaskSpec spec_;
  TimePoint at_;
  Event event_;
  std::string text_;
  int attempts_ = 0;
};

class Importer {
 public:
  Importer(fs::path folder, const ImportedFleet& fleet)
      : folder_(std::move(folder)), fleet_(fleet), now_(system_clock().now()) {}

  void import() {
    run("git init --quiet --bare '" + folder_.string() + "'");
    write_target();
    run_import("--export-marks=" + marks_file());
    read_marks();
    write_rest();
    run_import("");
    fs::remove(marks_file());
    write_totals();
    run("git -C '" + folder_.string() + "' pack-refs --all");
    run("git -C '" + folder_.string() + "' symbolic-ref HEAD refs/heads/main");
  }

 private:
  std::string stream_file() const { return folder_.string() + "/stream"; }
  std::string marks_file() const { return folder_.string() + "/marks"; }

  void run_import(const std::string& options) {
    stream_.close();
    run("git -C '" + folder_.string() + "' fast-import --quiet " + options + " < '" + stream_file() + "'");
    fs::remove(stream_file());
  }

  void data(std::string_view text) { stream_ << "data " << text.size() << '\n' << text << '\n'; }

  void commit(const std::string& ref, int mark, TimePoint at, const std::string& message) {
    stream_ << "commit " << ref << '\n';
    if (mark > 0) stream_ << "mark :" << mark << '\n';
    stream_ << "committer Judge <judge@build7> "
            << std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count() << " +0000\n";
    data(message);
  }

  void file(const std::string& path, std::string_view text) {
    stream_ << "M 100644 inline " << path << '\n';
    data(text);
  }

  TimePoint landed_at(int number) const { return now_ - std::chrono::seconds(30) * (fleet_.landed - number); }

  TaskSpec spec(const std::string& id, int number) const {
    TaskSpec spec;
    spec.id = id;
    spec.goal = "goal-aaaa";
    spec.title = fmt::format("Port module {} to the new reader, with its tests", number);
    spec.body = std::string(400, 't');
    spec.accept = {"the module's own tests pass", "no call of the old reader is left in it"};
    spec.scope = {fmt::format("src/module{}/**", number)};
    spec.checks = {fmt::format("ctest --test-dir build -R module{}", number)};
    spec.parent = fmt::format("plan-{}-aaaa", number % 100);
    return spec;
  }

  Story landed_story(int number) const {
    Story story(spec(fmt::format("port-{}-aaaa", number), number), landed_at(number) - std::chrono::hours(2));
    story.then(EventType::dispatched).claimed("small");
    if (number % 10 == 0)
      story.ended(EventType::failed, Outcome::checks_failed).then(EventType::retried).claimed("large");
    return story.ended(EventType::submitted, std::nullopt).landed();
  }

  // The goal commit, then a commit for each landed task.
  void write_target() {
    stream_.open(stream_file());
    commit("refs/heads/main", 1, landed_at(-2), "first\n");
    file(".reeve/config.toml", config);
    commit("refs/heads/reeve/goal/goal-aaaa", 2, landed_at(-1), "Port it\n\nReeve-Goal: goal-aaaa\n");
    stream_ << "from :1\n";
    for (int number = 0; number < fleet_.landed; ++number) {
      const TaskState state = landed_story(number).state();
      commit("refs/heads/main", number + 3, landed_at(number),
             fmt::format("{}\n\nReeve-Task: {}\nReeve-Goal: goal-aaaa\nReeve-Parent: {}\nReeve-Agent: {}\n"
                         "Reeve-Model: {}\nReeve-Attempt: {}\n{}",
                         state.spec.title, state.spec.id, state.spec.parent, state.last_attempt()->agent,
                         state.last_attempt()->trace.model, state.attempts.size(), spend_trailers(state)));
      file(fmt::format("src/{}/{}.cpp", number % 100, number), "int x;\n");
    }
  }

  void read_marks() {
    commits_.resize(static_cast<std::size_t>(fleet_.landed) + 3);
    for (const std::string& line : split_lines(read_file(marks_file()))) {
      const auto space = line.find(' ');
      commits_.at(static_cast<std::size_t>(std::stoi(line.substr(1, space - 1)))) = line.substr(space + 1);
    }
  }

  const std::string& commit_of(int number) const { return commits_[static_cast<std::size_t>(number) + 3]; }

  // Everything that names commits: the goal's log, green, the ledger, the live tasks.
  void write_rest() {
    stream_.open(stream_file());
    write_goal();
    commit("refs/notes/reeve/ledger", 0, now_, "land\n");
    for (int number = 0; number < fleet_.landed; ++number) {
      const Story story = landed_story(number);
      const std::string& name = commit_of(number);
      file(name.substr(0, 2) + "/" + name.substr(2), ledger_note(story.state(), story.text()));
    }
    for (int number = 0; number < fleet_.live; ++number) write_live(number);
  }

  // As the gate leaves them, and as long ago as they can be.
  void write_totals() {
    const int newest = fleet_.landed - static_cast<int>(landings_between_totals);
    if (newest < 0) return;
    auto repository = git::Repository::open(folder_);
    const auto ledger = repository.read_ref("refs/notes/reeve/ledger");
    const auto id = [&](const std::string& hex) { return git::Oid::parse(hex).value(); };
    const TargetStretch stretch{"goal-aaaa", id(commits_[1]), id(commit_of(newest))};
    const git::Oid written = write_ledger(repository, ledger, {}, "land\n", {"Judge", "judge@build7", now_},
                                          LedgerTotals().due(repository, ledger, stretch));
    run("git -C '" + folder_.string() + "' update-ref refs/notes/reeve/ledger " + written.hex());
  }

  void write_goal() {
    GoalSpec spec;
    spec.id = "goal-aaaa";
    spec.title = "Port all modules to the new reader";
    spec.target = "refs/heads/main";
    spec.base = commits_[1];
    Event opened = make_event(EventType::opened, landed_at(-1), "ada");
    Event cycle = make_event(EventType::cycle_started, landed_at(fleet_.landed - fleet_.cycle), "judge");
    cycle.cycle = 2;
    cycle.commit = commit_of(std::max(0, fleet_.landed - fleet_.cycle));
    commit("refs/notes/reeve/goal/goal-aaaa", 0, now_, "opened\n");
    file(commits_[2], encode_spec(spec) + encode_event(opened) + encode_event(cycle));
    stream_ << "reset refs/heads/reeve/green/goal-aaaa\nfrom " << commit_of(fleet_.landed - 1) << "\n\n";
  }

  Story live_story(const std::string& id, int number) const {
    Story story(spec(id, number), now_ - std::chrono::minutes(90 + number % 60));
    if (number % 10 < 7) return story;  // waits
    story.then(EventType::dispatched);
    if (number % 10 == 7) return story;
    story.claimed("small").ended(EventType::failed, Outcome::checks_failed).then(EventType::retried);
    if (number % 100 == 98) return story.claimed("large");
    if (number % 100 == 88) return story.claimed("large").ended(EventType::submitted, std::nullopt);
    if (number % 250 == 9) return story.then(EventType::held, "the interface is not decided");
    return story;
  }

  void write_live(int number) {
    const std::string id = fmt::format("next-{}-aaaa", number);
    const Story story = live_story(id, number);
    const auto branch = phase_branch(story.state().phase, id);
    const int mark = number + 1;
    commit(branch, mark, now_, fmt::format("{}\n\nReeve-Task: {}\n", story.state().spec.title, id));
    stream_ << "from " << commit_of(fleet_.landed - 1) << "\n";
    commit("refs/notes/reeve/task/" + id, 0, now_, "planned\n");
    // What it is a note on is not known before it is imported, and nobody looks at it here.
    file(fmt::format("{:040x}", mark), story.text());
  }

  static std::string phase_branch(Phase phase, const std::string& id) {
    const bool is_held = phase == Phase::waiting || phase == Phase::held;
    const std::string folder = is_held ? "held" : phase == Phase::ready ? "ready" : "task";
    return "refs/heads/reeve/" + folder + "/" + id;
  }

  fs::path folder_;
  ImportedFleet fleet_;
  TimePoint now_;
  std::ofstream stream_;
  std::vector<std::string> commits_;  // by mark
};

}  // namespace

void import_fleet(const fs::path& folder, const ImportedFleet& fleet) {
  Importer(folder, fleet).import();
}

}  // namespace reeve::bench
