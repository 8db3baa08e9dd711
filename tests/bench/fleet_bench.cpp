// How near a whole fleet comes to the time that its agents alone need: W workers, T tasks, an agent that
// sleeps S seconds and edits a line of one of F files. The ideal is T / W * S. The files are said because
// each worker's workspace holds all of them: with many, the bench measures how fast the file system makes W *
// F files.
//
//     fleet_bench [WORKERS [TASKS [SECONDS [FILES]]]]      100 1000 5 100 unless said
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>

#include "base/text_table.h"
#include "bench/measure.h"
#include "support/fleet.h"

namespace {

using namespace reeve;

struct Size {
  int workers = 100;
  int tasks = 1000;
  double seconds = 5;
  int files = 100;
};

// Tasks of one file edit lines that are far enough from each other to merge.
constexpr int lines_apart = 5;

std::string file_of(int task, const Size& size) {
  const int file = task % size.files;
  return fmt::format("src/part{}/file{}.txt", file % 10, file);
}

int line_of(int task, const Size& size) {
  return 1 + task / size.files * lines_apart;
}

test::Files files_for(const Size& size) {
  std::string content;
  for (int line = 1; line <= line_of(size.tasks, size) + lines_apart; ++line)
    content += fmt::format("line {}\n", line);
  test::Files files;
  for (int file = 0; file < size.files; ++file) files[file_of(file, size)] = content;
  return files;
}

std::string configuration(const std::string& agent) {
  return fmt::format(
      "[agents.sleeper]\npreset = \"command\"\ncommand = [\"{}\", \"{{path}}\", \"{{title}}\"]\n"
      "[roles]\nworker = [\"sleeper\"]\n[gate]\nchecks = [\"test -d src\"]\nbatch = 64\n",
      agent);
}

int run(const Size& size) {
  TemporaryFolder folder;
  const std::string agent = test::write_script(
      folder.path(), "agent", fmt::format("sleep {}\nsed -i \"$2s/.*/done/\" \"$1\"\n", size.seconds));
  test::FleetRepository fleet(files_for(size), configuration(agent));
  std::vector<TaskSpec> specs;
  for (int number = 0; number < size.tasks; ++number) {
    specs.push_back(fleet.task(number, file_of(number, size)));
    specs.back().title = std::to_string(line_of(number, size));
  }
  const bench::Stopwatch publishing;
  fleet.publish(specs);
  const double published = publishing.seconds();

  const bench::Stopwatch running;
  const ProcessResult result = fleet.reeve({"run", "--quiet", "-j", std::to_string(size.workers)});
  const double wall = running.seconds();
  const double ideal = size.tasks * size.seconds / size.workers;
  const double processor = bench::childrens_processor_seconds();
  std::size_t landed = 0;
  for (const auto& [task, count] : fleet.landings()) landed += count == 1 ? 1 : 0;

  TextTable table({{"figure"}, {"value", Align::right}});
  table.add_row({"workers", std::to_string(size.workers)});
  table.add_row({"tasks", std::to_string(size.tasks)});
  table.add_row({"files", std::to_string(size.files)});
  table.add_row({"landed exactly once", std::to_string(landed)});
  table.add_row({"publishing, s", fmt::format("{:.2f}", published)});
  table.add_row({"wall, s", fmt::format("{:.1f}", wall)});
  table.add_row({"ideal, s", fmt::format("{:.1f}", ideal)});
  table.add_row({"wall / ideal", fmt::format("{:.3f}", wall / ideal)});
  table.add_row({"processor time a task, ms", fmt::format("{:.1f}", processor * 1000 / size.tasks)});
  std::fputs(table.render().c_str(), stdout);
  if (!result.succeeded())
    std::fputs((describe_end(result) + "\n" + result.out + result.err).c_str(), stderr);
  return result.succeeded() && landed == static_cast<std::size_t>(size.tasks) ? 0 : 1;
}

}  // namespace

int main(int count, char** words) {
  Size size;
  if (count > 1) size.workers = std::atoi(words[1]);
  if (count > 2) size.tasks = std::atoi(words[2]);
  if (count > 3) size.seconds = std::atof(words[3]);
  if (count > 4) size.files = std::atoi(words[4]);
  return run(size);
}
