#include "task/ref_names.h"

#include "base/error.h"
#include "base/text.h"
#include "task/id.h"

namespace reeve::refs {

namespace {

std::string named(std::string_view prefix, std::string_view id) {
  if (!is_valid_id(id)) {
    throw Error(ErrorKind::usage, "'" + printable(id) + "' is no valid id",
                "an id has 1 to 60 of the characters a-z, 0-9 and '-', and neither begins nor ends with '-'");
  }
  return std::string(prefix) + std::string(id);
}

}  // namespace

std::string held(std::string_view id) {
  return named(held_prefix, id);
}
std::string task(std::string_view id) {
  return named(task_prefix, id);
}
std::string ready(std::string_view id) {
  return named(ready_prefix, id);
}
std::string failed(std::string_view id, int attempt) {
  return named(failed_prefix, id) + "/" + std::to_string(attempt);
}
std::string goal(std::string_view goal) {
  return named(goal_prefix, goal);
}
std::string green(std::string_view goal) {
  return named(green_prefix, goal);
}
std::string task_log(std::string_view id) {
  return named(task_log_prefix, id);
}
std::string goal_log(std::string_view goal) {
  return named(goal_log_prefix, goal);
}

std::string receipts(std::string_view gate) {
  return named(receipts_prefix, gate);
}

std::optional<std::string> id_after(std::string_view prefix, std::string_view ref) {
  if (ref.substr(0, prefix.size()) != prefix) return std::nullopt;
  const std::string_view id = ref.substr(prefix.size());
  if (!is_valid_id(id)) return std::nullopt;
  return std::string(id);
}

std::string short_name(std::string_view ref) {
  for (const std::string_view prefix : {std::string_view("refs/heads/"), std::string_view("refs/")}) {
    if (ref.substr(0, prefix.size()) == prefix) return std::string(ref.substr(prefix.size()));
  }
  return std::string(ref);
}

}  // namespace reeve::refs
