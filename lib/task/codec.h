// The log's text to values and back. The format is described in FORMAT.md; nothing else reads or writes it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "task/event.h"
#include "task/spec.h"

namespace reeve {

constexpr int log_format_version = 1;
constexpr std::size_t longest_log_line = 1 << 20;
constexpr std::size_t longest_log = 16 << 20;
constexpr std::size_t longest_text = 16 << 10;

struct TaskLog {
  TaskSpec spec;
  std::vector<Event> events;
};

struct GoalLog {
  GoalSpec spec;
  std::vector<Event> events;
};

// Lines with their final line feed. Texts longer than longest_text are cut, and say so. An event whose line
// would be longer than longest_log_line is cut shorter; Error(invalid) for a spec that is, or that has an id
// which is none.
std::string encode_spec(const TaskSpec& spec);
std::string encode_spec(const GoalSpec& spec);
std::string encode_event(const Event& event);

// Throw Error(damaged) "line 3: …" for text that is not a log, and for a log of a newer version.
TaskLog decode_task_log(std::string_view text);
GoalLog decode_goal_log(std::string_view text);

// One event as it stands in a log, for `--json`.
JsonObject event_to_json(const Event& event);
JsonObject spec_to_json(const TaskSpec& spec);
JsonObject handoff_to_json(const Handoff& handoff);
JsonObject receipt_to_json(const Receipt& receipt);

// What was used: members that are not known are left out. A number that is less than 0, or more than anybody
// can have used (1e12), is not known.
JsonObject usage_to_json(const Usage& usage);
Usage usage_from_json(const JsonValue& value);

// A result that is not known counts as could_not_run: what is not understood never passes.
Receipt receipt_from_json(const JsonValue& value);

// A handoff as an agent wrote it in its result file: missing members are empty, other members are left out.
Handoff handoff_from_json(const JsonValue& value);

}  // namespace reeve
