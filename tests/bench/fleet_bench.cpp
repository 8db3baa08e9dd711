// How near a whole fleet comes to the time that its agents alone need: W workers, T tasks, an agent that
// sleeps S seconds and edits one file. The ideal is T / W * S.
//
//     fleet_bench [WORKERS [TASKS [SECONDS]]]      100 1000 5 unless said
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "base/text_table.h"
#include "bench/measure.h"
#include "support/fleet.h"

namespace {

using namespace reeve;

std::string file_name(int number) {
  return fmt::format("src/part{}/file{}.txt", number % 40, number);
}

test::Files files_for(int tasks) {
  test::Files files;
  for (int number = 0; number < tasks; ++number) files[file_name(number)] = fmt::format("file {}\n", number);
  return files;
}

std::string configuration(const std::string& agent) {
  return fmt::format(
      "[agents.sleeper]\npreset = \"command\"\ncommand = [\"{}\", \"{{path}}\"]\n"
      "[roles]\nworker = [\"sleeper\"]\n[gate]\nchecks = [\"test -d src\"]\nbatch = 64\n",
      agent);
}

int run(int workers, int tasks, double seconds) {
  TemporaryFolder folder;
  const std::string agent =
      test::write_script(folder.path(), "agent", fmt::format("sleep {}\necho done >> \"$1\"\n", seconds));
  test::FleetRepository fleet(files_for(tasks), configuration(agent));
  std::vector<TaskSpec> specs;
  for (int number = 0; number < tasks; ++number) specs.push_back(fleet.task(number, file_name(number)));
  const bench::Stopwatch publishing;
  fleet.publish(specs);
  const double published = publishing.seconds();

  const bench::Stopwatch running;
  const ProcessResult result = fleet.reeve({"run", "--quiet", "-j", std::to_string(workers)});
  const double wall = running.seconds();
  const double ideal = static_cast<double>(tasks) / workers * seconds;
  const double processor = bench::childrens_processor_seconds();
  std::size_t landed = 0;
  for (const auto& [task, count] : fleet.landings()) landed += count == 1 ? 1 : 0;

  TextTable table({{"figure"}, {"value", Align::right}});
  table.add_row({"workers", std::to_string(workers)});
  table.add_row({"tasks", std::to_string(tasks)});
  table.add_row({"landed exactly once", std::to_string(landed)});
  table.add_row({"publishing, s", fmt::format("{:.2f}", published)});
  table.add_row({"wall, s", fmt::format("{:.1f}", wall)});
  table.add_row({"ideal, s", fmt::format("{:.1f}", ideal)});
  table.add_row({"wall / ideal", fmt::format("{:.3f}", wall / ideal)});
  table.add_row({"processor time a task, ms", fmt::format("{:.1f}", processor * 1000 / tasks)});
  std::fputs(table.render().c_str(), stdout);
  if (!result.succeeded())
    std::fputs((describe_end(result) + "\n" + result.out + result.err).c_str(), stderr);
  return result.succeeded() && landed == static_cast<std::size_t>(tasks) ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  const int workers = count > 1 ? std::atoi(words[1]) : 100;
  const int tasks = count > 2 ? std::atoi(words[2]) : 1000;
  const double seconds = count > 3 ? std::atof(words[3]) : 5;
  return run(workers, tasks, seconds);
}
