#include "hub/spend_trailers.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/json.h"
#include "hub/ledger.h"

namespace reeve {

namespace {

constexpr int most_attempts = 1'000'000;  // more than a log can hold

std::string usage_line(const SpendKey& key, const Spend& spend) {
  JsonObject object;
  object.add("role", key.role).add_if("model", key.model).add("attempts", spend.attempts);
  if (spend.unknown_cost > 0) object.add("unknown_cost", spend.unknown_cost);
  const JsonObject usage = usage_to_json(spend.usage);
  for (const auto& member : usage.value().GetObject()) object.add(member.name.GetString(), member.value);
  return "Reeve-Usage: " + object.text() + "\n";
}

std::size_t count_in(const JsonValue& object, std::string_view name) {
  const std::int64_t count = json_integer(object, name).value_or(0);
  return count > 0 && count <= std::int64_t{most_attempts} ? static_cast<std::size_t>(count) : 0;
}

// What usage_line() writes, without a document in between: a hundred thousand of them are read at a time.
class UsageScanner {
 public:
  explicit UsageScanner(std::string_view text) : rest_(text) {}

  // False for whatever is written in another way.
  bool scan(SpendKey& key, Spend& spend) {
    key.role = "worker";
    if (!take("{")) return false;
    do {
      std::string_view name;
      if (!take_text(name) || !take(":") || !take_member(name, key, spend)) return false;
    } while (take(","));
    return rest_ == "}";
  }

 private:
  bool take(std::string_view text) {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }

  bool take_text(std::string_view& text) {
    if (!take("\"")) return false;
    const auto end = rest_.find_first_of("\"\\");
    if (end == std::string_view::npos || rest_[end] != '"') return false;
    text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 127; });
  }

  template <typename Number>
  bool take_number(Number& number) {
    if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') return false;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    if (error != std::errc() || number > Number{1'000'000'000'000}) return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return !rest_.empty() && (rest_.front() == ',' || rest_.front() == '}');
  }

  template <typename Number>
  bool take_number(std::optional<Number>& number) {
    return take_number(number.emplace());
  }

  bool take_count(std::size_t& count) { return take_number(count) && count <= std::size_t{most_attempts}; }

  bool take_member(std::string_view name, SpendKey& key, Spend& spend) {
    std::string_view text;
    if (name == "role" || name == "model") {
      if (!take_text(text)) return false;
      (name == "role" ? key.role : key.model) = text;
      return true;
    }
    if (name == "attempts") return take_count(spend.attempts);
    if (name == "unknown_cost") return take_count(spend.unknown_cost);
    if (name == "seconds") return take_number(spend.usage.seconds);
    if (name == "cost") return take_number(spend.usage.cost);
    if (name == "input") return take_number(spend.usage.input);
    if (name == "cache_read") return take_number(spend.usage.cache_read);
    if (name == "cache_write") return take_number(spend.usage.cache_write);
    if (name == "output") return take_number(spend.usage.output);
    return name == "turns" && take_number(spend.usage.turns);
  }

  std::string_view rest_;
};

}  // namespace

std::string spend_trailers(const TaskState& state) {
  const SpendTable table = spend_of(state).table;
  const Usage total = total_of(table).usage;
  if (total.empty()) return "";
  std::string text;
  if (total.cost) text += fmt::format("Reeve-Cost: {:.4f}\n", *total.cost);
  if (total_tokens(total) > 0) text += fmt::format("Reeve-Tokens: {}\n", total_tokens(total));
  for (const auto& [key, spend] : table) text += usage_line(key, spend);
  return text;
}

void add_usage(SpendTable& table, const std::string& text) {
  SpendKey quick_key;
  Spend quick;
  if (UsageScanner(text).scan(quick_key, quick)) return add_to(table, {{quick_key, quick}});
  const auto object = try_parse_json(text);
  if (!object) return;
  const SpendKey key{json_string(*object, "role").value_or("worker"),
                     json_string(*object, "model").value_or("")};
  const Spend spend{usage_from_json(*object), count_in(*object, "attempts"),
                    count_in(*object, "unknown_cost")};
  add_to(table, {{key, spend}});
}

TaskSpend landed_spend(const std::string& message) {
  TaskSpend result{
      trailer(message, "Reeve-Task").value_or(""), trailer(message, "Reeve-Parent").value_or(""), {}, {}};
  for (const std::string& text : trailers(message, "Reeve-Usage")) add_usage(result.table, text);
  return result;
}

}  // namespace reeve
