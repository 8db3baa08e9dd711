// What agents have used, summed by role and by model: of a task, of a plan task and all that came of it, of a
// goal. Pure; hub/finished_spend.h reads what no longer lives on the hub.
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "task/fold.h"

namespace reeve {

struct Spend {
  Usage usage;
  std::size_t attempts = 0;      // that have ended; of role "review": reviews
  std::size_t unknown_cost = 0;  // of them: a model was asked, and nobody said what it cost. It counts as 0

  bool operator==(const Spend&) const = default;
};

Spend operator+(const Spend& a, const Spend& b);

struct SpendKey {
  std::string role;   // "planner", "worker", "judge", "review"
  std::string model;  // empty: a program without one

  auto operator<=>(const SpendKey&) const = default;
};

// The smallest sums that are kept apart; everything else is added up from them.
using SpendTable = std::map<SpendKey, Spend>;

void add_to(SpendTable& table, const SpendTable& more);
Spend total_of(const SpendTable& table);
std::map<std::string, Spend> by_role(const SpendTable& table);
std::map<std::string, Spend> by_model(const SpendTable& table);

// "planner" for a plan task, "judge" for a judge's, "worker" for any other.
std::string_view role_of(TaskKind kind);

struct TaskSpend {
  std::string task;
  std::string parent;              // the plan task that made it, or empty
  SpendTable table;                // all attempts that have ended, failed ones too
  std::optional<Amount> reserved;  // by the attempt that runs now; absent: none does
};

TaskSpend spend_of(const TaskState& state);
// Of one attempt that has ended, without its reviews; and of one review.
Spend spend_of(const Attempt& attempt);
Spend spend_of(const Review& review);

// The tasks of a goal: the sum of all of them, and what their running attempts keep free.
SpendTable table_of(const std::vector<TaskSpend>& tasks);
Amount reserved_by(const std::vector<TaskSpend>& tasks);

// Of `tasks`, the one named `root` and those whose chain of parents leads to it.
std::vector<TaskSpend> subtree_of(const std::vector<TaskSpend>& tasks, const std::string& root);

// The plan tasks that `parent` leads to, the nearest first, each once: a chain that an altered log closes to
// a ring ends where it began.
std::vector<std::string> ancestors_of(const std::vector<TaskSpend>& tasks, const std::string& parent);

}  // namespace reeve
