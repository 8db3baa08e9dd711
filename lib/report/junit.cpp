#include <fmt/format.h>

#include <array>

#include "base/text.h"
#include "report/job_summary.h"

namespace reeve {

namespace {

// XML 1.0 has no control characters, not even escaped: they become visible text.
std::string xml_escaped(std::string_view text) {
  std::string result = printable(text);
  for (const auto& [from, to] :
       {std::pair("&", "&amp;"), std::pair("<", "&lt;"), std::pair(">", "&gt;"), std::pair("\"", "&quot;"),
        std::pair("\xEF\xBF\xBE", "?"), std::pair("\xEF\xBF\xBF", "?")})
    result = replace_all(result, from, to);
  return result;
}

// In an attribute a line feed would be read as a blank.
std::string attribute(const std::string& name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, replace_all(xml_escaped(value), "\n", "&#10;"));
}

// What the result is to who counts tests.
enum class CaseKind { passed, failed, error, skipped };

CaseKind kind_of(CheckResult result) {
  switch (result) {
    case CheckResult::pass:
      return CaseKind::passed;
    case CheckResult::fail:
      return CaseKind::failed;
    case CheckResult::could_not_run:
      return CaseKind::error;
    case CheckResult::skipped:
    case CheckResult::quarantined:
      break;
  }
  return CaseKind::skipped;
}

std::string detail(const Receipt& receipt) {
  const CaseKind kind = kind_of(receipt.result);
  if (kind == CaseKind::passed)
    return is_flaky(receipt) ? fmt::format("<system-out>flaky: passed at run {}</system-out>", receipt.runs)
                             : "";
  if (kind == CaseKind::skipped) return "<skipped" + attribute("message", name_of(receipt.result)) + "/>";
  const std::string tag = kind == CaseKind::failed ? "failure" : "error";
  return "<" + tag + attribute("message", fmt::format("exit code {}", receipt.exit)) + ">" +
         xml_escaped(receipt.log) + "</" + tag + ">";
}

class Suite {
 public:
  void add(const TaskState& task, const Attempt& attempt) {
    for (const Receipt& receipt : attempt.receipts) {
      if (receipt.where == CheckPlace::gate) add(task, attempt, receipt);
    }
  }

  std::string text(const std::string& name) const {
    return "  <testsuite" + attribute("name", name) +
           fmt::format(R"( tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}">)", tests_,
                       counts_[1], counts_[2], counts_[3], seconds_) +
           "\n" + cases_ + "  </testsuite>\n";
  }

 private:
  void add(const TaskState& task, const Attempt& attempt, const Receipt& receipt) {
    std::string name = receipt.command;
    if (task.attempts.size() > 1) name += fmt::format(" (attempt {})", attempt.number);
    cases_ += "    <testcase" + attribute("classname", task.spec.id) + attribute("name", name) +
              fmt::format(" time=\"{:.3f}\">", receipt.seconds) + detail(receipt) + "</testcase>\n";
    ++tests_;
    ++counts_[static_cast<std::size_t>(kind_of(receipt.result))];
    seconds_ += receipt.seconds;
  }

  std::string cases_;
  std::size_t tests_ = 0;
  std::array<std::size_t, 4> counts_{};  // by CaseKind
  double seconds_ = 0;
};

bool is_wanted(const TaskState& task, const Attempt& attempt, const JobFilter& filter) {
  if (!attempt.ended || (!filter.task.empty() && task.spec.id != filter.task)) return false;
  return !filter.since || *attempt.ended >= *filter.since;
}

}  // namespace

std::string junit_report(const std::vector<MeasuredGoal>& goals, const JobFilter& filter) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"reeve\">\n";
  for (const MeasuredGoal& goal : goals) {
    Suite suite;
    for (const TaskHistory& task : goal.history.tasks) {
      for (const Attempt& attempt : task.state.attempts) {
        if (is_wanted(task.state, attempt, filter)) suite.add(task.state, attempt);
      }
    }
    text += suite.text(goal.status.id);
  }
  return text + "</testsuites>\n";
}

}  // namespace reeve
