#include "task/outcome.h"

#include <array>

namespace reeve {

namespace {

struct Row {
  Outcome outcome;
  std::string_view name;
  Evidence evidence;
};

constexpr std::array rows{
    Row{Outcome::done, "done", Evidence::none},
    Row{Outcome::no_change, "no_change", Evidence::against_the_agent},
    Row{Outcome::needs_input, "needs_input", Evidence::configuration},
    Row{Outcome::limit_turns, "limit_turns", Evidence::against_the_agent},
    Row{Outcome::limit_budget, "limit_budget", Evidence::against_the_agent},
    Row{Outcome::limit_time, "limit_time", Evidence::against_the_agent},
    Row{Outcome::context_full, "context_full", Evidence::against_the_agent},
    Row{Outcome::rate_limited, "rate_limited", Evidence::pause},
    Row{Outcome::quota, "quota", Evidence::pause},
    Row{Outcome::auth, "auth", Evidence::configuration},
    Row{Outcome::refused, "refused", Evidence::against_the_agent},
    Row{Outcome::denied, "denied", Evidence::against_the_agent},
    Row{Outcome::crashed, "crashed", Evidence::against_the_agent},
    Row{Outcome::killed, "killed", Evidence::none},
    Row{Outcome::stuck, "stuck", Evidence::against_the_agent},
    Row{Outcome::checks_failed, "checks_failed", Evidence::against_the_agent},
    Row{Outcome::scope_violation, "scope_violation", Evidence::against_the_agent},
    Row{Outcome::conflict, "conflict", Evidence::none},
    Row{Outcome::rejected, "rejected", Evidence::against_the_agent},
};

// Rows stand in the order of the enumeration, so that the name of an outcome is one array access.
const Row& row_of(Outcome outcome) {
  return rows[static_cast<std::size_t>(outcome)];
}

constexpr bool rows_are_in_order() {
  for (std::size_t index = 0; index < rows.size(); ++index) {
    if (static_cast<std::size_t>(rows[index].outcome) != index) return false;
  }
  return rows.size() == static_cast<std::size_t>(Outcome::rejected) + 1;
}
static_assert(rows_are_in_order());

}  // namespace

std::string_view name_of(Outcome outcome) {
  return row_of(outcome).name;
}

std::optional<Outcome> outcome_named(std::string_view name) {
  for (const Row& row : rows) {
    if (row.name == name) return row.outcome;
  }
  return std::nullopt;
}

Evidence evidence_of(Outcome outcome) {
  return row_of(outcome).evidence;
}

}  // namespace reeve
