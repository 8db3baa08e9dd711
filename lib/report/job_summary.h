// What a job of the fleet did, for the page of a CI service: Markdown for people, JUnit for its reports of
// tests. Pure. Nothing that an agent wrote becomes markup.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "report/openmetrics.h"

namespace reeve {

struct JobFilter {
  std::optional<TimePoint> since;  // what happened before is left out
  std::string task;                // id; empty: all of them
};

// Of each goal: its counts, the task with its attempts and checks where one is asked for, what landed, was
// rejected and failed, what waits for the gate, and what needs a person. At most 100 rows a table and 900 KB:
// GitHub refuses a summary of more than 1 MiB.
std::string job_summary(const std::vector<MeasuredGoal>& goals, const JobFilter& filter, TimePoint now);

// A suite for each goal, and a case for each check of the gate on an attempt that has ended: class is the
// task, name the command. One that could not run is an error, one in quarantine is skipped.
std::string junit_report(const std::vector<MeasuredGoal>& goals, const JobFilter& filter);

}  // namespace reeve
