#include "plan/plan_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "base/json_schema.h"
#include "base/suggest.h"
#include "base/text.h"
#include "config/toml_reader.h"
#include "plan/json_tree.h"
#include "task/codec.h"

namespace reeve {

namespace {

struct TextKey {
  std::string_view name;
  std::string TaskSpec::* field;
};
constexpr TextKey text_keys[] = {{"id", &TaskSpec::id},
                                 {"title", &TaskSpec::title},
                                 {"body", &TaskSpec::body},
                                 {"path", &TaskSpec::path},
                                 {"agent", &TaskSpec::agent}};

struct ListKey {
  std::string_view name;
  std::vector<std::string> TaskSpec::* field;
};
constexpr ListKey list_keys[] = {{"accept", &TaskSpec::accept},
                                 {"scope", &TaskSpec::scope},
                                 {"checks", &TaskSpec::checks},
                                 {"after", &TaskSpec::after},
                                 {"splits", &TaskSpec::splits}};

// What is said of a task among the others of its plan, and is no part of its spec.
struct PlanKey {
  std::string_view name;
  std::vector<std::string> PlannedTask::* field;
};
constexpr PlanKey plan_keys[] = {{"creates", &PlannedTask::creates},
                                 {"overlaps", &PlannedTask::overlaps},
                                 {"replaces", &PlannedTask::replaces}};

constexpr std::int64_t largest_priority = 1'000'000'000;  // of the log's format
constexpr std::int64_t most_minutes = 100'000;            // as in the configuration

const std::vector<std::string>& known_keys() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const TextKey& key : text_keys) all.emplace_back(key.name);
    for (const ListKey& key : list_keys) all.emplace_back(key.name);
    for (const PlanKey& key : plan_keys) all.emplace_back(key.name);
    all.insert(all.end(), {"kind", "difficulty", "priority", "minutes"});
    return all;
  }();
  return names;
}

class TaskReader {
 public:
  explicit TaskReader(std::string source) : source_(std::move(source)) {}

  PlannedTask read(const TomlValue& table) {
    PlannedTask task;
    task.where = fmt::format("{}:{}", source_, table.position.line);
    std::vector<std::string> seen;
    for (const TomlMember& member : table.members) {
      if (std::ranges::find(seen, member.name) != seen.end()) {
        problem(member.position, "the key '" + printable(member.name) + "' is there twice");
        continue;
      }
      if (set(task, member)) seen.push_back(member.name);
    }
    task.name = std::exchange(task.spec.id, "");
    return task;
  }

  void unknown_key(const TomlMember& member, const std::vector<std::string>& known) {
    const auto near = nearest(member.name, known);
    problem(member.position, fmt::format("unknown key '{}'{}", printable(member.name),
                                         near ? fmt::format(", did you mean '{}'?", *near) : ""));
  }

  // Kept in the order of the text, and at one place in the order in which they were found.
  void problem(TomlPosition position, const std::string& message) {
    problems_.emplace(std::ranges::upper_bound(problems_, position, {}, &Problem::first), position,
                      fmt::format("{}:{}:{}: {}", source_, position.line, position.column, message));
  }

  // Throws what was found, in the order of the text; nothing found, nothing thrown.
  void finish() {
    if (problems_.empty()) return;
    std::vector<std::string> lines;
    for (const Problem& problem : problems_) lines.push_back(problem.second);
    throw Error(ErrorKind::invalid, join(lines, "\n"), "the keys of a task are " + join(known_keys(), ", "));
  }

 private:
  using Problem = std::pair<TomlPosition, std::string>;

  // False for a key that tasks do not have.
  bool set(PlannedTask& task, const TomlMember& member) {
    TaskSpec& spec = task.spec;
    for (const TextKey& key : text_keys) {
      if (key.name == member.name) return set_text(spec.*key.field, member);
    }
    for (const ListKey& key : list_keys) {
      if (key.name == member.name) return set_list(spec.*key.field, member);
    }
    for (const PlanKey& key : plan_keys) {
      if (key.name == member.name) return set_list(task.*key.field, member);
    }
    if (member.name == "kind") return set_kind(spec, member);
    if (member.name == "difficulty") return set_difficulty(spec, member);
    if (member.name == "priority")
      return set_number(spec.priority, member, -largest_priority, largest_priority);
    if (member.name == "minutes") return set_number(spec.minutes, member, 1, most_minutes);
    unknown_key(member, known_keys());
    return false;
  }

  bool set_text(std::string& field, const TomlMember& member) {
    if (member.value.kind == TomlKind::text) {
      field = member.value.text;
    } else {
      problem(member.value.position, fmt::format("'{}' must be a string", member.name));
    }
    return true;
  }

  bool set_list(std::vector<std::string>& field, const TomlMember& member) {
    const auto is_text = [](const TomlValue& value) { return value.kind == TomlKind::text; };
    const TomlValue& value = member.value;
    if (is_text(value)) {
      field = {value.text};
    } else if (value.kind == TomlKind::array && std::ranges::all_of(value.elements, is_text)) {
      std::ranges::transform(value.elements, std::back_inserter(field), &TomlValue::text);
    } else {
      problem(value.position, fmt::format("'{}' must be a list of strings, or one string", member.name));
    }
    return true;
  }

  bool set_kind(TaskSpec& spec, const TomlMember& member) {
    const std::string& word = member.value.text;
    if (word == "plan") {
      spec.kind = TaskKind::plan;
    } else if (word != "work") {
      problem(member.value.position, "'kind' must be \"work\" or \"plan\"");
    }
    return true;
  }

  bool set_difficulty(TaskSpec& spec, const TomlMember& member) {
    const auto difficulty = difficulty_named(member.value.text);
    if (difficulty) spec.difficulty = *difficulty;
    if (!difficulty) problem(member.value.position, "'difficulty' must be \"easy\", \"normal\" or \"hard\"");
    return true;
  }

  bool set_number(int& field, const TomlMember& member, std::int64_t least, std::int64_t most) {
    const TomlValue& value = member.value;
    if (value.kind == TomlKind::integer && value.integer >= least && value.integer <= most) {
      field = static_cast<int>(value.integer);
    } else {
      problem(value.position,
              fmt::format("'{}' must be a whole number from {} to {}", member.name, least, most));
    }
    return true;
  }

  std::string source_;
  std::vector<Problem> problems_;
};

bool is_json(std::string_view text, const std::string& source) {
  if (source.ends_with(".toml")) return false;
  if (source.ends_with(".jsonl") || source.ends_with(".json")) return true;
  const std::string_view begin = trim(text);
  if (begin.starts_with('{')) return true;
  return begin.starts_with('[') && trim(begin.substr(1)).starts_with('{');  // "[[task]]" is TOML
}

TomlValue read_toml_plan(std::string_view text, const std::string& source) {
  try {
    return read_toml(text, source);
  } catch (const Error& error) {
    throw Error(ErrorKind::invalid, error.what(), error.hint());
  }
}

void read_tasks(TaskReader& reader, const std::vector<TomlValue>& values, std::vector<PlannedTask>& tasks) {
  for (const TomlValue& value : values) {
    if (value.kind == TomlKind::table) {
      tasks.push_back(reader.read(value));
    } else {
      reader.problem(value.position, "a task must be a table or an object");
    }
  }
}

void read_toml_tasks(TaskReader& reader, const TomlValue& root, std::vector<PlannedTask>& tasks) {
  for (const TomlMember& member : root.members) {
    if (member.name != "task") {
      reader.unknown_key(member, {"task"});
    } else if (member.value.kind != TomlKind::array) {
      reader.problem(member.position, "write [[task]] with two brackets: there is one for each task");
    } else {
      read_tasks(reader, member.value.elements, tasks);
    }
  }
}

void read_json_tasks(TaskReader& reader, const std::vector<TomlValue>& values,
                     std::vector<PlannedTask>& tasks) {
  for (const TomlValue& value : values) {
    read_tasks(reader, value.kind == TomlKind::array ? value.elements : std::vector{value}, tasks);
  }
}

// "drop" or "retry"; the schema has seen that each has its task and its text. `text_key` is the text's name.
std::vector<PlanChanges::Change> read_changes(const TomlValue& list, std::string_view text_key,
                                              const std::string& source) {
  std::vector<PlanChanges::Change> changes;
  for (const TomlValue& value : list.elements) {
    PlanChanges::Change change;
    change.where = fmt::format("{}:{}", source, value.position.line);
    for (const TomlMember& member : value.members) {
      if (member.name == "task") change.task = member.value.text;
      if (member.name == text_key) change.text = member.value.text;
    }
    changes.push_back(std::move(change));
  }
  return changes;
}

void require_schema(const JsonValue& result, const std::string& source) {
  std::vector<std::string> lines;
  for (const std::string& violation : schema_violations(result, planner_result_schema())) {
    lines.push_back(source + ": " + violation);
  }
  if (!lines.empty()) throw Error(ErrorKind::invalid, join(lines, "\n"));
}

}  // namespace

std::vector<PlannedTask> parse_plan(std::string_view text, const std::string& source) {
  const std::string name = source == "-" ? "standard input" : source;
  TaskReader reader(name);
  std::vector<PlannedTask> tasks;
  if (is_json(text, source)) {
    read_json_tasks(reader, read_json_values(text, name), tasks);
  } else {
    read_toml_tasks(reader, read_toml_plan(text, name), tasks);
  }
  reader.finish();
  return tasks;
}

PlannerResult parse_planner_result(std::string_view text, const std::string& source) {
  const JsonDocument document = parse_json(text, source);
  require_schema(document, source);
  PlannerResult result;
  if (const JsonValue* handoff = json_member(document, "handoff"))
    result.handoff = handoff_from_json(*handoff);
  TaskReader reader(source);
  const std::vector<TomlValue> values = read_json_values(text, source);  // one object, says the schema
  for (const TomlMember& member : values.front().members) {
    if (member.name == "tasks") read_tasks(reader, member.value.elements, result.tasks);
    if (member.name == "drop") result.changes.drop = read_changes(member.value, "reason", source);
    if (member.name == "retry") result.changes.retry = read_changes(member.value, "note", source);
  }
  reader.finish();
  return result;
}

}  // namespace reeve
