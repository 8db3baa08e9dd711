// One task as the page has it. Pure.
//
// {"id","title","kind"?:"plan"|"judge","phase","log":"pdcsl","at":[…],"parent"?,"after"?:[…],"gone"?:[…],
//  "commit"?,"reason"?,"scope"?,"path"?,"difficulty"?,"priority"?,"minutes"?,"agent"?,"splits"?,"cycle"?,
//  "pushed_as"?,"replaced_by"?,"body"?,"accept"?,"checks"?,"said"?:[{"n","by"?,"reason"?}],"cut"?:true,
//  "attempts"?:[{"agent"?,"by"?,"model"?,"version"?,"prompt"?,"outcome"?,"reason"?,"answer"?,"commit"?,
//   "files"?,"lines"?,"cost"?,"seconds"?,"input"?,"cache_read"?,"cache_write"?,"output"?,"turns"?,"paths"?,
//   "receipts"?:[…],"logs"?:[{"receipt","log"}],
//   "handoff"?:{"summary"?,"not_done"?,"concerns"?,"deviations"?,"findings"?,"suggestions"?},
//   "reviews"?:[{"lens","agent"?,"verdict","reason"?,"reasons"?,"cost"?}]}]}
//
// `log` has a letter for each event that changes a phase or tells of work (letter_of), and `at` its time in
// tenths of a second: the first since the goal was opened, each other one since the one before. `parent` and
// `after` are places in the goal's list of tasks; `gone` are ids of predecessors that are not in it. Commits
// and prompts have 12 and 10 digits. `n` is a place in `log`. What is missing is empty, 0, "work" or
// "normal".
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "hub/goal_history.h"

namespace reeve::page {

// p planned, d dispatched, c claimed, w progressed, q asked, a answered, s submitted, f failed, j rejected,
// l landed, r retried, h held, e released, x cancelled, v reverted, i reviewed; 0 for what the page leaves
// out.
char letter_of(EventType type);

// Receipts of a goal, each once: what landed together was tested together.
class ReceiptList {
 public:
  // The place of this receipt, added where it is new.
  std::int64_t place_of(const Receipt& receipt);
  // {"command","result","where"?:"worker","seconds","exit"?,"tree"?,"runs"?,"warm"?:true}
  const std::vector<JsonObject>& json() const { return json_; }

 private:
  std::map<std::string, std::int64_t> places_;
  std::vector<JsonObject> json_;
};

// What is there to know beside the task itself.
struct TaskContext {
  TimePoint opened{};                          // the goal
  std::map<std::string, std::int64_t> places;  // of its tasks, by id
  ReceiptList receipts;
};

// `in_full`: with the long texts: body, criteria, checks, handoffs, logs of checks, reasons of reviews. They
// are cut as report/page_text.h says. Without them, "cut" is true where there were some.
enum class Texts { in_full, left_out };
std::string task_text(const TaskHistory& task, TaskContext& context, Texts texts);

}  // namespace reeve::page
