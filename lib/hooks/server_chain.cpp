#include "hooks/server_chain.h"

#include <fmt/format.h>

#include <algorithm>

namespace reeve::hooks {

namespace {

Objection not_built_on_it(Rule rule) {
  return {rule, "it is not built on the commit that the server has, one commit after the other",
          "fetch it, and let git-reeve do it again"};
}

}  // namespace

std::variant<std::vector<git::Oid>, Objection> new_steps(const PushReader& reader,
                                                         const git::RefUpdate& update,
                                                         const ServerLimits& limits) {
  std::vector<git::Oid> steps;
  std::optional<git::Oid> next = update.desired;
  while (next != update.expected) {
    if (!next) return not_built_on_it(Rule::log);
    if (steps.size() == limits.log_steps)
      return Objection{
          Rule::limit,
          fmt::format("more than {} commits at once, or not built on what the server has", limits.log_steps),
          "push fewer steps at once"};
    steps.push_back(*next);
    const auto parents = reader.repository().read_commit(*next).parents;
    if (parents.size() > 1) return not_built_on_it(Rule::log);
    next = parents.empty() ? std::nullopt : std::optional(parents.front());
  }
  std::ranges::reverse(steps);
  return steps;
}

std::optional<Objection> objection_to_steps(const PushReader& reader, const git::RefUpdate& update,
                                            const ServerLimits& limits) {
  const auto steps = new_steps(reader, update, limits);
  if (const auto* const objection = std::get_if<Objection>(&steps)) return *objection;
  std::optional<LogNote> last = reader.log_before(update.ref);
  const std::size_t size_before = last ? last->text.size() : 0;
  for (const git::Oid& step : std::get<std::vector<git::Oid>>(steps)) {
    LogNote note = read_log_note(reader.repository(), step);
    if (last && (note.subject != last->subject || !note.text.starts_with(last->text)))
      return Objection{Rule::log, "a log only grows, and commit " + step.short_hex() + " takes away from it",
                       "fetch it, and let git-reeve append to it"};
    last = std::move(note);
  }
  if (last && last->text.size() - size_before > limits.log_bytes)
    return Objection{Rule::limit, fmt::format("more than {} bytes are added to a log", limits.log_bytes),
                     "put long texts into files of the repository"};
  return std::nullopt;
}

}  // namespace reeve::hooks
