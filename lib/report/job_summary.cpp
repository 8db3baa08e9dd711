#include "report/job_summary.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/words.h"

namespace reeve {

namespace {

constexpr std::size_t most_rows = 100;
constexpr std::size_t most_bytes = 900'000;
constexpr std::size_t longest_cell = 300;

// Character references are text to every reader of Markdown; a backslash is one to some of them only.
std::string escaped_cell(std::string_view text) {
  std::string result;
  for (const char letter : shorten(first_line(text), longest_cell)) {
    if (std::string_view("&<>|`*_[]\\~#!").find(letter) == std::string_view::npos) {
      result += letter;
    } else {
      result += fmt::format("&#{};", static_cast<int>(letter));
    }
  }
  return result;
}

std::string code(std::string_view text) {
  return "<code>" + escaped_cell(text) + "</code>";
}

class Table {
 public:
  Table(const std::string& title, std::vector<std::string> heading)
      : title_(title), heading_(std::move(heading)) {}

  // Cells that are Markdown already.
  void add(const std::vector<std::string>& cells) {
    if (++count_ <= most_rows) rows_ += "| " + join(cells, " | ") + " |\n";
  }

  // Nothing where there is no row.
  std::string text() const {
    if (count_ == 0) return "";
    std::string text = fmt::format("\n### {}\n\n| {} |\n|", title_, join(heading_, " | "));
    for (std::size_t column = 0; column < heading_.size(); ++column) text += "---|";
    text += "\n" + rows_;
    return count_ > most_rows ? text + fmt::format("\n… and {} more\n", count_ - most_rows) : text;
  }

 private:
  std::string title_;
  std::vector<std::string> heading_;
  std::string rows_;
  std::size_t count_ = 0;
};

std::string outcome_word(const Attempt& attempt) {
  if (attempt.outcome) return std::string(name_of(*attempt.outcome));
  return attempt.ended ? "submitted" : "runs";
}

std::string minutes_of(const Usage& usage) {
  return usage.seconds ? fmt::format("{:.1f}", *usage.seconds / 60) : "";
}

std::string cost_of(const Usage& usage) {
  return usage.cost ? cost_words(*usage.cost) : "";
}

class GoalSummary {
 public:
  GoalSummary(const MeasuredGoal& goal, const JobFilter& filter, TimePoint now)
      : history_(goal.history), status_(goal.status), filter_(filter), now_(now) {}

  std::string text() const {
    std::string text = fmt::format("## {}\n\n", escaped_cell(status_.title)) + counts();
    for (const TaskHistory& task : history_.tasks) {
      if (task.id() == filter_.task) text += task_text(task.state);
    }
    return text + landed() + rejected() + failed() + waiting() + needs();
  }

 private:
  bool is_wanted(const std::string& task, TimePoint at) const {
    return (filter_.task.empty() || task == filter_.task) && (!filter_.since || at >= *filter_.since);
  }

  const TaskState* find(const std::string& id) const {
    for (const TaskHistory& task : history_.tasks) {
      if (task.id() == id) return &task.state;
    }
    return nullptr;
  }

  std::string counts() const {
    std::string text =
        fmt::format("Goal {} is {}: {} landed", code(status_.id), name_of(status_.phase), status_.landed);
    for (const auto& [phase, count] : status_.phases) text += fmt::format(", {} {}", count, name_of(phase));
    const auto cost = total_of(status_.spend).usage.cost;
    return text + (cost ? ", spent " + cost_words(*cost) : "") + ".\n";
  }

  std::string task_text(const TaskState& task) const {
    Table attempts("Task " + code(task.spec.id) + ", " + std::string(phase_word(task.phase, task.spec.kind)) +
                       ": " + escaped_cell(task.spec.title),
                   {"attempt", "agent", "model", "outcome", "reason", "minutes", "cost"});
    Table checks("Checks of its last attempt", {"check", "result", "seconds", "where"});
    for (const Attempt& attempt : task.attempts)
      attempts.add({std::to_string(attempt.number), escaped_cell(attempt.agent),
                    escaped_cell(attempt.trace.model), outcome_word(attempt), escaped_cell(attempt.reason),
                    minutes_of(attempt.usage), cost_of(attempt.usage)});
    if (const Attempt* last = task.last_attempt()) {
      for (const Receipt& receipt : last->receipts)
        checks.add({code(receipt.command), std::string(name_of(receipt.result)),
                    fmt::format("{:.1f}", receipt.seconds),
                    receipt.where == CheckPlace::gate ? "gate" : "worker"});
    }
    return attempts.text() + checks.text();
  }

  std::string landed() const {
    Table table("Landed", {"task", "title", "commit", "agent", "since it was planned", "at the gate"});
    for (const LandedChange& change : landed_changes(history_)) {
      if (!is_wanted(change.task, change.at)) continue;
      const TaskState* task = find(change.task);
      table.add({code(change.task), escaped_cell(task != nullptr ? task->spec.title : ""),
                 code(change.commit.substr(0, 10)), escaped_cell(change.agent),
                 short_age(change.since_planned),
                 short_age(change.since_submitted) +
                     std::string(change.was_taken_back ? ", taken back since" : "")});
    }
    return table.text();
  }

  std::string rejected() const {
    Table table("Rejected by the gate", {"task", "attempt", "outcome", "reason", "waited"});
    for (const GateWait& wait : gate_waits(history_)) {
      if (wait.end != GateEnd::rejected || !is_wanted(wait.task, *wait.to)) continue;
      add_attempt(table, wait.task, wait.attempt, short_age(*wait.to - wait.from));
    }
    return table.text();
  }

  std::string failed() const {
    Table table("Failed", {"task", "attempt", "outcome", "reason", "agent"});
    for (const TaskHistory& task : history_.tasks) {
      for (const Event& event : task.log.events) {
        if (event.type == EventType::failed && is_wanted(task.id(), event.at))
          add_attempt(table, task.id(), event.attempt, "");
      }
    }
    return table.text();
  }

  // `last` empty: the agent.
  void add_attempt(Table& table, const std::string& id, int number, const std::string& last) const {
    const TaskState* task = find(id);
    const auto index = static_cast<std::size_t>(number) - 1;
    if (task == nullptr || number < 1 || index >= task->attempts.size()) return;
    const Attempt& attempt = task->attempts[index];
    table.add({code(id), std::to_string(number), outcome_word(attempt), escaped_cell(attempt.reason),
               last.empty() ? escaped_cell(attempt.agent) : last});
  }

  std::string waiting() const {
    Table table("Waits for the gate", {"task", "attempt", "for"});
    for (const GateWait& wait : gate_waits(history_)) {
      if (wait.end == GateEnd::waits && (filter_.task.empty() || wait.task == filter_.task))
        table.add({code(wait.task), std::to_string(wait.attempt), short_age(now_ - wait.from)});
    }
    return table.text();
  }

  std::string needs() const {
    Table table("Needs a person", {"what", "why", "what to do"});
    for (const Need& need : status_.needs) {
      if (filter_.task.empty() || need.subject == filter_.task)
        table.add({code(need.subject), escaped_cell(need.reason), code(need.action)});
    }
    return table.text();
  }

  const GoalHistory& history_;
  const GoalStatus& status_;
  const JobFilter& filter_;
  TimePoint now_;
};

}  // namespace

std::string job_summary(const std::vector<MeasuredGoal>& goals, const JobFilter& filter, TimePoint now) {
  std::string text;
  for (std::size_t index = 0; index < goals.size(); ++index) {
    const std::string more = GoalSummary(goals[index], filter, now).text();
    if (text.size() + more.size() > most_bytes)
      return text + fmt::format("\n… and {}\n", count_of(goals.size() - index, "more goal", "more goals"));
    text += (text.empty() ? "" : "\n") + more;
  }
  return goals.empty() ? "There is no goal.\n" : text;
}

}  // namespace reeve
