#include "rehearse/cast.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "rehearse/agent_session.h"
#include "rehearse/planner_script.h"
#include "rehearse/stage_hub.h"

namespace reeve::rehearse {

namespace {

namespace fs = std::filesystem;

constexpr Milliseconds outage{60 * 60'000};
constexpr Milliseconds wait_of_a_rate_limit{5 * 60'000};
constexpr double share_before_trouble = 0.5;

Milliseconds minutes(double count) {
  return Milliseconds(static_cast<Milliseconds::rep>(count * 60'000));
}

std::string content_of(const fs::path& path) {
  return fs::exists(path) ? read_file(path) : "";
}

void write(const fs::path& path, const std::string& text) {
  make_folders(path.parent_path());
  write_file(path, text);
}

void write_node(const Node& node, const fs::path& folder) {
  for (const auto& [path, line] : node.files) write(folder / path, line + "\n");
  for (const auto& [path, line] : node.shared) {
    const std::string text = content_of(folder / path);
    const auto lines = split_lines(text);
    if (std::ranges::find(lines, line) == lines.end()) write(folder / path, text + line + "\n");
  }
}

bool is_marker(const std::string& line) {
  return line.starts_with("<<<<<<<") || line.starts_with("=======") || line.starts_with(">>>>>>>");
}

// The text without conflict markers: with both sides, or with the first alone.
enum class Sides { both, first };

std::string merged(const std::string& text, Sides sides) {
  std::string result;
  bool is_second = false;
  for (const std::string& line : split_lines(text)) {
    if (line.starts_with("=======")) is_second = true;
    if (line.starts_with(">>>>>>>")) is_second = false;
    if (!is_marker(line) && (sides == Sides::both || !is_second)) result += line + "\n";
  }
  return result;
}

// --- A worker's agent

class WorkScript {
 public:
  WorkScript(Stage& stage, Actor& actor, const AgentRequest& request, const Node& node)
      : stage_(stage),
        actor_(actor),
        request_(request),
        node_(node),
        task_(request.task.spec.id),
        attempt_(static_cast<int>(request.task.attempts.size())),
        session_(stage, request, effort()) {}

  AgentReport play() {
    const auto fault = stage_.faults.of_attempt(FaultPlace::work_attempt, node_.id, task_, attempt_);
    if (const auto path = conflicted_file()) return merge(*path, fault);
    if (const auto report = outage_report()) return *report;
    if (!fault || *fault == Fault::bad_merge) return work();
    stage_.note(*fault, task_, attempt_);
    return suffer(*fault);
  }

 private:
  Effort effort() const {
    const AgentScript& script = stage_.scenario.agents;
    const auto draw = [&](const Range& range, const char* what) {
      return stage_.dice.between(range.low, range.high, what, task_, static_cast<std::uint64_t>(attempt_));
    };
    const Milliseconds time = node_.duration.value_or(minutes(draw(script.work_minutes, "minutes")));
    return {time, draw(script.cost, "cost"), draw(script.tokens, "tokens")};
  }

  AgentReport work() {
    if (session_.work_until(1)) write_node(node_, request_.workspace);
    AgentReport report = session_.report();
    if (report.outcome == Outcome::done) report.handoff.summary = "It is done.";
    return report;
  }

  std::optional<fs::path> conflicted_file() const {
    for (const auto& [path, line] : node_.shared) {
      if (content_of(request_.workspace / path).find("<<<<<<<") != std::string::npos)
        return request_.workspace / path;
    }
    return std::nullopt;
  }

  AgentReport merge(const fs::path& path, std::optional<Fault> fault) {
    const bool is_bad = fault == Fault::bad_merge;
    if (is_bad) stage_.note(Fault::bad_merge, task_, attempt_);
    if (session_.work_until(0.2)) write(path, merged(content_of(path), is_bad ? Sides::first : Sides::both));
    return session_.report();
  }

  // While its agent's service is out, no attempt of it gets anywhere.
  std::optional<AgentReport> outage_report() const {
    const TimePoint now = stage_.scheduler.now();
    const auto quota = stage_.quota_until.find(request_.agent.name);
    if (quota != stage_.quota_until.end() && now < quota->second) return out_of_quota();
    const auto key = stage_.no_key_until.find(request_.agent.name);
    if (key != stage_.no_key_until.end() && now < key->second) return no_key();
    return std::nullopt;
  }

  AgentReport out_of_quota() const {
    AgentReport report = session_.report(Outcome::quota, "the quota is used up");
    report.until = stage_.quota_until.at(request_.agent.name);
    return report;
  }

  AgentReport no_key() const { return session_.report(Outcome::auth, "the key was refused"); }

  AgentReport suffer(Fault fault) {
    switch (fault) {
      case Fault::lie:
        session_.work_until(1);
        return session_.report();
      case Fault::wrong_content:
        return spoil([&] { write(request_.workspace / node_.files.begin()->first, "something else\n"); });
      case Fault::wrong_scope:
        return spoil([&] {
          write_node(node_, request_.workspace);
          write(request_.workspace / "elsewhere.txt", "by " + task_ + "\n");
        });
      case Fault::hang:
        session_.work_until(1e6);
        return session_.report();
      case Fault::idle:
        session_.fall_silent();
        return session_.report();
      case Fault::worker_killed:
      case Fault::worker_lost:
        return meet_death(fault);
      case Fault::worker_paused:
        return pause_and_go_on();
      default:
        return end_early(fault);
    }
  }

  template <typename Deed>
  AgentReport spoil(const Deed& deed) {
    if (session_.work_until(1)) deed();
    return session_.report();
  }

  // Half of them while the agent works, the others at one of the changes that follow, before it or after.
  AgentReport meet_death(Fault fault) {
    actor_.is_missed = fault == Fault::worker_killed;
    if (stage_.dice.share("death", task_, static_cast<std::uint64_t>(attempt_)) < 0.5) {
      if (session_.work_until(share_before_trouble)) die(stage_, actor_);
      return session_.report();
    }
    actor_.changes_until_death = 1 + static_cast<int>(random_below(6));
    return work();
  }

  // Half of them do not notice afterwards that their claim is not theirs any more.
  AgentReport pause_and_go_on() {
    if (!session_.work_until(share_before_trouble)) return session_.report();
    session_.stand_still(2 * request_.limits.lease);
    if (stage_.dice.share("notices", task_, static_cast<std::uint64_t>(attempt_)) < 0.5) return work();
    write_node(node_, request_.workspace);
    return session_.report();
  }

  AgentReport end_early(Fault fault) {
    if (!session_.work_until(share_before_trouble)) return session_.report();
    const TimePoint now = stage_.scheduler.now();
    if (fault == Fault::quota) {
      stage_.quota_until[request_.agent.name] = now + outage;
      return out_of_quota();
    }
    if (fault == Fault::auth) {
      stage_.no_key_until[request_.agent.name] = now + outage;
      return no_key();
    }
    return with_details(fault);
  }

  AgentReport with_details(Fault fault) {
    if (fault == Fault::rate_limit) {
      AgentReport report = session_.report(Outcome::rate_limited, "too many requests");
      report.until = stage_.scheduler.now() + wait_of_a_rate_limit;
      return report;
    }
    if (fault == Fault::needs_input) {
      AgentReport report = session_.report(Outcome::needs_input, "");
      report.question = "Which of the two is meant?";
      return report;
    }
    if (fault == Fault::context_full) return session_.report(Outcome::context_full, "its context is full");
    if (fault == Fault::refused) return session_.report(Outcome::refused, "the model declined");
    write_node(node_, request_.workspace);
    return session_.report(Outcome::crashed, "exit code 1");
  }

  Stage& stage_;
  Actor& actor_;
  const AgentRequest& request_;
  const Node& node_;
  const std::string& task_;
  int attempt_;
  AgentSession session_;
};

// --- The others

Effort effort_of(Stage& stage, const AgentRequest& request, const Range& range) {
  const AgentScript& script = stage.scenario.agents;
  const std::string& task = request.task.spec.id;
  const auto attempt = static_cast<std::uint64_t>(request.task.attempts.size());
  return {minutes(stage.dice.between(range.low, range.high, "minutes", task, attempt)),
          stage.dice.between(script.cost.low, script.cost.high, "cost", task, attempt),
          stage.dice.between(script.tokens.low, script.tokens.high, "tokens", task, attempt)};
}

// A result that is refused goes back once, as for any agent.
AgentReport plan(Stage& stage, const AgentRequest& request) {
  AgentSession session(stage, request, effort_of(stage, request, stage.scenario.agents.plan_minutes));
  if (!session.work_until(1)) return session.report();
  PlannerScript script(stage, request);
  std::string text = script.result();
  std::vector<std::string> objections =
      request.objections ? request.objections(text) : std::vector<std::string>();
  if (!objections.empty()) {
    if (!session.work_until(1.2)) return session.report();
    text = script.corrected_result();
  }
  AgentReport report = session.report();
  report.result = text;
  return report;
}

AgentReport judge(Stage& stage, const AgentRequest& request) {
  AgentSession session(stage, request, effort_of(stage, request, stage.scenario.agents.judge_minutes));
  if (!session.work_until(1)) return session.report();
  AgentReport report = session.report();
  const GoalRecord goal = stage.goal_now();
  const auto missing = stage.differences(goal.target.value_or(goal.goal_commit));
  JsonObject result;
  result.add("verdict", missing.empty() ? "achieved" : "continue");
  result.add("reasons",
             missing.empty() ? std::vector<std::string>{"all files are as the scenario says"} : missing);
  report.result = result.text();
  return report;
}

AgentReport work(Stage& stage, Actor& actor, const AgentRequest& request) {
  const Node* node = stage.node_of(request.task.spec);
  if (node == nullptr) {
    AgentReport report;
    report.outcome = Outcome::refused;
    report.reason = "the scenario has no task of this name";
    return report;
  }
  return WorkScript(stage, actor, request, *node).play();
}

// --- Checks

// "has PATH LINE" looks into the tree. What the configuration names is nothing that a rehearsal can run: it
// passes, but for the scenario's flaky ones.
bool passes(const git::Repository& repository, const git::Oid& tree, const std::string& command) {
  if (!command.starts_with("has ")) return true;
  const std::string rest = command.substr(4);
  const auto space = rest.find(' ');
  const auto text = repository.file_at(tree, rest.substr(0, space));
  const auto lines = split_lines(text.value_or(""));
  return space != rest.npos && std::ranges::find(lines, rest.substr(space + 1)) != lines.end();
}

class CheckScript {
 public:
  explicit CheckScript(Stage& stage) : stage_(stage) {}

  std::vector<Receipt> run(const std::vector<std::string>& commands, git::Repository& repository,
                           const git::Oid& commit, CheckPlace where, const std::stop_token& stop,
                           const std::function<void()>& on_tick) {
    const git::Oid tree = repository.tree_of(commit);
    std::vector<Receipt> receipts;
    for (const std::string& command : commands) {
      receipts.push_back(run_one(command, repository, tree, where, stop, on_tick));
      if (receipts.back().result != CheckResult::pass || stop.stop_requested()) break;
    }
    return receipts;
  }

 private:
  Receipt run_one(const std::string& command, git::Repository& repository, const git::Oid& tree,
                  CheckPlace where, const std::stop_token& stop, const std::function<void()>& on_tick) {
    const std::uint64_t number = ++stage_.checks;
    const Range& range = stage_.scenario.agents.check_minutes;
    const Milliseconds time = minutes(stage_.dice.between(range.low, range.high, "check", command));
    stage_.scheduler.sleep(time);
    if (on_tick) on_tick();
    Receipt receipt;
    receipt.tree = tree.hex();
    receipt.command = command;
    receipt.where = where;
    receipt.seconds = static_cast<double>(time.count()) / 1000;
    const bool is_flaky = stage_.faults.of(FaultPlace::check, number) == Fault::flaky_check;
    if (is_flaky) stage_.note(Fault::flaky_check);
    const bool is_good = !is_flaky && passes(repository, tree, command);
    receipt.exit = is_good ? 0 : 1;
    receipt.result = is_good ? CheckResult::pass : CheckResult::fail;
    if (stop.stop_requested()) receipt.result = CheckResult::could_not_run;
    if (!is_good) receipt.log = is_flaky ? "exit code 1\nno reason at all" : "exit code 1";
    return receipt;
  }

  Stage& stage_;
};

}  // namespace

Runners scripted_runners(Stage& stage, Actor& actor) {
  Runners runners;
  runners.agent = [&stage, &actor](const AgentRequest& request) {
    if (request.role == Role::planner) return plan(stage, request);
    if (request.role == Role::judge) return judge(stage, request);
    return work(stage, actor, request);
  };
  runners.checks = [&stage](const std::vector<std::string>& commands, git::Repository& repository,
                            const git::Oid& commit, Workspace&, const Config&, CheckPlace where,
                            const std::stop_token& stop, const std::function<void()>& on_tick) {
    return CheckScript(stage).run(commands, repository, commit, where, stop, on_tick);
  };
  return runners;
}

}  // namespace reeve::rehearse
