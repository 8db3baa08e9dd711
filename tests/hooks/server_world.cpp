#include "hooks/server_world.h"

#include <cstdlib>
#include <functional>
#include <stdexcept>

#include "base/process.h"
#include "base/text.h"
#include "hub/ledger.h"
#include "hub/log_note.h"
#include "hub/push_report.h"
#include "judge/archive.h"
#include "judge/landing.h"
#include "judge/squash.h"
#include "task/ref_names.h"
#include "workspace/check.h"
#include "workspace/check_choice.h"
#include "workspace/target_files.h"

namespace reeve::test {

namespace {

const git::Signature author{"Test", "test@localhost", TimePoint{Milliseconds{1'800'000'000'000}}};
const std::string configuration =
    "[agents.small]\npreset = \"command\"\ncommand = [\"true\"]\n[roles]\nworker = [\"small\"]\n"
    "[gate]\nchecks = [\"true\"]\n";

// What a store would push, instead of pushing it.
class CapturingHub : public Hub {
 public:
  explicit CapturingHub(Hub& hub) : hub_(hub) {}

  std::vector<git::Ref> list(const std::string& prefix) override { return hub_.list(prefix); }
  std::optional<git::Oid> read(const std::string& ref) override { return hub_.read(ref); }
  ApplyResult apply(const Transaction& transaction) override {
    captured = transaction.updates;
    return {};
  }
  git::Repository& objects() override { return hub_.objects(); }
  bool refs_are_here() const override { return false; }

  Updates captured;

 private:
  Hub& hub_;
};

Environment clean_environment() {
  Environment environment = minimal_environment();
  environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
  environment["GIT_CONFIG_NOSYSTEM"] = "1";
  return environment;
}

std::string words_of_the_gate(const ProcessResult& result) {
  const std::string said = words_of_server(result.err);
  if (said.find("Reeve") == std::string::npos)
    throw std::runtime_error("the gate said nothing: " + result.out + result.err);
  return said;
}

// As a gate writes them that has run what the change needs, and skipped the rest.
std::vector<Receipt> receipts_of(const git::Repository& repository, const Config& config,
                                 const git::Oid& base, const git::Oid& tree) {
  const ChosenChecks chosen =
      choose_checks(config.gate, {}, changed_paths(repository, repository.tree_of(base), tree));
  std::vector<Receipt> receipts = skipped_receipts(chosen, tree, CheckPlace::gate);
  for (const std::string& command : chosen.run)
    receipts.push_back({tree.hex(), command, CheckResult::pass, 0, 0.25, CheckPlace::gate, ""});
  return receipts;
}

}  // namespace

ServerWorld::ServerWorld(const ServerSetting& setting)
    : hub_((::setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1), ::setenv("GIT_CONFIG_NOSYSTEM", "1", 1),
            git::Repository::open(clone_.path())),
           server_.path().string()),
      worker_(hub_, system_clock(), "worker@one", author),
      other_(hub_, system_clock(), "worker@two", author),
      ada_(hub_, system_clock(), "Ada <ada@example.org>", author),
      goals_(ada_) {
  install_hook();
  server_.git({"config", "receive.certNonceSeed", "a seed"});
  server_.git({"config", "receive.advertisePushOptions", "true"});
  Files files{{"a.txt", "one\n"}, {".reeve/config.toml", configuration + setting.checks}};
  if (!setting.quarantine.empty()) files[".reeve/quarantine.toml"] = setting.quarantine;
  if (setting.with_signers)
    files[".reeve/allowed_signers"] = judge_key_.as_signer("reeve") + ada_key_.as_signer("git");
  const git::Oid base = clone_.commit(files, {}, "base\n");
  const std::string said = push({{"refs/heads/main", std::nullopt, base}});
  if (!said.empty()) throw std::runtime_error(said);
  GoalSpec spec;
  spec.id = "goal";
  spec.title = "The goal";
  spec.target = setting.target;
  if (!goals_.open(spec, base)) throw std::runtime_error("the goal cannot be opened");
}

void ServerWorld::install_hook() {
  const auto hook = server_.path() / "hooks/pre-receive";
  make_folders(hook.parent_path());
  write_file(hook, "#!/bin/sh\nexec '" GIT_REEVE "' hook pre-receive\n");
  std::filesystem::permissions(hook, std::filesystem::perms::owner_all);
}

void ServerWorld::publish(const std::string& id) {
  TaskSpec spec;
  spec.id = id;
  spec.goal = "goal";
  spec.title = "Change " + id;
  if (!ada_.publish({spec}, goal().base())) throw std::runtime_error(id + " cannot be published");
}

TaskRecord ServerWorld::claimed(const std::string& id) {
  publish(id);
  TaskRecord task = worker_.find(id).value();
  if (!worker_.claim(task, {"small", "m-1", "run", Milliseconds{600'000}}))
    throw std::runtime_error(id + " cannot be claimed");
  return task;
}

TaskRecord ServerWorld::submitted(const std::string& id, const std::string& path) {
  TaskRecord task = claimed(id);
  Files files = clone_.files_of(task.task_commit);
  files[path.empty() ? id + ".txt" : path] = id + "\n";
  if (!worker_.submit(task, {clone_.commit(files, {task.task_commit}, "work\n"), {}, {}, {}, {}}))
    throw std::runtime_error(id + " cannot be submitted");
  return task;
}

git::Oid ServerWorld::work_on(const git::Oid& parent, const std::string& content) {
  Files files = clone_.files_of(parent);
  files[trim(content) == "two" ? "a.txt" : std::string(trim(content)) + ".txt"] = content;
  return clone_.commit(files, {parent}, "work\n");
}

Updates ServerWorld::captured(const std::function<void(TaskStore&)>& act) {
  CapturingHub hub(hub_);
  TaskStore judge(hub, system_clock(), "judge@build7", author);
  act(judge);
  return hub.captured;
}

Updates ServerWorld::landing(const std::vector<std::string>& ids, const std::string& key) {
  clone_.git({"config", "reeve.signingKey", key});
  if (key.empty()) clone_.git({"config", "--unset", "reeve.signingKey"});
  return captured([&](TaskStore& judge) {
    const GoalRecord goal = this->goal();
    const Config config = config_of(objects(), goal.base());
    Chain chain{goal.target.value(), {}};
    for (const std::string& id : ids) {
      const TaskRecord task = judge.find(id).value();
      chain.links.push_back({task, squash_onto(judge, config, chain.tip(), task).commit});
    }
    auto receipts = receipts_of(objects(), config, chain.base, objects().tree_of(chain.tip()));
    if (judge_says) judge_says(receipts);
    land(judge, goal, config, chain, receipts, totals_);
  });
}

Updates ServerWorld::filing() {
  return captured([&](TaskStore& judge) { archive_ended(judge, goal()); });
}

std::string ServerWorld::push(const Updates& updates, const PushWay& way) {
  ProcessSpec spec;
  spec.argv = {"git",  "-c",          "gpg.format=ssh", "-c", "user.signingKey=" + way.key,
               "push", "--porcelain", "--atomic"};
  if (!way.key.empty()) spec.argv.emplace_back("--signed");
  for (const std::string& option : way.options) spec.argv.push_back("--push-option=" + option);
  spec.argv.push_back(server_.path().string());
  for (const git::RefUpdate& update : updates)
    spec.argv.push_back("+" + (update.desired ? update.desired->hex() : "") + ":" + update.ref);
  spec.cwd = clone_.path();
  spec.environment = clean_environment();
  const ProcessResult result = run_process(spec);
  return result.succeeded() ? "" : words_of_the_gate(result);
}

std::string ServerWorld::ask_hook(const std::string& standard_input) {
  ProcessSpec spec;
  spec.argv = {GIT_REEVE, "hook", "pre-receive"};
  spec.cwd = server_.path();
  spec.environment = clean_environment();
  spec.standard_input = standard_input;
  const ProcessResult result = run_process(spec);
  return result.succeeded() ? "" : result.err;
}

git::Oid ServerWorld::log_commit(const git::Oid& subject, const std::string& text,
                                 const std::optional<git::Oid>& parent) {
  return write_log_note(objects(), parent, subject, text, "more\n", author);
}

git::RefUpdate ServerWorld::log_with(const std::string& ref, const std::string& more) {
  const git::Oid tip = hub_.read(ref).value();
  const LogNote note = read_log_note(objects(), tip);
  return {ref, tip, log_commit(note.subject, note.text + more, tip)};
}

git::RefUpdate& update_of(Updates& updates, const std::string& ref) {
  for (git::RefUpdate& update : updates)
    if (update.ref == ref) return update;
  throw std::runtime_error("no update of " + ref);
}

Updates with_changed_verdict(ServerWorld& world, Updates updates, const ChangeVerdict& change) {
  git::Repository& objects = world.objects();
  git::RefUpdate& ledger = update_of(updates, std::string(refs::ledger));
  const git::Oid tip = update_of(updates, world.target()).desired.value();
  const std::string note = read_ledger(objects, ledger.desired, tip).value();
  SignedVerdict verdict = verdict_in_note(note).value();
  change(verdict);
  std::string without;
  for (const std::string& line : split(note, '\n'))
    if (!line.starts_with("Verdict")) without += line + "\n";
  without.pop_back();
  const std::string changed = verdict.text.empty() ? without : with_verdict(without, verdict);
  ledger.desired = write_ledger(objects, ledger.desired, {{tip, changed}}, "changed\n", author);
  return updates;
}

std::string refused_by(ServerWorld& world, const Updates& updates, const std::string& ref,
                       const std::string& rule, const std::string& words, const PushWay& way) {
  const std::string before = world.refs();
  const std::string said = world.push(updates, way);
  if (said.empty()) return "the push was accepted";
  if (world.refs() != before) return "something changed on the server";
  const std::string wanted = (ref.empty() ? "the push" : ref) + ": rule " + rule + ": ";
  const auto at = said.find(wanted);
  if (at == std::string::npos || said.find(words, at) == std::string::npos) return said;
  return said.find("next: ", at) == std::string::npos ? "it does not say what to do next: " + said : "";
}

}  // namespace reeve::test
