// The fingerprint of a failure: equal for failures that have one cause, whichever task, file or moment they
// hit. What varies in a message is masked and the rest compared as it is: the first step of log template
// mining (P. He, J. Zhu, Z. Zheng, M. R. Lyu: "Drain: An Online Log Parsing Approach with Fixed Depth Tree",
// ICWS 2017), and how error trackers group events that have no stack trace. Nothing is learned from other
// messages, so that everybody who reads the same log finds the same fingerprint.
//
//     checks_failed: <path>:<n>:<n>: error: 'Reader' has not been declared
//     auth by small: API Error: <n> invalid x-api-key
//     crashed by large: connect ECONNREFUSED <n>.<n>.<n>.<n>:<n>
//
// It is the outcome, the agent where the agent's program, account or rights are to blame (`auth`, `quota`,
// `denied`, `crashed`, and `needs_input` where its configuration is wrong), and the first line of the reason
// that says what went wrong. Masked are:
//
//     <path>  what has a slash in it, and names of files: src/a.cpp, ../x, lib.rs
//     <url>   the address of a page, but for its scheme and host: https://api.example.org<url>
//     <time>  dates and times of day: 2026-11-21T03:20:00Z, 03:20:01.5
//     <id>    the task's own id, UUIDs, and long words that mix letters and digits as random ones do
//     <hex>   0x7ffd…, and words of 7 and more hexadecimal digits, such as ids of commits
//     <n>     every other run of digits, but in a code of capital letters and digits: E0425, TS2304
//
// What stands in quotation marks stays, if it is none of these: 'Reader' missing and 'Writer' missing are two
// failures.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "task/fold.h"

namespace reeve {

// Of an attempt that has ended; absent where its end is nobody's failure, or has its own way of being dealt
// with: `done`, `killed`, `conflict`, `rate_limited`, `quota` with a time, and questions.
std::optional<std::string> failure_signature(const TaskState& task, const Attempt& attempt);

// The same of the attempt that a task was given up after; absent for a task that was not.
std::optional<std::string> signature_of_end(const TaskState& task);

// The line of a reason that says what went wrong, masked as above; at most 200 columns. `id` is the task's.
std::string failure_template(std::string_view reason, std::string_view id);

// Whether trying other tasks with the same agent would fail in the same way until somebody changes something.
bool is_of_the_configuration(Outcome outcome);

}  // namespace reeve
