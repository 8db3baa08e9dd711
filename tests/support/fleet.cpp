#include "support/fleet.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/text.h"
#include "hub/ledger.h"

namespace reeve::test {

namespace {

const git::Signature author{"Test", "test@localhost", TimePoint{Milliseconds{1'800'000'000'000}}};

LocalHub open_hub(ScratchRepository& scratch) {
  return LocalHub(git::Repository::open(scratch.path()));
}

}  // namespace

FleetRepository::FleetRepository(Files files, const std::string& config)
    : scratch_(git::Repository::Kind::bare),
      hub_(open_hub(scratch_)),
      tasks_(hub_, system_clock(), "Test <test@localhost>", author),
      goals_(tasks_) {
  files[".reeve/config.toml"] = config;
  const git::Oid base = scratch_.commit(files, {});
  scratch_.set_ref("refs/heads/main", base);
  GoalSpec spec;
  spec.id = "goal-aaaa";
  spec.title = "The goal";
  if (!goals_.open(spec, base)) throw std::runtime_error("the goal cannot be opened");
}

TaskSpec FleetRepository::task(int number, const std::string& path) const {
  TaskSpec spec;
  spec.id = fmt::format("task-{}-aaaa", number);
  spec.goal = "goal-aaaa";
  spec.title = "change " + path;
  spec.scope = {path};
  spec.path = path;
  return spec;
}

void FleetRepository::publish(const std::vector<TaskSpec>& specs) {
  if (!tasks_.publish(specs, goal().base())) throw std::runtime_error("the tasks cannot be published");
}

Environment FleetRepository::environment() const {
  Environment environment = inherited_environment();
  environment["REEVE_WORKSPACES"] = workspaces_.path().string();
  environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
  environment["GIT_CONFIG_NOSYSTEM"] = "1";
  return environment;
}

std::vector<std::string> FleetRepository::reeve_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> argv{GIT_REEVE, "-C", scratch_.path().string()};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  return argv;
}

ProcessResult FleetRepository::reeve(const std::vector<std::string>& arguments, ProcessLimits limits) {
  ProcessSpec spec;
  spec.argv = reeve_command(arguments);
  spec.environment = environment();
  spec.limits = limits;
  return run_process(spec);
}

std::map<std::string, int> FleetRepository::landings() {
  std::map<std::string, int> count;
  const auto base = git::Oid::parse(goal().state.spec.base);
  for (const git::Oid& id : repository().first_parents(target(), base)) {
    if (const auto task = trailer(repository().read_commit(id).message, "Reeve-Task")) ++count[*task];
  }
  return count;
}

std::string write_script(const std::filesystem::path& folder, const std::string& name,
                         const std::string& body) {
  const std::filesystem::path path = folder / name;
  write_file(path, "#!/bin/sh\n" + body);
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  return path.string();
}

}  // namespace reeve::test
