#include "report/page_data.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "report/page_task.h"
#include "report/page_text.h"
#include "report/spend_text.h"
#include "report/status_text.h"

namespace reeve {

namespace {

using page::beginning_of;
using page::lines_of;
using page::longest_line;
using page::longest_text;

JsonObject spend_json(const SpendKey& key, const Spend& spend) {
  JsonObject object;
  object.add("role", key.role).add("model", beginning_of(key.model, longest_line));
  object.add("attempts", spend.attempts);
  if (spend.unknown_cost > 0) object.add("unknown_cost", spend.unknown_cost);
  if (spend.usage.seconds) object.add("seconds", page::rounded(*spend.usage.seconds, 1));
  if (spend.usage.cost) object.add("cost", page::rounded(*spend.usage.cost, 5));
  object.add_if("input", spend.usage.input).add_if("cache_read", spend.usage.cache_read);
  return object.add_if("cache_write", spend.usage.cache_write).add_if("output", spend.usage.output);
}

std::vector<JsonObject> spend_json(const GoalHistory& history) {
  SpendTable table;
  for (const TaskHistory& task : history.tasks) add_to(table, spend_of(task.state).table);
  std::vector<JsonObject> rows;
  for (const auto& [key, spend] : table) rows.push_back(spend_json(key, spend));
  return rows;
}

JsonObject short_need_json(const Need& need) {
  JsonObject object;
  object.add("subject", beginning_of(need.subject, longest_line));
  object.add("reason", beginning_of(need.reason, longest_text));
  return object.add("action", beginning_of(need.action, longest_line));
}

JsonObject file_json(const FileCollisions& file) {
  JsonObject object;
  object.add("path", beginning_of(file.path, longest_line)).add("touches", file.touches);
  object.add("conflicts", file.conflicts).add("rework", file.rework);
  if (file.is_hot) object.add("hot", true);
  return object;
}

JsonObject event_json(const Event& event) {
  JsonObject object;
  object.add("at", format_time(event.at)).add("event", event.name);
  object.add_if("by", beginning_of(event.by, longest_line));
  object.add_if("reason", beginning_of(event.reason, longest_line));
  return object.add_if("task", event.task);
}

template <typename T, typename ToJson>
std::vector<JsonObject> first_of(const std::vector<T>& items, std::size_t most, const ToJson& to_json) {
  std::vector<JsonObject> objects;
  for (std::size_t i = 0; i < std::min(items.size(), most); ++i) objects.push_back(to_json(items[i]));
  return objects;
}

JsonObject spec_json(const GoalSpec& spec) {
  JsonObject object;
  object.add("id", spec.id).add("title", beginning_of(spec.title, longest_line));
  object.add_if("body", beginning_of(spec.body, longest_text));
  return object.add_if("accept", lines_of(spec.accept)).add_if("checks", lines_of(spec.checks));
}

// All of a goal but its tasks.
std::string goal_text(const PageGoal& goal, const page::ReceiptList& receipts) {
  JsonObject object = spec_json(goal.history.goal.state.spec);
  object.add("phase", name_of(goal.status.phase));
  object.add_if("reason", beginning_of(goal.status.reason, longest_text));
  object.add_if("halt", beginning_of(goal.status.halt, longest_text)).add("target", goal.status.target);
  object.add("opened", format_time(goal.history.goal.state.opened_at));
  if (goal.history.untold > 0) object.add("untold", goal.history.untold);
  if (!goal.history.damaged.empty()) object.add("damaged", goal.history.damaged.size());
  object.add("report", (*json_member(report_json({goal.report}).value(), "goals"))[0]);
  if (goal.status.estimate) object.add("estimate", estimate_json(*goal.status.estimate));
  object.add("spend", spend_json(goal.history)).add("budget", budget_json(goal.status.budget));
  page::add_list(object, "needs", first_of(goal.status.needs, 200, short_need_json));
  page::add_list(object, "files", first_of(goal.files, 200, file_json));
  object.add("log", first_of(goal.history.log.events, 2'000, event_json));
  return object.add("receipts", receipts.json()).text();
}

page::TaskContext context_of(const GoalHistory& history) {
  page::TaskContext context;
  context.opened = history.goal.state.opened_at;
  for (const TaskHistory& task : history.tasks)
    context.places.emplace(task.id(), static_cast<std::int64_t>(context.places.size()));
  return context;
}

// Lower is wanted more: what is not done, what was not easy, what is new.
auto worth_of(const TaskState& task) {
  const bool is_smooth = task.phase == Phase::landed && task.attempts.size() < 2;
  return std::tuple(task.finished(), is_smooth, -task.phase_since.time_since_epoch().count());
}

// The JSON object `head` with one more member.
std::string with_member(const std::string& head, const std::string& name, const std::string& value) {
  return head.substr(0, head.size() - 1) + ",\"" + name + "\":" + value + "}";
}

}  // namespace

PageData::PageData(const PageFacts& facts) {
  using Ranked = std::pair<decltype(worth_of(TaskState())), const Task*>;
  std::vector<Ranked> ranked;
  for (const PageGoal& goal : facts.goals) {
    page::TaskContext context = context_of(goal.history);
    std::vector<Task> tasks;
    for (const TaskHistory& task : goal.history.tasks) {
      Task texts{task_text(task, context, page::Texts::in_full),
                 task_text(task, context, page::Texts::left_out)};
      texts.is_cut = texts.without.ends_with(",\"cut\":true}");
      tasks.push_back(std::move(texts));
    }
    goals_.push_back({goal_text(goal, context.receipts), std::move(tasks)});
    for (std::size_t i = 0; i < goals_.back().tasks.size(); ++i) {
      const Task& task = goals_.back().tasks[i];
      ranked.emplace_back(worth_of(goal.history.tasks[i].state), &task);
      long_texts_ += task.more();
    }
  }
  std::ranges::sort(ranked);
  for (const auto& [worth, task] : ranked) by_worth_.push_back(task);
  JsonObject head;
  head.add("version", facts.version).add("written", format_time(facts.written));
  head_ = head.add_if("commits", facts.commit_url).text();
}

std::string PageData::text(std::size_t most_long_texts) const {
  std::set<const Task*> without;
  std::size_t taken = 0;
  for (const Task* task : by_worth_) {
    if (!task->is_cut) continue;
    taken += task->more();
    if (taken > most_long_texts) without.insert(task);
  }
  std::string goals;
  for (const Goal& goal : goals_) {
    std::string tasks;
    for (const Task& task : goal.tasks)
      tasks += (tasks.empty() ? "" : ",\n") + (without.contains(&task) ? task.without : task.in_full);
    goals += (goals.empty() ? "" : ",\n") + with_member(goal.head, "tasks", "[" + tasks + "]");
  }
  const std::string head =
      without.empty() ? head_ : with_member(head_, "left_out", std::to_string(without.size()));
  return with_member(head, "goals", "[" + goals + "]");
}

}  // namespace reeve
