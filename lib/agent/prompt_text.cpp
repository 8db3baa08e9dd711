#include "agent/prompt_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace reeve {

namespace {

// Four attempts at most 4 KB each: a prompt stays readable, and the newest say what the older ones led to.
constexpr std::size_t most_attempts = 4;
constexpr std::size_t longest_reason = 4'000;
constexpr std::size_t longest_summary = 1'000;
constexpr std::size_t longest_item = 300;
constexpr std::size_t most_items = 8;

void add_items(std::string& text, std::string_view kind, const std::vector<std::string>& items,
               std::size_t most) {
  for (std::size_t index = 0; index < std::min(items.size(), most); ++index)
    text += fmt::format("- {}: {}\n", kind, excerpt(items[index], longest_item));
  if (items.size() > most) text += fmt::format("- {}: {} more\n", kind, items.size() - most);
}

bool teaches(const Attempt& attempt) {
  return attempt.outcome && (evidence_of(*attempt.outcome) == Evidence::against_the_agent ||
                             attempt.outcome == Outcome::needs_input);
}

// What a lens that rejected it says is the reason above already; the others are advice.
void add_review(std::string& text, const Review& review) {
  if (review.verdict != review_fail && review.verdict != review_unsure) return;
  text += fmt::format("A review ({}) said {}: {}\n", review.lens, review.verdict,
                      excerpt(review.reason, longest_item));
  add_items(text, "review", review.reasons, most_items);
}

void add_attempt(std::string& text, const Attempt& attempt) {
  text +=
      fmt::format("\n## Attempt {} by {}: {}\n\n", attempt.number, attempt.agent, name_of(*attempt.outcome));
  if (!attempt.reason.empty()) text += excerpt(attempt.reason, longest_reason) + "\n";
  if (!attempt.answer.empty()) text += "The answer: " + excerpt(attempt.answer, longest_reason) + "\n";
  if (!attempt.handoff.empty()) text += "It reported: " + handoff_lines(attempt.handoff, most_items);
  for (const Review& review : attempt.reviews) add_review(text, review);
  if (!attempt.commit.empty()) text += "What it changed: `git show " + attempt.commit + "`\n";
}

// The first byte of a character at or after `at`.
std::size_t character_at(std::string_view text, std::size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

}  // namespace

std::string section(const std::string& heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  return "\n# " + heading + "\n\n- " + join(lines, "\n- ") + "\n";
}

std::string code_section(const std::string& heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return "";
  return "\n# " + heading + "\n\n- `" + join(lines, "`\n- `") + "`\n";
}

std::string text_section(const std::string& heading, std::string_view text) {
  return trim(text).empty() ? "" : fmt::format("\n# {}\n\n{}\n", heading, trim(text));
}

std::string excerpt(std::string_view whole, std::size_t most) {
  const std::string text = repair_utf8(trim(whole));
  if (text.size() <= most) return text;
  // A log says what was run at its beginning and what went wrong at its end.
  const std::size_t head = character_at(text, most / 3);
  const std::size_t tail = character_at(text, text.size() - (most - most / 3));
  return fmt::format("{} […{} bytes…] {}", text.substr(0, head), tail - head, text.substr(tail));
}

std::string first_lines(std::string_view text, std::size_t most) {
  auto lines = split_lines(text);
  if (lines.size() <= most) return join(lines, "\n");
  const std::size_t left_out = lines.size() - most;
  lines.resize(most);
  lines.push_back(fmt::format("[{} left out]", count_of(left_out, "more line")));
  return join(lines, "\n");
}

std::string handoff_lines(const Handoff& handoff, std::size_t most) {
  std::string text = excerpt(handoff.summary, longest_summary) + "\n";
  add_items(text, "not done", handoff.not_done, most);
  add_items(text, "concern", handoff.concerns, most);
  add_items(text, "deviation", handoff.deviations, most);
  add_items(text, "finding", handoff.findings, most);
  add_items(text, "suggestion", handoff.suggestions, most);
  return text;
}

std::string guide_section(const std::string& guide, const LimitsConfig& limits) {
  return text_section("What surprised others in this repository", first_lines(guide, limits.guide_lines));
}

std::string limits_section(const AgentConfig& agent, const LimitsConfig& limits) {
  const double minutes = static_cast<double>(agent.wall.value_or(limits.wall).count()) / 60'000;
  std::string text = fmt::format("You are stopped after {:g} minutes", minutes);
  // What a plain program does between its start and its end, nobody counts.
  if (agent.preset != "command")
    text += fmt::format(" or {} turns, whichever comes first", agent.turns.value_or(limits.turns));
  return text_section("Limits", text + ". What is written then is all that counts.");
}

std::string history_section(const TaskState& task) {
  std::vector<const Attempt*> failed;
  for (const Attempt& attempt : task.attempts) {
    if (teaches(attempt)) failed.push_back(&attempt);
  }
  if (failed.empty()) return "";
  std::string text = fmt::format(
      "\n# This is attempt {}\n\n"
      "Earlier ones failed. Your files are as they were before any of them; what they found out is below. "
      "Build "
      "on it,\ndo not look for it again, and do not try again what has failed: it would fail again.\n",
      std::max<std::size_t>(task.attempts.size(), 1));
  const std::size_t first = failed.size() > most_attempts ? failed.size() - most_attempts : 0;
  if (first > 0) text += fmt::format("\nThe {} before these are left out.\n", count_of(first, "attempt"));
  for (std::size_t index = first; index < failed.size(); ++index) add_attempt(text, *failed[index]);
  return text;
}

}  // namespace reeve
