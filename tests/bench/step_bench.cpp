// What each step of a task's life costs in processor time (ours and that of the programs we start), one task
// after the other on a repository of F files.
//
//     step_bench [TASKS [FILES]]      50 100 unless said
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <functional>

#include "base/text_table.h"
#include "bench/measure.h"
#include "config/config.h"
#include "git/git_program.h"
#include "judge/gate.h"
#include "support/fleet.h"
#include "work/attempt.h"
#include "workspace/check.h"
#include "workspace/workspace_pool.h"

namespace {

using namespace reeve;

class Steps {
 public:
  void measure(const std::string& step, const std::function<void()>& body) {
    const double before = bench::own_processor_seconds() + bench::childrens_processor_seconds();
    body();
    const double spent = bench::own_processor_seconds() + bench::childrens_processor_seconds() - before;
    for (auto& [name, seconds] : spent_) {
      if (name != step) continue;
      seconds += spent;
      return;
    }
    spent_.emplace_back(step, spent);
  }

  std::string table(int tasks) const {
    TextTable table({{"step"}, {"processor time a task, ms", Align::right}});
    double all = 0;
    for (const auto& [name, seconds] : spent_) {
      table.add_row({name, fmt::format("{:.2f}", seconds * 1000 / tasks)});
      all += seconds;
    }
    table.add_row({"all", fmt::format("{:.2f}", all * 1000 / tasks)});
    return table.render();
  }

 private:
  std::vector<std::pair<std::string, double>> spent_;
};

std::string file_name(int number) {
  return fmt::format("src/part{}/file{}.txt", number % 10, number);
}

void live(test::FleetRepository& fleet, const Config& config, WorkspacePool& pool, int number, int files,
          Steps& steps) {
  git::Repository& repository = fleet.repository();
  TaskSpec spec = fleet.task(number, file_name(number % files));
  steps.measure("publish", [&] { fleet.publish({spec}); });
  TaskRecord task = fleet.tasks().find(spec.id).value();
  steps.measure("claim", [&] { fleet.tasks().claim(task, {"agent", "", "run", Milliseconds{600'000}}); });
  const git::Oid start = fleet.target();
  Workspace workspace = pool.acquire();
  steps.measure("fill the workspace", [&] { workspace.reset(repository, start); });
  steps.measure("run a shell as the agent", [&] {
    ProcessSpec process;
    process.argv = {"/bin/sh", "-c", "echo done >> " + spec.path};
    process.cwd = workspace.files().folder();
    process.environment = minimal_environment();
    run_process(process);
  });
  git::Oid work;
  steps.measure("take the files back", [&] {
    git::CommitData commit{workspace.files().snapshot({}).tree,
                           {start},
                           "work\n",
                           fleet.tasks().signature(),
                           fleet.tasks().signature()};
    work = repository.write_commit(commit);
  });
  steps.measure("push the work", [&] { fleet.tasks().progress(task, work, Milliseconds{600'000}); });
  steps.measure("check it", [&] {
    run_checks(config.gate.checks, repository, work, workspace, config, CheckPlace::worker, {});
  });
  steps.measure("submit", [&] { fleet.tasks().submit(task, {work, {}, {}, {}, {}}); });
  steps.measure("gate: merge, check, land", [&] {
    Gate gate(fleet.tasks(), fleet.goal(), config, next_step_for(fleet.tasks(), config), {});
    gate.run();
  });
}

}  // namespace

int main(int count, char** words) {
  const int tasks = count > 1 ? std::atoi(words[1]) : 50;
  const int files = count > 2 ? std::atoi(words[2]) : 100;
  reeve::TemporaryFolder workspaces;
  setenv("REEVE_WORKSPACES", workspaces.path().c_str(), 1);
  reeve::test::Files content;
  for (int number = 0; number < files; ++number) content[file_name(number)] = "begun\n";
  const std::string text = "[gate]\nchecks = [\"test -d src\"]\n";
  reeve::test::FleetRepository fleet(content, text);
  const reeve::Config config = reeve::parse_config(text, "config.toml");
  reeve::WorkspacePool pool(fleet.repository(), "work");
  Steps steps;
  for (int number = 0; number < tasks; ++number) live(fleet, config, pool, number, files, steps);
  std::fputs(steps.table(tasks).c_str(), stdout);
  return fleet.landings().size() == static_cast<std::size_t>(tasks) ? 0 : 1;
}
