// The data of the page: what was read of goals, as one JSON text. Pure.
//
// {"version","written","commits"?,"left_out"?,"goals":[{"id","title","body"?,"accept"?,"checks"?,"phase",
//   "reason"?,"halt"?,"target","opened","untold"?,"damaged"?,
//   "report":{…} (report/fleet_report.h), "estimate"?:{…} (report/status_text.h),
//   "spend":[{"role","model","attempts","unknown_cost"?,"seconds"?,"cost"?,"input"?,"cache_read"?,
//             "cache_write"?,"output"?}],
//   "budget"?:{"minutes"?,"tokens"?,"cost"?},
//   "needs"?:[{"subject","reason","action"}],"files"?:[{"path","touches","conflicts","rework","hot"?:true}],
//   "log":[{"at","event","by"?,"reason"?,"task"?}],
//   "receipts":[…],"tasks":[…] (report/page_task.h)}]}
// `opened`, `written` and the times of the goal's own log are RFC 3339. `left_out`: tasks without long texts.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "hub/goal_history.h"
#include "plan/collisions.h"
#include "report/fleet_report.h"
#include "report/status.h"

namespace reeve {

struct PageGoal {
  GoalHistory history;
  GoalReport report;
  GoalStatus status;
  std::vector<FileCollisions> files;
};

struct PageFacts {
  std::vector<PageGoal> goals;
  std::string version;     // of the program
  std::string commit_url;  // what a commit's id follows, on the forge; empty: it is on none
  TimePoint written{};
};

// The data in two parts: every task has its shape in any case, and as many as fit have their long texts,
// those first that have not landed, then the newest.
class PageData {
 public:
  explicit PageData(const PageFacts& facts);
  PageData(const PageData&) = delete;
  PageData& operator=(const PageData&) = delete;

  // Bytes of all long texts together.
  std::size_t long_texts() const { return long_texts_; }
  // The JSON text with at most so many bytes of long texts.
  std::string text(std::size_t most_long_texts) const;

 private:
  struct Task {
    std::string in_full;
    std::string without;
    bool is_cut = false;  // `without` lacks something

    std::size_t more() const {
      return is_cut && in_full.size() > without.size() ? in_full.size() - without.size() : 0;
    }
  };
  struct Goal {
    std::string head;  // its object without the tasks
    std::vector<Task> tasks;
  };

  std::string head_;
  std::vector<Goal> goals_;
  std::vector<const Task*> by_worth_;  // whose texts are wanted most first
  std::size_t long_texts_ = 0;
};

}  // namespace reeve
