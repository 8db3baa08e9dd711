#include "hooks/policy.h"

#include <fmt/format.h>

#include <array>

#include "base/text.h"

namespace reeve::hooks {

namespace {

constexpr std::array<std::string_view, 14> rule_names{
    "name", "object",     "limit", "target",  "verdict", "green",    "ledger",
    "log",  "transition", "claim", "receipt", "branch",  "settings", "override"};
constexpr std::size_t most_shown = 50;  // of a push of thousands of refs that are wrong in the same way

std::string lines_of(const Breach& breach) {
  const std::string ref = breach.ref.empty() ? "the push" : printable(breach.ref);
  std::string text = fmt::format("  {}: rule {}: {}\n", ref, name_of(breach.objection.rule),
                                 printable(breach.objection.what));
  if (!breach.objection.next.empty()) text += "    next: " + printable(breach.objection.next) + "\n";
  return text;
}

}  // namespace

std::string_view name_of(Rule rule) {
  return rule_names[static_cast<std::size_t>(rule)];
}

bool may_be_lifted(Rule rule) {
  return rule != Rule::name && rule != Rule::object && rule != Rule::limit && rule != Rule::override_;
}

std::string refusal_text(const std::vector<Breach>& breaches) {
  std::string text = "Reeve refuses this push; nothing has changed.\n";
  for (std::size_t i = 0; i < breaches.size() && i < most_shown; ++i) text += lines_of(breaches[i]);
  if (breaches.size() > most_shown) text += fmt::format("  and {} more\n", breaches.size() - most_shown);
  return text;
}

}  // namespace reeve::hooks
