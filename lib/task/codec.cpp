#include "task/codec.h"

#include <fmt/format.h>

#include <limits>

#include "base/error.h"
#include "base/text.h"
#include "task/id.h"

namespace reeve {

namespace {

// --- Writing

// How much of each text, and of each list, is written. An agent decides how much it says, and a line that
// no reader takes would hide the task, so a line that is still too long is made anew with less.
struct Limits {
  std::size_t text = longest_text;
  std::size_t items = 1000;

  bool can_shrink() const { return text > 256; }
  Limits half() const { return {text / 2, items / 2}; }
};

// What is left is no longer than the limit with its remark, so that writing again what was read cuts nothing.
std::string cut(const std::string& text, const Limits& limits) {
  const std::string start = repair_utf8(std::string_view(text).substr(0, limits.text + 1));
  if (text.size() <= limits.text && start.size() <= limits.text) return start;
  const std::string remark = fmt::format("… [{} bytes in all]", text.size());
  std::size_t end = limits.text - remark.size();
  while (end > 0 && (static_cast<unsigned char>(start[end]) & 0xC0) == 0x80) --end;  // whole UTF-8 characters
  return start.substr(0, end) + remark;
}

std::vector<std::string> cut(const std::vector<std::string>& texts, const Limits& limits) {
  std::vector<std::string> result;
  for (const std::string& text : texts) {
    if (result.size() == limits.items) {
      result.back() = fmt::format("… [{} in all]", texts.size());
      break;
    }
    result.push_back(cut(text, limits));
  }
  return result;
}

// What decode_task_log() would refuse must not be written.
void check_id(std::string_view id, std::string_view what) {
  if (is_valid_id(id)) return;
  throw Error(ErrorKind::invalid, fmt::format("'{}' is no valid id of a {}", printable(id), what),
              "an id has 1 to 60 of the characters a-z, 0-9 and '-', and neither begins nor ends with '-'");
}

// A list in a spec is what was asked for: a spec that is too large is refused, no item of it is left out.
constexpr Limits spec_limits{longest_text, std::numeric_limits<std::size_t>::max()};

std::string line_of_spec(const JsonObject& object, const std::string& id) {
  std::string line = object.text() + "\n";
  if (line.size() <= longest_log_line) return line;
  throw Error(ErrorKind::invalid,
              fmt::format("{} is too large: {} bytes of {}", id, line.size(), longest_log_line),
              "split it, or put the long texts into files of the repository");
}

std::optional<std::string> time_text(const std::optional<TimePoint>& time) {
  if (!time) return std::nullopt;
  return format_time(*time);
}

template <typename Number>
void add_unless_zero(JsonObject& object, std::string_view name, Number value) {
  if (value != Number{}) object.add(name, value);
}

JsonObject reserved_to_json(const Amount& amount) {
  JsonObject object;
  add_unless_zero(object, "seconds", amount.seconds);
  add_unless_zero(object, "tokens", amount.tokens);
  add_unless_zero(object, "cost", amount.cost);
  return object;
}

JsonObject handoff_to_json_within(const Handoff& handoff, const Limits& limits) {
  JsonObject object;
  object.add_if("summary", cut(handoff.summary, limits)).add_if("not_done", cut(handoff.not_done, limits));
  object.add_if("concerns", cut(handoff.concerns, limits));
  object.add_if("deviations", cut(handoff.deviations, limits));
  object.add_if("findings", cut(handoff.findings, limits));
  object.add_if("suggestions", cut(handoff.suggestions, limits));
  return object;
}

JsonObject receipt_to_json_within(const Receipt& receipt, const Limits& limits) {
  JsonObject object;
  object.add("tree", receipt.tree).add("command", receipt.command).add("result", name_of(receipt.result));
  object.add("exit", receipt.exit).add("seconds", receipt.seconds);
  object.add("where", receipt.where == CheckPlace::gate ? "gate" : "worker");
  object.add_if("log", cut(receipt.log, limits));
  object.add_if("policy", receipt.policy);
  if (receipt.runs > 1) object.add("runs", receipt.runs);
  if (is_flaky(receipt)) object.add("flaky", true);
  if (receipt.warm) object.add("warm", true);
  object.add_if("log_file", receipt.log_file);
  return object;
}

JsonObject change_to_json(const ChangeSize& change) {
  JsonObject object;
  object.add("files", change.files).add("lines", change.lines);
  return object;
}

void add_receipts(JsonObject& object, const std::vector<Receipt>& receipts, const Limits& limits) {
  if (receipts.empty()) return;
  std::vector<JsonObject> items;
  for (const Receipt& receipt : receipts) items.push_back(receipt_to_json_within(receipt, limits));
  object.add("receipts", items);
}

JsonObject event_to_json_within(const Event& event, const Limits& limits) {
  JsonObject object;
  object.add("event", event.name).add("at", format_time(event.at)).add("by", event.by);
  add_unless_zero(object, "attempt", event.attempt);
  object.add_if("nonce", event.nonce).add_if("lease_until", time_text(event.lease_until));
  object.add_if("until", time_text(event.until)).add_if("run", event.run).add_if("agent", event.agent);
  object.add_if("model", event.trace.model).add_if("version", event.trace.version);
  object.add_if("prompt", event.trace.prompt);
  const bool says_rung = event.type == EventType::claimed || event.type == EventType::retried;
  if (says_rung || event.rung != 0) object.add("rung", event.rung);
  if (event.reserved) object.add("reserved", reserved_to_json(*event.reserved));
  object.add_if("commit", event.commit);
  if (event.outcome) object.add("outcome", name_of(*event.outcome));
  object.add_if("reason", cut(event.reason, limits)).add_if("verdict", cut(event.verdict, limits));
  object.add_if("reasons", cut(event.reasons, limits));
  object.add_if("replaced_by", event.replaced_by).add_if("paths", cut(event.paths, limits));
  if (event.change) object.add("change", change_to_json(*event.change));
  object.add_if("lens", event.lens);
  object.add_if("task", event.task).add_if("signature", cut(event.signature, limits));
  add_unless_zero(object, "cycle", event.cycle);
  if (!event.handoff.empty()) object.add("handoff", handoff_to_json_within(event.handoff, limits));
  if (!event.usage.empty()) object.add("usage", usage_to_json(event.usage));
  add_receipts(object, event.receipts, limits);
  return object;
}

// --- Reading

[[noreturn]] void refuse(const std::string& what, const std::string& hint = "") {
  throw Error(ErrorKind::damaged, what, hint);
}

std::string text_of(const JsonValue& object, std::string_view name) {
  return json_string(object, name).value_or("");
}

int integer_of(const JsonValue& object, std::string_view name) {
  const auto value = json_integer(object, name).value_or(0);
  if (value < -1'000'000'000 || value > 1'000'000'000) refuse(fmt::format("\"{}\" is out of range", name));
  return static_cast<int>(value);
}

std::string required_text(const JsonValue& object, std::string_view name) {
  auto value = json_string(object, name);
  if (!value) refuse(fmt::format("it has no \"{}\"", name));
  return *value;
}

std::string required_id(const JsonValue& object, std::string_view name) {
  std::string value = required_text(object, name);
  if (!is_valid_id(value)) refuse(fmt::format("\"{}\" is no valid id", name));
  return value;
}

// Absent is fine; what is there becomes part of ref names.
void require_valid_id(const std::string& id, std::string_view name) {
  if (!id.empty() && !is_valid_id(id)) refuse(fmt::format("\"{}\" is no valid id", name));
}

std::optional<TimePoint> time_of(const JsonValue& object, std::string_view name) {
  const auto text = json_string(object, name);
  if (!text) return std::nullopt;
  const auto time = parse_time(*text);
  if (!time) refuse(fmt::format("\"{}\" is no time in UTC: '{}'", name, printable(*text)));
  return time;
}

// Logs are summed: one number that nobody can have used must not outweigh all others, or a budget.
constexpr double most_used = 1e12;

std::optional<double> used_number(const JsonValue& object, std::string_view name) {
  const auto value = json_number(object, name);
  return value && *value >= 0 && *value <= most_used ? value : std::nullopt;
}

std::optional<std::int64_t> used_count(const JsonValue& object, std::string_view name) {
  const auto value = json_integer(object, name);
  return value && *value >= 0 && static_cast<double>(*value) <= most_used ? value : std::nullopt;
}

Amount reserved_from_json(const JsonValue& value) {
  return {used_number(value, "seconds").value_or(0), used_count(value, "tokens").value_or(0),
          used_number(value, "cost").value_or(0)};
}

std::vector<Receipt> receipts_of(const JsonValue& object) {
  std::vector<Receipt> receipts;
  const JsonValue* array = json_member(object, "receipts");
  if (array == nullptr || !array->IsArray()) return receipts;
  for (const JsonValue& item : array->GetArray()) receipts.push_back(receipt_from_json(item));
  return receipts;
}

std::optional<Outcome> outcome_of(const JsonValue& object) {
  const auto name = json_string(object, "outcome");
  if (!name) return std::nullopt;
  // An outcome of a newer version counts as a failure of the agent: the ladder is climbed, nothing is lost.
  return outcome_named(*name).value_or(Outcome::rejected);
}

ChangeSize change_from_json(const JsonValue& value) {
  return {used_count(value, "files").value_or(0), used_count(value, "lines").value_or(0)};
}

// What becomes part of ref names.
std::vector<std::string> ids_of(const JsonValue& object, std::string_view name) {
  std::vector<std::string> ids = json_strings(object, name);
  for (const std::string& id : ids) require_valid_id(id, name);
  return ids;
}

Event event_from_json(const JsonValue& object) {
  Event event;
  event.name = required_text(object, "event");
  event.type = event_type_named(event.name);
  if (event.type == EventType::unknown && json_boolean(object, "critical").value_or(false)) {
    refuse("a newer version of Reeve wrote the event '" + printable(event.name) + "'", "update git-reeve");
  }
  const auto at = time_of(object, "at");
  if (!at) refuse("it has no \"at\"");
  event.at = *at;
  event.by = text_of(object, "by");
  event.attempt = integer_of(object, "attempt");
  event.nonce = text_of(object, "nonce");
  event.lease_until = time_of(object, "lease_until");
  event.until = time_of(object, "until");
  event.run = text_of(object, "run");
  event.agent = text_of(object, "agent");
  event.trace.model = text_of(object, "model");
  event.trace.version = text_of(object, "version");
  event.trace.prompt = text_of(object, "prompt");
  event.rung = integer_of(object, "rung");
  if (const JsonValue* reserved = json_member(object, "reserved")) {
    event.reserved = reserved_from_json(*reserved);
  }
  event.commit = text_of(object, "commit");
  event.outcome = outcome_of(object);
  event.reason = text_of(object, "reason");
  event.verdict = text_of(object, "verdict");
  event.reasons = json_strings(object, "reasons");
  event.replaced_by = ids_of(object, "replaced_by");
  event.paths = json_strings(object, "paths");
  if (const JsonValue* change = json_member(object, "change")) event.change = change_from_json(*change);
  event.task = text_of(object, "task");
  require_valid_id(event.task, "task");
  event.signature = text_of(object, "signature");
  event.lens = text_of(object, "lens");
  event.cycle = integer_of(object, "cycle");
  if (const JsonValue* handoff = json_member(object, "handoff")) event.handoff = handoff_from_json(*handoff);
  if (const JsonValue* usage = json_member(object, "usage")) event.usage = usage_from_json(*usage);
  event.receipts = receipts_of(object);
  return event;
}

void require_kind(const JsonValue& object, std::string_view kind) {
  const std::string found = required_text(object, "reeve");
  if (found != kind) refuse(fmt::format("it is the log of a {}, not of a {}", printable(found), kind));
  const auto version = json_integer(object, "v").value_or(0);
  if (version > log_format_version) {
    refuse(fmt::format("it has format version {}, and this is a reader of version {}", version,
                       log_format_version),
           "update git-reeve");
  }
  if (version < 1) refuse("it has no \"v\"");
}

TaskSpec task_spec_from_json(const JsonValue& object) {
  require_kind(object, "task");
  TaskSpec spec;
  spec.id = required_id(object, "id");
  spec.goal = required_id(object, "goal");
  const std::string kind = required_text(object, "kind");
  if (!task_kind_named(kind))
    refuse("a newer version of Reeve wrote the kind '" + printable(kind) + "'", "update git-reeve");
  spec.kind = *task_kind_named(kind);
  spec.title = required_text(object, "title");
  spec.body = text_of(object, "body");
  spec.accept = json_strings(object, "accept");
  spec.scope = json_strings(object, "scope");
  spec.checks = json_strings(object, "checks");
  spec.after = ids_of(object, "after");
  spec.parent = text_of(object, "parent");
  require_valid_id(spec.parent, "parent");
  spec.path = text_of(object, "path");
  spec.agent = text_of(object, "agent");
  // A word of a newer version is no reason to refuse the task: it is tried as most are.
  spec.difficulty = difficulty_named(text_of(object, "difficulty")).value_or(Difficulty::normal);
  spec.priority = integer_of(object, "priority");
  spec.minutes = integer_of(object, "minutes");
  spec.splits = json_strings(object, "splits");
  spec.continues = text_of(object, "continues");
  require_valid_id(spec.continues, "continues");
  spec.cycle = integer_of(object, "cycle");
  spec.about = json_strings(object, "about");
  spec.pushed_as = text_of(object, "pushed_as");
  return spec;
}

GoalSpec goal_spec_from_json(const JsonValue& object) {
  require_kind(object, "goal");
  GoalSpec spec;
  spec.id = required_id(object, "id");
  spec.title = required_text(object, "title");
  spec.body = text_of(object, "body");
  spec.accept = json_strings(object, "accept");
  spec.checks = json_strings(object, "checks");
  spec.target = required_text(object, "target");
  spec.base = required_text(object, "base");
  return spec;
}

// Calls `read` with each line parsed, the first one and all others, and says the line of whatever goes wrong.
template <typename Read>
void read_lines(std::string_view text, Read read) {
  if (text.empty()) refuse("it is empty");
  if (text.size() > longest_log) refuse(fmt::format("it is larger than {} bytes", longest_log));
  if (text.back() != '\n') refuse("its last line is not complete");
  std::size_t number = 0;
  for (const std::string& line : split_lines(text)) {
    ++number;
    try {
      if (line.size() > longest_log_line) refuse(fmt::format("it is longer than {} bytes", longest_log_line));
      const auto document = try_parse_json(line);
      if (!document || !document->IsObject()) refuse("it is no JSON object");
      read(number, *document);
    } catch (const Error& error) {
      throw Error(error.kind(), fmt::format("line {}: {}", number, error.what()), error.hint());
    }
  }
}

}  // namespace

JsonObject usage_to_json(const Usage& usage) {
  JsonObject object;
  object.add_if("seconds", usage.seconds).add_if("cost", usage.cost).add_if("input", usage.input);
  object.add_if("cache_read", usage.cache_read).add_if("cache_write", usage.cache_write);
  object.add_if("output", usage.output).add_if("turns", usage.turns);
  return object;
}

Usage usage_from_json(const JsonValue& value) {
  Usage usage;
  usage.seconds = used_number(value, "seconds");
  usage.cost = used_number(value, "cost");
  usage.input = used_count(value, "input");
  usage.cache_read = used_count(value, "cache_read");
  usage.cache_write = used_count(value, "cache_write");
  usage.output = used_count(value, "output");
  usage.turns = used_count(value, "turns");
  return usage;
}

JsonObject handoff_to_json(const Handoff& handoff) {
  return handoff_to_json_within(handoff, Limits{});
}

Handoff handoff_from_json(const JsonValue& value) {
  Handoff handoff;
  handoff.summary = text_of(value, "summary");
  handoff.concerns = json_strings(value, "concerns");
  handoff.deviations = json_strings(value, "deviations");
  handoff.not_done = json_strings(value, "not_done");
  handoff.findings = json_strings(value, "findings");
  handoff.suggestions = json_strings(value, "suggestions");
  return handoff;
}

Receipt receipt_from_json(const JsonValue& value) {
  Receipt receipt;
  receipt.tree = text_of(value, "tree");
  receipt.command = text_of(value, "command");
  const auto result = check_result_named(text_of(value, "result"));
  receipt.result = result.value_or(CheckResult::could_not_run);  // what is not understood never passes
  receipt.exit = integer_of(value, "exit");
  receipt.seconds = json_number(value, "seconds").value_or(0);
  receipt.where = text_of(value, "where") == "gate" ? CheckPlace::gate : CheckPlace::worker;
  receipt.log = text_of(value, "log");
  receipt.policy = text_of(value, "policy");
  receipt.runs = std::max(1, integer_of(value, "runs"));
  receipt.warm = json_boolean(value, "warm").value_or(false);
  receipt.log_file = text_of(value, "log_file");
  return receipt;
}

JsonObject receipt_to_json(const Receipt& receipt) {
  return receipt_to_json_within(receipt, Limits{});
}

JsonObject spec_to_json(const TaskSpec& spec) {
  JsonObject object;
  object.add("reeve", "task").add("v", log_format_version).add("id", spec.id).add("goal", spec.goal);
  object.add("kind", name_of(spec.kind)).add("title", cut(spec.title, spec_limits));
  object.add_if("body", cut(spec.body, spec_limits)).add_if("accept", cut(spec.accept, spec_limits));
  object.add_if("scope", spec.scope);
  object.add_if("checks", spec.checks).add_if("after", spec.after).add_if("parent", spec.parent);
  object.add_if("path", spec.path).add_if("agent", spec.agent);
  if (spec.difficulty != Difficulty::normal) object.add("difficulty", name_of(spec.difficulty));
  add_unless_zero(object, "priority", spec.priority);
  add_unless_zero(object, "minutes", spec.minutes);
  object.add_if("splits", spec.splits).add_if("continues", spec.continues);
  add_unless_zero(object, "cycle", spec.cycle);
  object.add_if("about", spec.about).add_if("pushed_as", spec.pushed_as);
  return object;
}

JsonObject event_to_json(const Event& event) {
  return event_to_json_within(event, Limits{});
}

std::string encode_spec(const TaskSpec& spec) {
  check_id(spec.id, "task");
  check_id(spec.goal, "goal");
  for (const std::string& id : spec.after) check_id(id, "task");
  if (!spec.parent.empty()) check_id(spec.parent, "task");
  if (!spec.continues.empty()) check_id(spec.continues, "task");
  return line_of_spec(spec_to_json(spec), "the task " + printable(spec.id));
}

std::string encode_spec(const GoalSpec& spec) {
  check_id(spec.id, "goal");
  JsonObject object;
  object.add("reeve", "goal")
      .add("v", log_format_version)
      .add("id", spec.id)
      .add("title", cut(spec.title, spec_limits));
  object.add_if("body", cut(spec.body, spec_limits)).add_if("accept", cut(spec.accept, spec_limits));
  object.add_if("checks", spec.checks);
  object.add("target", spec.target).add("base", spec.base);
  return line_of_spec(object, "the goal " + printable(spec.id));
}

std::string encode_event(const Event& event) {
  Limits limits;
  std::string line = event_to_json_within(event, limits).text() + "\n";
  while (line.size() > longest_log_line && limits.can_shrink()) {
    limits = limits.half();
    line = event_to_json_within(event, limits).text() + "\n";
  }
  if (line.size() <= longest_log_line) return line;
  throw Error(ErrorKind::invalid, fmt::format("the event '{}' is too large: {} bytes of {}",
                                              printable(event.name), line.size(), longest_log_line));
}

TaskLog decode_task_log(std::string_view text) {
  TaskLog log;
  read_lines(text, [&](std::size_t number, const JsonValue& object) {
    if (number == 1) {
      log.spec = task_spec_from_json(object);
    } else {
      log.events.push_back(event_from_json(object));
    }
  });
  return log;
}

GoalLog decode_goal_log(std::string_view text) {
  GoalLog log;
  read_lines(text, [&](std::size_t number, const JsonValue& object) {
    if (number == 1) {
      log.spec = goal_spec_from_json(object);
    } else {
      log.events.push_back(event_from_json(object));
    }
  });
  return log;
}

}  // namespace reeve
