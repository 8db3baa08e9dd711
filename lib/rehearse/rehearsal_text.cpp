#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/text_table.h"
#include "rehearse/rehearsal.h"
#include "task/usage.h"

namespace reeve::rehearse {

namespace {

std::string percent(std::size_t part, std::size_t whole) {
  return whole == 0 ? ""
                    : fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

std::string table_of(const std::vector<FaultCount>& faults, std::size_t width) {
  TextTable table({{"fault"}, {"happened", Align::right}, {"recovered", Align::right}, {"", Align::right}});
  FaultCount all;
  for (const FaultCount& count : faults) {
    all.happened += count.happened;
    all.recovered += count.recovered;
    table.add_row({std::string(name_of(count.fault)), std::to_string(count.happened),
                   std::to_string(count.recovered), percent(count.recovered, count.happened)});
  }
  table.add_row({"all", std::to_string(all.happened), std::to_string(all.recovered),
                 percent(all.recovered, all.happened)});
  return table.render(width);
}

std::string list(const std::string& heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  return heading + ":\n  " + join(lines, "\n  ") + "\n";
}

std::string first_line(const RehearsalReport& report) {
  const std::string reason = report.reason.empty() ? "" : " (" + printable(report.reason) + ")";
  return fmt::format("seed {}: the goal is {}{}, and the tree is {}\n", report.seed, report.end, reason,
                     report.differences.empty() ? "what the scenario says" : "not what the scenario says");
}

std::vector<std::string> lines_of(const std::vector<ParkedTask>& tasks) {
  std::vector<std::string> lines;
  for (const ParkedTask& task : tasks) lines.push_back(task.task + ": " + printable(task.reason));
  return lines;
}

std::vector<JsonObject> json_of(const std::vector<ParkedTask>& tasks) {
  std::vector<JsonObject> list;
  for (const ParkedTask& task : tasks) {
    JsonObject one;
    list.push_back(one.add("task", task.task).add("title", task.title).add("reason", task.reason));
  }
  return list;
}

std::vector<FaultCount> sum_of(const std::vector<RehearsalReport>& reports) {
  std::vector<FaultCount> sum;
  for (const Fault fault : all_faults()) {
    FaultCount count{fault};
    for (const RehearsalReport& report : reports) {
      for (const FaultCount& one : report.faults) {
        if (one.fault != fault) continue;
        count.happened += one.happened;
        count.recovered += one.recovered;
      }
    }
    if (count.happened > 0) sum.push_back(count);
  }
  return sum;
}

}  // namespace

std::string describe(const RehearsalReport& report, std::size_t width) {
  std::string text = first_line(report);
  text += fmt::format("{} of virtual time, {}, {}, {} landed, {}, most at once {}, cost {}, {} tokens\n",
                      format_duration(report.time), count_of(report.cycles, "cycle"),
                      count_of(report.tasks, "task"), report.landed, count_of(report.attempts, "attempt"),
                      report.most_workers, cost_words(report.cost), token_words(report.tokens));
  if (!report.faults.empty()) text += table_of(report.faults, width);
  if (report.helped > 0) text += fmt::format("a person helped with {}\n", count_of(report.helped, "task"));
  text += list("waiting for a person", lines_of(report.parked));
  text += list("not ended", lines_of(report.left));
  text += list("not as the scenario says", report.differences);
  text += list("lost", report.lost);
  text += list("landed twice", report.landed_twice);
  return text + list("limits passed", report.limits_passed);
}

std::string to_json(const RehearsalReport& report) {
  JsonObject object;
  object.add("seed", static_cast<std::int64_t>(report.seed)).add("end", report.end);
  object.add_if("reason", report.reason);
  object.add("good", report.is_good()).add("differences", report.differences).add("cycles", report.cycles);
  object.add("tasks", report.tasks).add("landed", report.landed).add("attempts", report.attempts);
  std::vector<JsonObject> faults;
  for (const FaultCount& count : report.faults) {
    JsonObject fault;
    fault.add("fault", name_of(count.fault)).add("happened", count.happened);
    faults.push_back(fault.add("recovered", count.recovered));
  }
  object.add("faults", faults).add("parked", json_of(report.parked)).add("left", json_of(report.left));
  object.add("helped", report.helped);
  object.add("lost", report.lost).add("landed_twice", report.landed_twice);
  object.add("limits_passed", report.limits_passed);
  object.add("minutes", static_cast<double>(report.time.count()) / 60'000).add("cost", report.cost);
  object.add("tokens", report.tokens).add("most_workers", report.most_workers).add("refs", report.refs);
  return object.text();
}

std::string campaign_table(const std::vector<RehearsalReport>& reports, std::size_t width) {
  std::map<std::string, std::size_t> ends;
  std::size_t good = 0, lost = 0, twice = 0, passed = 0, parked = 0;
  for (const RehearsalReport& report : reports) {
    ++ends[report.end];
    if (report.differences.empty()) ++good;
    lost += report.lost.size();
    twice += report.landed_twice.size();
    passed += report.limits_passed.size();
    parked += report.parked.size();
  }
  std::string text = table_of(sum_of(reports), width) + count_of(reports.size(), "seed") + ":";
  for (const auto& [end, count] : ends) text += fmt::format(" {} {},", count, end);
  return text + fmt::format(
                    " {} with the tree of the scenario; {} lost, {} landed twice, {} passed, {} waiting "
                    "for a person\n",
                    good, count_of(lost, "task"), twice, count_of(passed, "limit"), count_of(parked, "task"));
}

}  // namespace reeve::rehearse
