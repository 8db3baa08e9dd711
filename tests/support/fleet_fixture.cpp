#include "support/fleet_fixture.h"

#include <fmt/format.h>

#include <cstdlib>
#include <regex>
#include <set>
#include <stdexcept>

#include "base/text.h"
#include "hub/ledger.h"
#include "judge/gate.h"
#include "task/ref_names.h"
#include "work/worker.h"
#include "workspace/target_files.h"

namespace reeve::test {

namespace {

const git::Signature author{"Test", "test@localhost", TimePoint{Milliseconds{1'800'000'000'000}}};

std::string name_of(AttemptEnd end) {
  switch (end) {
    case AttemptEnd::submitted:
      return "submitted";
    case AttemptEnd::planned:
      return "planned";
    case AttemptEnd::judged:
      return "judged";
    case AttemptEnd::failed:
      return "failed";
    case AttemptEnd::asked:
      return "asked";
    case AttemptEnd::given_back:
      return "given back";
    case AttemptEnd::claim_lost:
      break;
  }
  return "claim lost";
}

std::string with_reason(const std::string& reason) {
  return reason.empty() ? "" : ": " + reason;
}

std::string describe(const GateEvent& event) {
  return fmt::format("{} {}{}\n", reeve::name_of(event.kind), event.task, with_reason(event.reason));
}

// The tree with these files changed; an empty content removes one.
git::Oid changed_tree(ScratchRepository& scratch, const git::Oid& from, const Files& changed) {
  Files files = scratch.files_of(from);
  for (const auto& [path, content] : changed) {
    if (content.empty()) {
      files.erase(path);
    } else {
      files[path] = content;
    }
  }
  return scratch.tree(files);
}

// Agents and checks of these stories meet outside of their workspaces, which a sandbox is there to prevent.
std::string without_wall(const std::string& config) {
  const std::string none = "[gate]\nsandbox = \"none\"\n";
  const bool has_gate = config.find("[gate]\n") != std::string::npos;
  return has_gate ? replace_all(config, "[gate]\n", none) : config + none;
}

// The entry of an agent, whose script is written to `folder`.
std::string entry_of(const TestAgent& agent, const std::filesystem::path& folder) {
  const auto path = folder / (agent.name + ".sh");
  write_file(path, "#!/bin/sh\n" + agent.script + "\n");
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  std::string text = fmt::format("[agents.{}]\npreset = \"command\"\nsandbox = \"none\"\n", agent.name);
  if (agent.lines.find("command") == std::string::npos)
    text += fmt::format("command = [\"{}\"]\n", path.string());
  return text + agent.lines + "\n";
}

std::string ladder_of(const std::vector<TestAgent>& agents) {
  std::vector<std::string> names;
  for (const TestAgent& agent : agents) names.push_back("\"" + agent.name + "\"");
  return "[" + join(names, ", ") + "]\n";
}

}  // namespace

std::string config_with_agents(const std::filesystem::path& folder, const FleetSetting& setting) {
  std::string text;
  for (const TestAgent& agent : setting.agents) text += entry_of(agent, folder);
  for (const TestAgent& agent : setting.planners) text += entry_of(agent, folder);
  for (const TestAgent& agent : setting.judges) text += entry_of(agent, folder);
  text += "[roles]\nworker = " + ladder_of(setting.agents);
  if (!setting.planners.empty()) text += "planner = " + ladder_of(setting.planners);
  if (!setting.judges.empty()) text += "judge = " + ladder_of(setting.judges);
  return text + without_wall(setting.config);
}

FleetFixture::FleetFixture(const FleetSetting& setting, Clock& clock)
    : scratch_(setting.kind),
      hub_(git::Repository::open(scratch_.path())),
      tasks_(hub_, clock, "Test <test@localhost>", author),
      goals_(tasks_) {
  ::setenv("REEVE_WORKSPACES", workspaces_.path().c_str(), 1);
  ::setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
  ::setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
  ::setenv("OUTSIDE", outside_.path().c_str(), 1);
  Files files = setting.files;
  FleetSetting with_outside = setting;
  for (auto* ladder : {&with_outside.agents, &with_outside.planners, &with_outside.judges}) {
    for (TestAgent& agent : *ladder)
      agent.script = "OUTSIDE=" + outside_.path().string() + "\n" + agent.script;
  }
  files[".reeve/config.toml"] = config_with_agents(outside_.path(), with_outside);
  const git::Oid base = scratch_.commit(files, {}, "base\n");
  scratch_.set_ref("refs/heads/main", base);
  GoalSpec spec;
  spec.id = "goal";
  spec.title = "The goal";
  spec.target = setting.target;
  spec.accept = setting.accept;
  spec.checks = setting.checks;
  if (!goals_.open(spec, base)) throw std::runtime_error("the goal cannot be opened");
  setup_state_ = setup_state();
}

FleetFixture::~FleetFixture() {
  ::unsetenv("REEVE_WORKSPACES");
  ::unsetenv("OUTSIDE");
}

Config FleetFixture::config() {
  return config_of(repository(), goal().base());
}

TaskSpec FleetFixture::spec(const std::string& id, const std::vector<std::string>& scope) const {
  TaskSpec spec;
  spec.id = id;
  spec.goal = "goal";
  spec.title = "Change " + id;
  spec.scope = scope;
  return spec;
}

void FleetFixture::publish(const std::vector<TaskSpec>& specs) {
  if (!tasks_.publish(specs, goal().base())) throw std::runtime_error("the tasks cannot be published");
}

git::Oid FleetFixture::submit(const TaskSpec& spec, const Files& changed, const Handoff& handoff) {
  publish({spec});
  TaskRecord task = record(spec.id);
  if (!tasks_.claim(task, {"small", "m-1", "run", Milliseconds{600'000}}))
    throw std::runtime_error("cannot be claimed");
  const git::Oid tree = changed_tree(scratch_, task.task_commit, changed);
  const git::Oid work = repository().write_commit({tree, {task.task_commit}, "work\n", author, author});
  if (!tasks_.submit(task, {work, handoff, {}, {}, {}})) throw std::runtime_error("cannot be submitted");
  return work;
}

git::Oid FleetFixture::move_target(const Files& changed, const std::string& message) {
  const git::Oid before = goal().target.value();
  const git::Oid tree = changed_tree(scratch_, before, changed);
  const git::Oid after = repository().write_commit({tree, {before}, message, author, author});
  if (!hub_.apply({{{goal().state.spec.target, before, after}}, "by a person"}).succeeded())
    throw std::runtime_error("the target cannot be moved");
  return after;
}

std::string FleetFixture::work(std::stop_token stop) {
  Worker worker(tasks_, "test-run", stop);
  const auto result = worker.work_once({});
  if (!result) return "nothing to do";
  const AttemptResult& attempt = result->attempt_result;
  const bool is_good = attempt.end == AttemptEnd::submitted || attempt.end == AttemptEnd::planned ||
                       attempt.end == AttemptEnd::judged;
  const std::string outcome = is_good ? "" : ", " + std::string(reeve::name_of(attempt.outcome));
  std::string reason = replace_all(attempt.reason, workspaces_root(repository()).string(), "<workspaces>");
  reason = replace_all(reason, outside_.path().string(), "<outside>");
  return fmt::format("{}, attempt {} by {}: {}{}{}", result->task, result->attempt, result->agent,
                     name_of(attempt.end), outcome, with_reason(reason));
}

std::string FleetFixture::judge(std::stop_token stop) {
  Gate gate(tasks_, goal(), config(), next_step_for(tasks_, config()), stop, host);
  std::string events;
  gate.on_event = [&](const GateEvent& event) {
    const std::string line = describe(event);
    events += line;
    if (on_gate_event) on_gate_event(line);
  };
  gate.run();
  return events;
}

std::string FleetFixture::task(const std::string& id) {
  const auto task = tasks_.find(id);
  if (!task) return "not on the hub\n";
  std::string text(reeve::name_of(task->state.phase));
  text += with_reason(task->state.reason) + "\n";
  for (const Attempt& attempt : task->state.attempts) {
    text +=
        fmt::format("{} {} {}{}\n", attempt.number, attempt.agent,
                    attempt.outcome ? reeve::name_of(*attempt.outcome) : "-", with_reason(attempt.reason));
  }
  return text;
}

std::string FleetFixture::branches() {
  std::vector<std::string> names;
  for (const git::Ref& ref : hub_.list(std::string(refs::heads))) {
    const std::string name = ref.name.substr(refs::heads.size());
    if (!name.starts_with("goal/") && !name.starts_with("green/")) names.push_back(name);
  }
  return join(names, " ");
}

std::string FleetFixture::landed() {
  std::string text;
  for (const git::Oid& id : repository().first_parents(goal().target.value(), goal().goal_commit))
    text += split_lines(repository().read_commit(id).message).front() + "\n";
  return text;
}

Files FleetFixture::files_of(const git::Oid& commit) {
  Files files = scratch_.files_of(commit);
  files.erase(".reeve/config.toml");
  return files;
}

Files FleetFixture::files(const std::string& branch) {
  const auto tip = hub_.read(std::string(refs::heads) + branch);
  return tip ? files_of(*tip) : Files{{branch, "does not exist"}};
}

std::filesystem::path FleetFixture::work_tree() {
  return workspaces_root(repository()) / "work" / "1" / "tree";
}

std::size_t FleetFixture::check_runs() {
  const auto file = workspaces_root(repository()) / "gate" / "1" / "runs";
  return std::filesystem::exists(file) ? split_lines(read_file(file)).size() : 0;
}

std::string FleetFixture::ledger(const git::Oid& commit) {
  return read_ledger(repository(), hub_.read(std::string(refs::ledger)), commit).value_or("");
}

std::string FleetFixture::setup_state() {
  const auto& git_dir = repository().common_dir();
  std::string state = read_file(git_dir / "config") + read_file(git_dir / "HEAD");
  std::set<std::string> hooks;
  if (std::filesystem::exists(git_dir / "hooks")) {
    for (const auto& entry : std::filesystem::directory_iterator(git_dir / "hooks"))
      hooks.insert(entry.path().filename().string());
  }
  for (const std::string& hook : hooks) state += hook + "\n";
  for (const git::Ref& ref : hub_.list("refs/")) {
    if (!ref.name.starts_with("refs/heads/reeve/") && !ref.name.starts_with("refs/notes/reeve/"))
      state += ref.name + " " + ref.id.hex() + "\n";
  }
  return state;
}

std::string FleetFixture::harm() {
  std::string found;
  if (const std::string now = setup_state(); now != setup_state_)
    found = "it was\n" + setup_state_ + "and is\n" + now;
  return found + scratch_.git({"fsck", "--no-dangling", "--no-progress"});
}

std::string without_volatile_parts(std::string text) {
  text = std::regex_replace(text, std::regex("[0-9a-f]{40}"), "<id>");
  text = std::regex_replace(text, std::regex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]*Z"), "<time>");
  text = std::regex_replace(text, std::regex("(tree )[0-9a-f]{10}"), "$1<tree>");
  text = std::regex_replace(text, std::regex("\"seconds\":[0-9.e-]+"), "\"seconds\":<s>");
  text = std::regex_replace(text, std::regex("\\([0-9.]+ s\\)"), "(<s>)");
  return std::regex_replace(text, std::regex("\"nonce\":\"[a-z2-7]+\""), "\"nonce\":\"<nonce>\"");
}

}  // namespace reeve::test
