// `git reeve status` on a large hub, against what git itself takes to read the same data.
//
//     status_bench [LIVE [LANDED [CYCLE [FOLDER]]]]      10000 100000 1000 unless said
//
// The ratios are those of processor time. FOLDER keeps the hub for the next time; one that is there is taken
// as it is.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/text_table.h"
#include "bench/imported_fleet.h"
#include "bench/measure.h"

namespace {

using namespace reeve;

constexpr int repetitions = 7;

struct Times {
  double wall = 0;       // milliseconds
  double processor = 0;  // of all threads, which other programs on the machine change less
};

double median(std::vector<double> numbers) {
  std::sort(numbers.begin(), numbers.end());
  return numbers[numbers.size() / 2];
}

// Medians of several runs; `before` is not counted.
Times times_of(const std::string& before, const std::string& command) {
  std::vector<double> wall;
  std::vector<double> processor;
  for (int count = 0; count < repetitions; ++count) {
    // NOLINTBEGIN(concurrency-mt-unsafe): one thread
    if (!before.empty() && std::system(before.c_str()) != 0) std::exit(1);
    const bench::Stopwatch watch;
    const double spent = bench::childrens_processor_seconds();
    if (std::system(command.c_str()) != 0) std::exit(1);
    // NOLINTEND(concurrency-mt-unsafe)
    wall.push_back(watch.seconds() * 1000);
    processor.push_back((bench::childrens_processor_seconds() - spent) * 1000);
  }
  return {median(wall), median(processor)};
}

int number_at(const std::vector<std::string>& words, std::size_t index, int otherwise) {
  return words.size() > index ? std::stoi(words[index]) : otherwise;
}

}  // namespace

int main(int count, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + count);
  const bench::ImportedFleet fleet{number_at(words, 0, 10'000), number_at(words, 1, 100'000),
                                   number_at(words, 2, 1'000)};
  TemporaryFolder temporary;
  const std::filesystem::path hub =
      words.size() > 3 ? std::filesystem::path(words[3]) : temporary.path() / "hub";
  if (!std::filesystem::exists(hub)) bench::import_fleet(hub, fleet);

  const std::string git = "git -C '" + hub.string() + "' ";
  const std::string status = std::string(GIT_REEVE) + " -C '" + hub.string() + "' status > /dev/null";
  const std::string forget = "rm -f '" + hub.string() + "'/reeve/status-*";
  const Times cold = times_of(forget, status);
  const Times warm = times_of("", status);

  TextTable table({{"what"},
                   {"wall, ms", Align::right},
                   {"processor, ms", Align::right},
                   {"status without a cache", Align::right},
                   {"with one", Align::right}});
  const auto add = [&](const std::string& what, const Times& times) {
    table.add_row({what, fmt::format("{:.0f}", times.wall), fmt::format("{:.0f}", times.processor),
                   fmt::format("{:.2f}", cold.processor / times.processor),
                   fmt::format("{:.2f}", warm.processor / times.processor)});
  };
  add("status without a cache", cold);
  add("status with one", warm);
  add("git for-each-ref, the logs of live tasks",
      times_of("", git + "for-each-ref refs/notes/reeve/task > /dev/null"));
  add("git rev-list, the target", times_of("", git + "rev-list --first-parent main > /dev/null"));
  add("git log with messages, the target",
      times_of("", git + "log --first-parent --format=%B main > /dev/null"));
  add("git log with 1,000 notes of the ledger",
      times_of("", git + "log --notes=reeve/ledger -n 1000 main > /dev/null"));
  std::fputs(table.render().c_str(), stdout);
  return 0;
}
