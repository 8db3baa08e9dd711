#include "hub/spend_trailers.h"

#include <fmt/format.h>

#include "base/json.h"
#include "hub/ledger.h"

namespace reeve {

namespace {

std::string usage_line(const SpendKey& key, const Spend& spend) {
  JsonObject object;
  object.add("role", key.role).add_if("model", key.model).add("attempts", spend.attempts);
  if (spend.unknown_cost > 0) object.add("unknown_cost", spend.unknown_cost);
  const JsonObject usage = usage_to_json(spend.usage);
  for (const auto& member : usage.value().GetObject()) object.add(member.name.GetString(), member.value);
  return "Reeve-Usage: " + object.text() + "\n";
}

std::size_t count_in(const JsonValue& object, std::string_view name) {
  constexpr std::int64_t most = 1'000'000;  // more attempts than a log can hold
  const std::int64_t count = json_integer(object, name).value_or(0);
  return count > 0 && count <= most ? static_cast<std::size_t>(count) : 0;
}

void add_usage_line(SpendTable& table, const std::string& text) {
  const auto object = try_parse_json(text);
  if (!object) return;
  const SpendKey key{json_string(*object, "role").value_or("worker"),
                     json_string(*object, "model").value_or("")};
  const Spend spend{usage_from_json(*object), count_in(*object, "attempts"),
                    count_in(*object, "unknown_cost")};
  add_to(table, {{key, spend}});
}

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

TaskSpend landed_spend(const std::string& message) {
  TaskSpend result{
      trailer(message, "Reeve-Task").value_or(""), trailer(message, "Reeve-Parent").value_or(""), {}, {}};
  for (const std::string& text : trailers(message, "Reeve-Usage")) add_usage_line(result.table, text);
  return result;
}

}  // namespace reeve
