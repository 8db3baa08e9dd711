#include "hooks/policy_names.h"

#include <array>
#include <charconv>
#include <utility>

#include "git/repository.h"
#include "task/id.h"
#include "task/ref_names.h"

namespace reeve::hooks {

namespace {

constexpr std::array<std::pair<std::string_view, RefKind>, 8> folders{{
    {refs::held_prefix, RefKind::held},
    {refs::task_prefix, RefKind::task},
    {refs::ready_prefix, RefKind::ready},
    {refs::goal_prefix, RefKind::goal},
    {refs::green_prefix, RefKind::green},
    {refs::task_log_prefix, RefKind::task_log},
    {refs::goal_log_prefix, RefKind::goal_log},
    {refs::receipts_prefix, RefKind::receipts},
}};
constexpr std::string_view notes_folder = "refs/notes/reeve/";
// Of a name that git allows, what a shell would act upon if a script of somebody's CI forgets its quotes.
constexpr std::string_view shell_characters = "`$;&|<>()'\"!\\";

bool has_control_character(const std::string& ref) {
  for (const char c : ref)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return true;
  return false;
}

// "x/3", as refs::failed() makes it and in no other spelling.
RefRole failed_role(std::string_view rest) {
  const auto slash = rest.find('/');
  const std::string number(slash == std::string_view::npos ? "" : rest.substr(slash + 1));
  RefRole role{RefKind::failed, std::string(rest.substr(0, slash)), 0};
  const char* const end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, role.attempt);
  const bool is_number = error == std::errc() && stop == end && role.attempt > 0 && number.front() != '0';
  return is_number && is_valid_id(role.id) ? role : RefRole{RefKind::unknown, "", 0};
}

// A branch "reeve" would make all of reeve/… impossible, and so would one of its folders' names.
bool is_in_the_way(const std::string& ref) {
  const std::string folder = ref + "/";
  return refs::heads.starts_with(folder) || notes_folder.starts_with(folder);
}

}  // namespace

RefRole role_of(const std::string& ref) {
  if (ref == refs::ledger) return {RefKind::ledger, "", 0};
  if (ref.starts_with(refs::failed_prefix))
    return failed_role(std::string_view(ref).substr(refs::failed_prefix.size()));
  for (const auto& [prefix, kind] : folders)
    if (const auto id = refs::id_after(prefix, ref)) return {kind, *id, 0};
  const bool is_ours = ref.starts_with(refs::heads) || ref.starts_with(notes_folder);
  return {is_ours ? RefKind::unknown : RefKind::outside, "", 0};
}

bool is_task_branch(RefKind kind) {
  return kind == RefKind::held || kind == RefKind::task || kind == RefKind::ready || kind == RefKind::failed;
}

std::optional<Objection> objection_to_name(const std::string& ref) {
  if (has_control_character(ref) || ref.find_first_of(shell_characters) != std::string::npos)
    return Objection{
        Rule::name, "the name has characters that shells or terminals act upon",
        "push it under a name without control characters and any of " + std::string(shell_characters)};
  if (!ref.starts_with("refs/") || !git::Repository::is_valid_ref_name(ref))
    return Objection{Rule::name, "this is no name of a ref", "see git check-ref-format(1)"};
  if (is_in_the_way(ref))
    return Objection{Rule::name, "the name would be in the way of Reeve's refs", "choose another name"};
  if (ref.starts_with(refs::ready_prefix) && role_of(ref).kind == RefKind::unknown)
    return Objection{Rule::name, "what joins the queue has a name of a-z, 0-9 and '-', at most 60",
                     "push it under such a name: git push REMOTE HEAD:reeve/ready/NAME"};
  if (role_of(ref).kind == RefKind::unknown)
    return Objection{
        Rule::name, "no such ref is known in Reeve's folders",
        "choose a name outside of refs/heads/reeve/ and refs/notes/reeve/, or update git-reeve on "
        "the server"};
  return std::nullopt;
}

}  // namespace reeve::hooks
