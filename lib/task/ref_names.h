// Every ref name that Reeve uses is built and read here.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reeve::refs {

inline constexpr std::string_view heads = "refs/heads/reeve/";
inline constexpr std::string_view held_prefix = "refs/heads/reeve/held/";
inline constexpr std::string_view task_prefix = "refs/heads/reeve/task/";
inline constexpr std::string_view ready_prefix = "refs/heads/reeve/ready/";
inline constexpr std::string_view failed_prefix = "refs/heads/reeve/failed/";
inline constexpr std::string_view goal_prefix = "refs/heads/reeve/goal/";
inline constexpr std::string_view green_prefix = "refs/heads/reeve/green/";
inline constexpr std::string_view task_log_prefix = "refs/notes/reeve/task/";
inline constexpr std::string_view goal_log_prefix = "refs/notes/reeve/goal/";
inline constexpr std::string_view receipts_prefix = "refs/notes/reeve/receipts/";
inline constexpr std::string_view ledger = "refs/notes/reeve/ledger";

// All of these throw Error(usage) for an id that is_valid_id() refuses.
std::string held(std::string_view id);
std::string task(std::string_view id);
std::string ready(std::string_view id);
std::string failed(std::string_view id, int attempt);
std::string goal(std::string_view goal);
std::string green(std::string_view goal);
std::string task_log(std::string_view id);
std::string goal_log(std::string_view goal);
std::string receipts(std::string_view gate);

// The id at the end of a ref with this prefix; absent for any other ref and for an id that is not valid.
std::optional<std::string> id_after(std::string_view prefix, std::string_view ref);

// "reeve/task/x" for people: without "refs/heads/" or "refs/".
std::string short_name(std::string_view ref);

}  // namespace reeve::refs
