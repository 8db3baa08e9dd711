#include "hub/ledger_totals.h"

#include <algorithm>

#include "base/json.h"
#include "hub/ledger.h"
#include "task/codec.h"

namespace reeve {

namespace {

constexpr int newest_version = 1;

// A hundred thousand times the most that is believed of one attempt (task/codec.h), and far from where sums
// overflow.
constexpr std::int64_t most_believed = 100'000'000'000'000'000;
constexpr std::int64_t seconds_of_a_day = 86'400;

JsonObject spend_to_json(const SpendKey& key, const Spend& spend) {
  JsonObject object;
  object.add("role", key.role).add_if("model", key.model).add("attempts", spend.attempts);
  object.add("unknown_cost", spend.unknown_cost).add("usage", usage_to_json(spend.usage));
  return object;
}

std::vector<JsonObject> spend_to_json(const SpendTable& table) {
  std::vector<JsonObject> list;
  for (const auto& [key, spend] : table) list.push_back(spend_to_json(key, spend));
  return list;
}

JsonObject task_to_json(const LandedTask& task) {
  JsonObject object;
  object.add("task", task.task).add("title", task.title).add("commit", task.commit.hex());
  object.add("at", format_time(task.at)).add_if("agent", task.agent).add("attempt", task.attempt);
  object.add_if("cost", task.cost);
  return object;
}

// When the first landed, and the seconds from each to the next: a tenth of what the times would take.
JsonObject times_to_json(const std::vector<TimePoint>& times) {
  JsonDocument gaps;
  gaps.SetArray();
  for (std::size_t next = 1; next < times.size(); ++next) {
    const auto gap = std::chrono::duration_cast<std::chrono::seconds>(times[next] - times[next - 1]);
    gaps.PushBack(std::int64_t{gap.count()}, gaps.GetAllocator());
  }
  JsonObject object;
  object.add("first", format_time(times.front())).add("gaps", gaps);
  return object;
}

// Reads members; what is missing, of another type or out of bounds makes the whole of no use.
class Members {
 public:
  explicit Members(const JsonValue& object) : object_(object) {}

  bool are_complete() const { return complete_; }

  std::size_t count(std::string_view name) {
    return static_cast<std::size_t>(needed(bounded(json_integer(object_, name))));
  }
  double real(std::string_view name) { return needed(bounded(json_number(object_, name))); }
  // What may be absent, as nobody knew it.
  std::optional<std::int64_t> known_count(std::string_view name) {
    return bounded(json_integer(object_, name));
  }
  std::optional<double> known_real(std::string_view name) { return bounded(json_number(object_, name)); }
  std::string text(std::string_view name) { return needed(json_string(object_, name)); }
  git::Oid id(std::string_view name) { return needed(git::Oid::parse(text(name))); }
  TimePoint time(std::string_view name) { return needed(parse_time(text(name))); }
  const JsonValue& object(std::string_view name) {
    static const JsonValue none(rapidjson::kObjectType);
    const JsonValue* value = json_member(object_, name);
    complete_ = complete_ && value != nullptr;
    return value != nullptr ? *value : none;
  }

 private:
  template <typename Number>
  std::optional<Number> bounded(std::optional<Number> number) {
    complete_ = complete_ && (!number || (*number >= 0 && *number <= static_cast<Number>(most_believed)));
    return complete_ ? number : std::nullopt;
  }

  template <typename Value>
  Value needed(std::optional<Value> value) {
    complete_ = complete_ && value.has_value();
    return std::move(value).value_or(Value());
  }

  const JsonValue& object_;
  bool complete_ = true;
};

// Not usage_from_json(): that takes no more than one attempt can have used.
bool read_usage(const JsonValue& object, Usage& usage) {
  Members members(object);
  usage = {members.known_real("seconds"),      members.known_real("cost"),
           members.known_count("input"),       members.known_count("cache_read"),
           members.known_count("cache_write"), members.known_count("output"),
           members.known_count("turns")};
  return members.are_complete();
}

bool read_spend(const JsonValue& list, SpendTable& table) {
  if (!list.IsArray()) return false;
  for (const JsonValue& entry : list.GetArray()) {
    Members members(entry);
    const SpendKey key{members.text("role"), json_string(entry, "model").value_or("")};
    Spend spend;
    spend.attempts = members.count("attempts");
    spend.unknown_cost = members.count("unknown_cost");
    if (!read_usage(members.object("usage"), spend.usage) || !members.are_complete()) return false;
    table.emplace(key, spend);
  }
  return true;
}

bool read_task(const JsonValue& object, std::optional<LandedTask>& task) {
  Members members(object);
  task = {members.text("task"),
          members.text("title"),
          members.id("commit"),
          members.time("at"),
          json_string(object, "agent").value_or(""),
          members.count("attempt"),
          json_number(object, "cost")};
  return members.are_complete();
}

bool read_times(const JsonValue& object, std::vector<TimePoint>& times) {
  Members members(object);
  times.push_back(members.time("first"));
  const JsonValue& gaps = members.object("gaps");
  if (!members.are_complete() || !gaps.IsArray()) return false;
  for (const JsonValue& gap : gaps.GetArray()) {
    if (!gap.IsInt64() || gap.GetInt64() < 0 || gap.GetInt64() > seconds_of_a_day) return false;
    times.push_back(times.back() + std::chrono::seconds(gap.GetInt64()));
  }
  return true;
}

bool read_totals(const JsonValue& object, LandedReading& reading) {
  Members members(object);
  LandedTotals& totals = reading.totals;
  reading.base = members.id("base");
  reading.tip = members.id("tip");
  totals.count = members.count("landed");
  totals.failed_attempts = members.count("failed_attempts");
  totals.planned = members.count("planned");
  totals.known_cost = members.count("known_cost");
  totals.cost = members.real("cost");
  totals.cost_squares = members.real("cost_squares");
  if (!read_spend(members.object("spend"), totals.spend) || !members.are_complete()) return false;
  if (totals.count == 0) return true;
  return read_task(members.object("last"), totals.last) &&
         read_times(members.object("recent"), totals.recent) && members.are_complete();
}

}  // namespace

std::string totals_text(const std::string& goal, const LandedReading& reading) {
  const LandedTotals& totals = reading.totals;
  JsonObject object;
  object.add("reeve", "totals").add("v", newest_version).add("goal", goal);
  object.add("base", reading.base.hex()).add("tip", reading.tip.hex()).add("landed", totals.count);
  object.add("failed_attempts", totals.failed_attempts).add("planned", totals.planned);
  object.add("known_cost", totals.known_cost).add("cost", totals.cost);
  object.add("cost_squares", totals.cost_squares).add("spend", spend_to_json(totals.spend));
  if (totals.last) object.add("last", task_to_json(*totals.last));
  if (!totals.recent.empty()) object.add("recent", times_to_json(totals.recent));
  return object.text() + "\n";
}

std::optional<LandedReading> totals_from(std::string_view text, const std::string& goal) {
  const auto object = try_parse_json(text);
  const bool is_known = object && json_string(*object, "reeve") == "totals" &&
                        json_integer(*object, "v") == newest_version && json_string(*object, "goal") == goal;
  LandedReading reading;
  if (!is_known || !read_totals(*object, reading)) return std::nullopt;
  return reading;
}

std::optional<LandedReading> totals_in_ledger(const git::Repository& repository,
                                              const std::optional<git::Oid>& ledger,
                                              const std::string& goal) {
  if (!ledger) return std::nullopt;
  const auto text = repository.file_at(repository.tree_of(*ledger), path_of_totals(goal));
  return text ? totals_from(*text, goal) : std::nullopt;
}

std::map<std::string, std::string> LedgerTotals::due(const git::Repository& repository,
                                                     const std::optional<git::Oid>& ledger,
                                                     const TargetStretch& stretch) {
  std::vector<LandedReading> earlier;
  const auto written = totals_in_ledger(repository, ledger, stretch.goal);
  if (written) earlier.push_back(*written);
  if (auto last = last_.extract(stretch.goal)) earlier.push_back(std::move(last.mapped()));
  LandingReader reader(repository, ledger);
  LandedReading now = read_landed(repository, reader, stretch, std::move(earlier));
  const std::size_t known = written ? written->totals.count : 0;
  const bool is_of_no_use = written && now.is_whole;
  std::map<std::string, std::string> texts;
  if (is_of_no_use || now.totals.count >= known + landings_between_totals)
    texts.emplace(stretch.goal, totals_text(stretch.goal, now));
  now.totals.ids.clear();
  last_.emplace(stretch.goal, std::move(now));
  return texts;
}

}  // namespace reeve
