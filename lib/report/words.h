// How times and events read to a person. Pure text; what agents and refs say in it is made harmless.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "task/fold.h"

namespace reeve {

// "12 s", "3 min", "5 h", "2 d": one unit, rounded down, for a column. Negative durations are "0 s".
std::string short_age(Milliseconds duration);

// The first line, with control characters made visible.
std::string first_line(std::string_view text);

// The line as it is where `width` is 0, else cut to it; with its end.
std::string fitted_line(const std::string& line, std::size_t width);

// "agent     small" and the line's end, with control characters made visible; nothing without a value.
std::string field_line(const std::string& name, const std::string& value);

// The heading, and the first line of each item on a line of its own; nothing without items.
std::string list_lines(const std::string& heading, const std::vector<std::string>& items,
                       const std::string& indent = "");

// What a phase is called. Only work lands: a plan or a judge that has ended well is "done".
std::string_view phase_word(Phase phase, TaskKind kind);

// "attempt 2 by small", without the agent where none is known.
std::string attempt_words(const Attempt& attempt);

// What happened to a task of this kind, or to a goal, on one line, without its time: "claimed by
// worker@build7: attempt 1 with small".
std::string event_words(const Event& event, TaskKind kind);

// An event as `task log` prints it: "2026-11-21 03:20:00  claimed by …". UTC.
std::string event_line(const Event& event, TaskKind kind);

// "2026-11-21 03:20:00", UTC.
std::string time_words(TimePoint time);

}  // namespace reeve
