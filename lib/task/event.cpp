#include "task/event.h"

#include <algorithm>
#include <array>

namespace reeve {

namespace {

constexpr std::array<std::string_view, 29> event_names{
    "planned",       "dispatched", "claimed",  "renewed",  "progressed", "asked",    "answered",  "submitted",
    "failed",        "rejected",   "landed",   "retried",  "held",       "released", "cancelled", "opened",
    "cycle_started", "judged",     "achieved", "stopped",  "paused",     "resumed",  "delivered", "woken",
    "halted",        "restarted",  "reviewed", "reverted", "unknown"};
static_assert(event_names.size() == static_cast<std::size_t>(EventType::unknown) + 1);

constexpr std::array<std::string_view, 5> check_result_names{"pass", "fail", "could_not_run", "skipped",
                                                             "quarantined"};

}  // namespace

std::string_view name_of(EventType type) {
  return event_names[static_cast<std::size_t>(type)];
}

EventType event_type_named(std::string_view name) {
  for (std::size_t index = 0; index < event_names.size(); ++index) {
    if (event_names[index] == name) return static_cast<EventType>(index);
  }
  return EventType::unknown;
}

std::string_view name_of(CheckResult result) {
  return check_result_names[static_cast<std::size_t>(result)];
}

std::optional<CheckResult> check_result_named(std::string_view name) {
  for (std::size_t index = 0; index < check_result_names.size(); ++index) {
    if (check_result_names[index] == name) return static_cast<CheckResult>(index);
  }
  return std::nullopt;
}

bool blocks(CheckResult result) {
  return result == CheckResult::fail || result == CheckResult::could_not_run;
}

const Receipt* blocking_receipt(const std::vector<Receipt>& receipts) {
  const auto receipt =
      std::ranges::find_if(receipts, [](const Receipt& candidate) { return blocks(candidate.result); });
  return receipt == receipts.end() ? nullptr : &*receipt;
}

Event make_event(EventType type, TimePoint at, std::string by) {
  Event event;
  event.type = type;
  event.name = name_of(type);
  event.at = at;
  event.by = std::move(by);
  return event;
}

}  // namespace reeve
